import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeSeries, positionPriors, simulateSmapMsl } from '../../lib/data';
import { CHOSEN_CUT, placeRows, placeScores, smapMslSource, type Source } from '../../lib/experiments';

const series = (length: number) => makeSeries({ name: 's', values: new Float64Array(length), features: 1 });

describe('placeScores', () => {
  const pair = { train: series(5), test: series(9) };
  const cut = { windowSize: 3, stride: 2 };
  const files: Source = { kind: 'files', files: { train: 'a.csv', test: 'b.csv' }, channels: ['b.csv'] };

  it('give windows and steps their place, and the fixed cut its threshold', async () => {
    const [clock, later] = await placeScores(files, pair, cut);
    assert.deepEqual([clock.name, later.name], ['time-index', 'everything after the first 60 %']);
    // The middles of the windows are steps 1, 3, 5, 7 of 0 to 8, and 1 and 3 of 0 to 4.
    assert.deepEqual([...clock.windows.test], [1 / 8, 3 / 8, 5 / 8, 7 / 8]);
    assert.deepEqual([...clock.windows.train], [1 / 4, 3 / 4]);
    assert.deepEqual([...clock.steps.train], [0, 0.25, 0.5, 0.75, 1]);
    assert.deepEqual(later.windows, clock.windows);
    assert.deepEqual([clock.threshold, later.threshold], [undefined, { kind: 'percentile', percentile: 60, of: 'training' }]); // prettier-ignore
  });

  it('need no values', async () => {
    const holes = { ...pair, test: { ...pair.test, values: pair.test.values.map(() => NaN) } };
    assert.deepEqual(await placeScores(files, holes, cut), await placeScores(files, pair, cut));
  });

  it('are none where nothing has a place', async () => {
    const images = { kind: 'gaussian-images', channels: ['images'], options: {} } as Source;
    assert.deepEqual(await placeScores(images, pair, cut), []);
  });

  it("take the prior of the channel's own, from the others", async () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-places-'));
    simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 600 });
    const length = positionPriors(root).get('D-1')!.length;
    const scored = await placeScores(smapMslSource(root, ['D-1']), { train: series(5), test: series(length) }, cut);
    const prior = scored.find(({ name }) => name === 'position prior')!;
    const gap = [...prior.steps.test].map((score, i) => Math.abs(score - positionPriors(root).get('D-1')![i]));
    assert.ok(Math.max(...gap) < 1e-12, 'as many steps as places');
    const source = smapMslSource(root, ['D-1']);
    const chosen = placeRows(source).find(({ label }) => label === CHOSEN_CUT)!.protocolOf!['D-1'].threshold;
    assert.deepEqual(scored.find(({ name }) => name === CHOSEN_CUT)!.threshold, chosen, "the channel's own cut");
    assert.ok(chosen?.kind === 'percentile');
    const names = ['time-index', 'ORACLE: everything after the first 60 %', CHOSEN_CUT, 'position prior'];
    assert.deepEqual(scored.map(({ name }) => name), names); // prettier-ignore
    fs.rmSync(root, { recursive: true });
  });
});
