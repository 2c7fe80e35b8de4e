import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeNpy } from '../../lib/data';
import { runSuite, smapMslProtocol, smapMslSource, placeRows, type SuiteTable } from '../../lib/experiments';
import { bestCut, chosenCuts } from '../../lib/experiments/chosen-cuts';

describe('bestCut', () => {
  // 1000 steps: window i of 10 steps with stride 5 lies beyond a cut if its middle, 5i + 4.5, exceeds that share of 999.
  const late = (start: number) => ({ length: 1000, segments: [{ start, end: 1000 }] });

  it('finds the cut where the anomalies begin, and of several series the best mean of F1', () => {
    assert.equal(bestCut([late(600)]), 60);
    assert.equal(bestCut([late(900)]), 90);
    // Of the 11 anomalous windows the first has its middle at step 299.5: 25 has an F1 of 22 / (149 + 11), 30 of 20 / (139 + 11).
    assert.equal(bestCut([{ length: 1000, segments: [{ start: 300, end: 350 }] }]), 25);
    // Of series that begin at 600, 700 and 800: 60 has about 1, .86 and .67; 70 has .86, 1 and .8; 80 has .67, .8 and 1.
    assert.equal(bestCut([late(600), late(700), late(800)]), 70);
  });

  it('takes the first of equal cuts, and needs a series', () => {
    assert.equal(bestCut([{ length: 1000, segments: [] }]), 5);
    assert.throws(() => bestCut([]), /expected at least one labelled series, found none/);
  });
});

describe('chosenCuts', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-cuts-'));
  after(() => fs.rmSync(root, { recursive: true }));
  // show one incident; C-1 is of the other spacecraft.
  const channels = [
    ['A-1', 'SMAP', '[[800, 999]]'],
    ['A-2', 'SMAP', '[[790, 999]]'],
    ['C-1', 'MSL', '[[600, 999]]'],
  ] as const;
  before(() => {
    for (const split of ['train', 'test']) fs.mkdirSync(path.join(root, split));
    const rows = channels.map(([channel, spacecraft, spans]) => {
      for (const split of ['train', 'test']) {
        const data = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i));
        writeNpy(path.join(root, split, `${channel}.npy`), { shape: [1000, 1], data });
      }
      return `${channel},${spacecraft},"${spans}",[point],1000\n`;
    });
    const header = 'chan_id,spacecraft,anomaly_sequences,class,num_values\n';
    fs.writeFileSync(path.join(root, 'labeled_anomalies.csv'), header + rows.join(''));
  });

  it('are chosen without the labels of the own incident', () => {
    assert.deepEqual([...chosenCuts(root)], [['A-1', 60], ['A-2', 60], ['C-1', 80]]); // prettier-ignore
  });

  it('are what a row of every channel is judged by, its sequences too', async () => {
    const source = smapMslSource(root, ['A-1', 'C-1']);
    const table: SuiteTable = {
      name: 'places',
      title: 'Places',
      source,
      protocol: { ...smapMslProtocol, scaling: 'unclipped', measuredOn: ['windows', 'steps', 'events'] },
      rows: placeRows(source),
      seeds: [0],
      measures: ['f1', 'eventF1'],
      notes: [],
    };
    const { results } = await runSuite([table], { profile: 'smoke' });
    const row = results.row('cut chosen on other incidents');
    const sequences = ['A-1', 'C-1'].map((channel) => row.channel(channel).only().sequences);
    // Step 599 of 999 has the place .5996, step 600 .6006; the 60th percentile of the training places is .6.
    assert.deepEqual(sequences, [[{ start: 600, end: 1000 }], [{ start: 800, end: 1000 }]]);
    assert.deepEqual(row.over('eventF1'), [1]);
    const [late] = results.row('time-index').channel('A-1').rows;
    assert.deepEqual(late.sequences, [{ start: 700, end: 1000 }], 'by the 70th percentile of the protocol');
  });
});
