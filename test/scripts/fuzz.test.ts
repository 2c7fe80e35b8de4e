import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataError, Random, REPOSITORY_ROOT } from '../../lib/base';
import { mutate } from '../../scripts/support/fuzz/mutate';
import type { FuzzedReader } from '../../scripts/support/fuzz/reader';
import { readers } from '../../scripts/support/fuzz/readers';
import { runReader } from '../../scripts/support/fuzz/run-reader';
import { mutantOf, tryMutant } from '../../scripts/support/fuzz/try-mutant';

/** Damaged files of each reader; `npm run fuzz` tries 10,000. */
const COUNT = 40;

const sums = (read: FuzzedReader['read']): FuzzedReader => ({
  name: 'sums',
  kind: 'text',
  samples: [Buffer.from('a,b\n1,2\n3,4\n')],
  refusals: ['DataError'],
  read,
});

describe('npm run fuzz', function () {
  this.timeout(120_000);

  for (const [name, make] of Object.entries(readers)) {
    it(`finds nothing wrong with ${name} on ${COUNT} damaged files`, async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-fuzz-'));
      try {
        const reader = await make(folder);
        assert.equal(reader.name, name);
        for (const sample of reader.samples) assert.equal(await reader.read(sample), undefined);
        for (let mutant = 0; mutant < COUNT; mutant++) {
          const { outcome, fault } = await tryMutant(reader, 1, mutant);
          assert.notEqual(outcome, 'fault', `damaged file ${mutant}: ${fault}`);
        }
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    });
  }

  it('tells a file that is taken, one that is refused, a wrong number and a crash apart', async () => {
    const outcome = async (read: FuzzedReader['read']) => {
      const trial = await tryMutant(sums(read), 0, 0);
      return [trial.outcome, trial.fault];
    };
    const fails = (error: Error) => () => {
      throw error;
    };
    assert.deepEqual(await outcome(() => undefined), ['taken', undefined]);
    assert.deepEqual(await outcome(fails(new DataError('some.csv: no'))), ['refused', undefined]);
    assert.deepEqual(await outcome(() => 'the value 3, not 4'), ['fault', 'the value 3, not 4']);
    assert.deepEqual(await outcome(fails(new TypeError('x is undefined'))), ['fault', 'TypeError: x is undefined']);
  });

  it('hears every word of a process that has ended while nobody listened', async () => {
    const count = 3000;
    let heard = 0;
    const onProgress = () => {
      // The process, which is far faster than this one for now, has ended long before.
      if (++heard === 500) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
    };
    const script = path.join(REPOSITORY_ROOT, 'scripts', 'fuzz.ts');
    const { taken, refused, faults } = await runReader('smap-msl-labels', { count, seed: 0, script, onProgress });
    assert.deepEqual([taken + refused, faults], [count, []]);
  });

  it('damages files in the same way for the same seed, and in another for another', () => {
    const reader = sums(() => undefined);
    const all = (seed: number) => Array.from({ length: 50 }, (_, i) => mutantOf(reader, seed, i).toString('base64'));
    assert.deepEqual(all(1), all(1));
    assert.notDeepEqual(all(1), all(2));
    assert.ok(new Set(all(1)).size > 30);
  });

  it('leaves JSON that was damaged as JSON often enough to reach what reads its values', () => {
    const sample = Buffer.from(JSON.stringify({ a: [1, 2, { b: 'x' }], c: null }));
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const random = new Random(0);
    const whole = Array.from({ length: 200 }, () => mutate(sample, 'json', random)).filter((file) =>
      isJson(file.toString()),
    );
    assert.ok(whole.length > 40, String(whole.length));
  });
});
