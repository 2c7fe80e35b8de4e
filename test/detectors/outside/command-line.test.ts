import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { executableOf, filesNamed, splitCommand } from '../../../lib/detectors/outside/command-line';

describe('splitCommand', () => {
  for (const [command, words] of [
    ['python my_detector.py --alpha 3', ['python', 'my_detector.py', '--alpha', '3']],
    ['  a\t b\n', ['a', 'b']],
    [`'my detector' "a b" c' 'd ""`, ['my detector', 'a b', 'c d', '']],
    [String.raw`a\ b "c\"d" 'e\f' "g\h"`, ['a b', 'c"d', String.raw`e\f`, String.raw`g\h`]],
    [`echo '$HOME | cat'`, ['echo', '$HOME | cat']],
  ] as const) {
    it(`takes ${command.trim()} as ${words.length} words`, () => assert.deepEqual(splitCommand(command), words));
  }

  for (const [command, message] of [
    ['', /expected a program and its arguments, found none$/],
    ["python 'my", /detector 'python 'my': expected a closing ', found none$/],
    ['cat a | sort', /found '\|': it is started without a shell/],
    ['a > b', /found '>'/],
    ['a $X', /found '\$'/],
    ['a && b', /found '&'/],
  ] as const) {
    it(`refuses '${command}'`, () => assert.throws(() => splitCommand(command), { name: 'DataError', message }));
  }
});

describe('files of a command', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-command-'));
  before(() => {
    for (const name of ['a.py', 'weights.pt', 'python', 'run']) fs.writeFileSync(path.join(folder, name), name);
    fs.mkdirSync(path.join(folder, 'data'));
    fs.chmodSync(path.join(folder, 'run'), 0o755);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('are the words and the values of options that are files, each once; a program by its path', () => {
    assert.deepEqual(filesNamed(['python', 'a.py', '--weights=weights.pt', 'a.py', 'data', 'none'], folder), [
      'a.py',
      'weights.pt',
    ]);
    assert.deepEqual(filesNamed(['./run', 'x=a.py'], folder), ['./run']);
  });

  it('are found by their path, or by PATH if they may be executed', () => {
    const places = [path.join(folder, 'data'), folder].join(path.delimiter);
    assert.equal(executableOf('./run', folder), path.join(folder, 'run'));
    assert.equal(executableOf('run', '/', places), path.join(folder, 'run'));
    assert.equal(executableOf('python', '/', places), undefined, 'may not be executed');
    assert.equal(executableOf('./none', folder), undefined);
    assert.equal(executableOf('./data', folder), undefined);
  });
});
