/** Values that are missing, and labels that no figure counts: each is told, and none is measured as if it were there. */
import assert from 'node:assert/strict';
import { readSeries } from '../../lib/data';
import { AnomalyPipeline, missingInTraining } from '../../lib/pipeline';
import { loadBackend } from '../../lib/runtime';
import { pump, PumpFolder, type PumpRow } from '../support/pump';

const temp = ({ temp }: PumpRow) => temp;
const pressure = ({ pressure }: PumpRow) => pressure;
const label = ({ label }: PumpRow) => label;
const none = () => '';

describe('values that are missing from a file', () => {
  const folder = new PumpFolder();
  before(() => loadBackend());

  it('are told when a pipeline is fitted, also that the threshold is learnt from what filled them', async () => {
    const lacks = folder.table('late.csv', pump.train, { temp: (row) => (row.step >= 900 ? '' : row.temp), pressure });
    const { settings } = new AnomalyPipeline({ model: 'pca' });
    assert.deepEqual(missingInTraining(readSeries(lacks).series, settings), [
      'temp is missing in 300 of 1200 time steps; filled with the last value before',
      'temp is missing in all 240 time steps of the part that sets the threshold, which may find too little',
    ]);
    // It matters: the threshold is higher, and finds less than half as much.
    const wrong = folder.table('wrong.csv', pump.wrong, { temp, pressure });
    const whole = await folder.fit(folder.table('train.csv', pump.train, { temp, pressure }));
    const late = await folder.fit(lacks);
    const [found, missed] = [folder.score(whole, wrong).share, folder.score(late, wrong).share];
    assert.ok(found > 0.13 && missed < found / 2, `${found}, ${missed}`);
    assert.ok(late.parts.threshold.value > 1.3 * whole.parts.threshold.value);
    for (const pipeline of [whole, late]) pipeline.dispose();
  });

  it('are told when a file is scored', async () => {
    const pipeline = await folder.fit(folder.table('train.csv', pump.train, { temp, pressure }));
    const dead = folder.score(pipeline, folder.table('dead.csv', pump.next, { temp: none, pressure }));
    assert.deepEqual(dead.notes, ['temp is missing in all 600 time steps; filled with the training mean']);
    const some = folder.table('some.csv', pump.next, { temp: (row) => (row.step < 1250 ? '' : row.temp), pressure });
    assert.match(folder.score(pipeline, some).notes.join(), /^temp is missing in 50 of 600 time steps; filled with /);
    assert.deepEqual(folder.score(pipeline, folder.table('next.csv', pump.next, { temp, pressure })).notes, []);
    pipeline.dispose();
  });

  it('are named by their column where an experiment cannot use the rest', async () => {
    const full = { temp, pressure, label };
    const dead = { temp: none, pressure, label };
    const inTurn = {
      temp: (row: PumpRow) => (row.step % 2 === 0 ? '' : row.temp),
      pressure: (row: PumpRow) => (row.step % 2 === 0 ? row.pressure : ''),
      label,
    };
    const [train, test] = [folder.table('full-train.csv', pump.train, full), folder.table('full-test.csv', pump.wrong, full)]; // prettier-ignore
    const cases = [
      [folder.table('dead-train.csv', pump.train, dead), test, /dead-train\.csv: column 'temp' has no value; leave it/],
      [train, folder.table('dead-test.csv', pump.wrong, dead), /dead-test\.csv: column 'temp' has no value; leave it/],
      [
        folder.table('turn-train.csv', pump.train, inTurn),
        folder.table('turn-test.csv', pump.wrong, inTurn),
        /turn-train\.csv: each of its 1200 time steps lacks a value in some column/,
      ],
    ] as const;
    for (const [first, second, message] of cases) {
      await assert.rejects(folder.judge({ train: first, test: second }), message);
    }
  });
});

describe('labelled steps that no figure counts', () => {
  const folder = new PumpFolder();
  const full = { temp, pressure, label };
  let train: string;
  before(async () => {
    await loadBackend();
    train = folder.table('train.csv', pump.train, full);
  });

  it('are counted where the anomalies are dropouts, and F1 is not 0 but undefined', async () => {
    const dropout = { ...full, temp: (row: PumpRow) => (row.label ? '' : row.temp) };
    const result = await folder.judge({ train, test: folder.table('dropout.csv', pump.wrong, dropout) });
    assert.deepEqual(result.unmeasured, { labelled: 80, dropped: 80, inNoWindow: 0 });
    assert.match(result.warnings.join('\n'), /dropout\.csv: 80 time steps .* dropped, all 80 of its steps labelled/);
    const { precision, recall, f1 } = result.measures;
    assert.deepEqual([precision, recall, f1], [null, null, null]);
  });

  it('are counted where they lie behind the last window', async () => {
    const tail = pump.wrong.slice(0, 3).map((row) => ({ ...row, label: 1 }) as const);
    const test = folder.table('tail.csv', [...pump.wrong, ...tail], full);
    const result = await folder.judge({ train, test });
    assert.deepEqual(result.unmeasured, { labelled: 83, dropped: 0, inNoWindow: 3 });
    assert.match(
      result.warnings.join('\n'),
      /tail\.csv: its last 3 time steps lie in no window of 10 with stride 5; 3 labelled anomalous there are not measured/,
    );
    const without = await folder.judge({ train, test: folder.table('test.csv', pump.wrong, full) });
    assert.deepEqual(result.measures, without.measures);
    assert.equal(without.unmeasured, undefined);
  });

  it('leave too few windows to train on, which is said with how many are labelled', async () => {
    const test = folder.table('test.csv', pump.wrong, full);
    const every8th = { ...full, label: (row: PumpRow) => +(row.step % 8 === 0) };
    await assert.rejects(
      folder.judge({ train: folder.table('every-8th.csv', pump.train, every8th), test }),
      /every-8th\.csv: expected at least 2 normal windows to train on; found 1200 time steps that give 239 windows of 10 with stride 5, of which 239 are labelled anomalous/,
    );
    await assert.rejects(
      folder.judge({ train: folder.table('short-10.csv', pump.train.slice(0, 10), full), test }),
      /short-10\.csv: expected at least 2 normal windows to train on; found 10 time steps that give 1 window of 10 with stride 5, of which 0 are/,
    );
  });
});
