import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { median } from '../../bench/bench';
import { peersFolder, runForJson, sideBySide } from '../../bench/side-by-side';
import { REPOSITORY_ROOT } from '../../lib/base';

/** Names a program for `runForJson`. */
const node = (program: string, ...args: string[]) => [process.execPath, '-e', program, ...args];

/** Makes measures that give these values one after the other, and note whose turn it was. */
function measures(ours: number[], theirs: number[]) {
  const turns: string[] = [];
  const next = (whose: string, values: number[]) => () => {
    turns.push(whose);
    return values[turns.filter((turn) => turn === whose).length - 1];
  };
  return { turns, ours: next('ours', ours), theirs: next('theirs', theirs) };
}

describe('median', () => {
  it('is the middle value, or halfway between the two, by size and not by digits', () => {
    assert.equal(median([10, 9, 100]), 10);
    assert.equal(median([10, 9, 100, 2]), 9.5);
    assert.equal(median([7]), 7);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });
});

describe('sideBySide', () => {
  it('measures in turn, beginning with each alternately, and keeps the pairs', () => {
    const { turns, ours, theirs } = measures([1, 2, 3], [10, 20, 30]);
    const pairs = sideBySide(ours, theirs, 3);
    assert.deepEqual(turns, ['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
    assert.deepEqual(pairs.ours, [1, 2, 3]);
    assert.deepEqual(pairs.theirs, [10, 20, 30]);
  });

  it('gives the ratio of the medians of five pairs, whatever a single pair says', () => {
    const { turns, ours, theirs } = measures([9, 1, 2, 3, 100], [6, 4, 50, 1, 8]);
    const { medianOurs, medianTheirs, ratio } = sideBySide(ours, theirs);
    // The median of the pairs' ratios is 1.5, the ratio of the means 5 / 3.
    assert.deepEqual({ medianOurs, medianTheirs, ratio }, { medianOurs: 3, medianTheirs: 6, ratio: 0.5 });
    assert.equal(turns.length, 10);
  });
});

describe('runForJson', () => {
  it('parses the last line of the output, arguments as they were given', () => {
    const program = 'console.log("warming up\\n{}"); console.log(JSON.stringify({ given: process.argv.slice(1) }))';
    assert.deepEqual(runForJson(node(program, 'a b', '$HOME')), { given: ['a b', '$HOME'] });
  });

  it('runs in the repository and with our variables, or where and with what it is told', () => {
    const program = 'console.log(JSON.stringify([process.cwd(), process.env.TELLTALE_TEST ?? null]))';
    const folder = fs.realpathSync(os.tmpdir());
    assert.deepEqual(runForJson(node(program)), [fs.realpathSync(REPOSITORY_ROOT), null]);
    const env = { ...process.env, TELLTALE_TEST: 'yes' };
    assert.deepEqual(runForJson(node(program), { cwd: folder, env }), [folder, 'yes']);
  });

  it('binds the program to as many cores as it is told, where taskset is there', () => {
    const count = node('console.log(require("node:os").availableParallelism())');
    const all = os.availableParallelism();
    assert.equal(runForJson(count), all);
    assert.equal(runForJson(count, { cores: 1 }), fs.existsSync('/usr/bin/taskset') ? 1 : all);
  });

  it('names the program that fails, with the end of what it said', () => {
    const program = 'console.error("x".repeat(5000) + " at the end"); process.exit(3)';
    assert.throws(
      () => runForJson(node(program)),
      ({ message }: Error) =>
        message.startsWith(`${process.execPath} -e `) &&
        / failed: x+ at the end\n$/.test(message) &&
        message.length < 2500,
    );
    assert.throws(() => runForJson(['/no/such/program']), /^Error: \/no\/such\/program failed: .*ENOENT/);
  });
});

describe('peersFolder', () => {
  const given = process.env.TELLTALE_PEERS;
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-peers-'));
    process.env.TELLTALE_PEERS = folder;
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
    if (given === undefined) delete process.env.TELLTALE_PEERS;
    else process.env.TELLTALE_PEERS = given;
  });

  it('is the folder that TELLTALE_PEERS names, once the models are there', () => {
    assert.throws(peersFolder, ({ message }: Error) =>
      message.startsWith(`${folder}: expected the PyTorch yardsticks`),
    );
    fs.writeFileSync(path.join(folder, 'torch_models.py'), '');
    assert.equal(peersFolder(), folder);
  });
});
