/** Times and counters as people have them: the same values must give the same figures, however they are dated. */
import assert from 'node:assert/strict';
import { readSeries } from '../../lib/data';
import type { AnomalyPipeline } from '../../lib/pipeline';
import { loadBackend } from '../../lib/runtime';
import { clock, pump, PumpFolder, type PumpRow } from '../support/pump';

const values = { temp: ({ temp }: PumpRow) => temp, pressure: ({ pressure }: PumpRow) => pressure };
const START = 1714521600;

describe('a numeric time or a counter, under any name', () => {
  const folder = new PumpFolder();
  before(() => loadBackend());

  /** Fits to a file whose first column is a time or a counter, and scores the rows that follow. */
  const fitAndScore = async (name: string, time: (step: number) => unknown) => {
    const columns = { [name]: ({ step }: PumpRow) => time(step), ...values };
    const pipeline = await folder.fit(folder.table('train.csv', pump.train, columns));
    const { names } = pipeline.parts;
    const scored = folder.score(pipeline, folder.table('next.csv', pump.next, columns));
    pipeline.dispose();
    return { names, scored };
  };
  const seconds = (step: number) => START + 60 * step;

  it('is not a feature, and the rows that follow are as normal as with a column time', async () => {
    const control = await fitAndScore('time', seconds);
    assert.ok(control.scored.share <= 0.05, `${control.scored.share} of the normal steps called anomalous`);
    for (const name of ['ts', '_time', 'epoch', 'unix_time', 'Time (s)', 'Timestamp (UTC)', 'time_stamp', 't']) {
      const { names, scored } = await fitAndScore(name, seconds);
      assert.deepEqual(names, ['temp', 'pressure'], name);
      assert.deepEqual(scored.scores, control.scored.scores, name);
      assert.equal(scored.times[0], String(seconds(1200)), name);
    }
    for (const name of ['Unnamed: 0', 'iter', 'id', 'No', 'x7']) {
      const { names, scored } = await fitAndScore(name, (step) => step);
      assert.deepEqual([names, scored.scores], [['temp', 'pressure'], control.scored.scores], name);
    }
  });

  it('is not a feature of an experiment either', async () => {
    const judge = (name: string) => {
      const columns = { [name]: ({ step }: PumpRow) => seconds(step), ...values };
      const test = folder.table('test.csv', pump.wrong, { ...columns, label: ({ label }) => label });
      return folder.judge({ train: folder.table('train.csv', pump.train, columns), test });
    };
    const [control, ts] = [await judge('time'), await judge('ts')];
    assert.ok(control.measures.rocAuc! > 0.95, String(control.measures.rocAuc));
    assert.deepEqual(ts.measures, control.measures);
  });
});

describe('rows out of the order of their times', () => {
  const folder = new PumpFolder();
  const dated = { timestamp: ({ step }: PumpRow) => clock(step), ...values };
  const write = (name: string, rows: readonly PumpRow[]) => folder.table(`${name}.csv`, rows, dated);
  const { next } = pump;
  let pipeline: AnomalyPipeline;
  let control: ReturnType<PumpFolder['score']>;

  before(async () => {
    await loadBackend();
    pipeline = await folder.fit(write('train', pump.train));
    control = folder.score(pipeline, write('control', next));
  });
  after(() => pipeline.dispose());

  it('are scored as if they were in order, if they run from the newest to the oldest or come twice', () => {
    assert.ok(control.share <= 0.05, String(control.share));
    const reversed = folder.score(pipeline, write('newest-first', [...next].reverse()));
    const twice = folder.score(pipeline, write('every-row-twice', next.flatMap((row) => [row, row]))); // prettier-ignore
    for (const { file, scores, times, description } of [reversed, twice]) {
      assert.deepEqual([scores, times], [control.scores, control.times], file);
      assert.ok(description!.notes.length > 0, `${file}: a note says so`);
    }
  });

  it('are refused at the first line otherwise, and sorted if that is asked for', () => {
    const shuffled = write('shuffled', [...next.slice(300, 450), ...next.slice(0, 300), ...next.slice(450)]);
    const swapped = write('halves-swapped', [...next.slice(300), ...next.slice(0, 300)]);
    for (const [file, line] of [
      [shuffled, 152],
      [swapped, 302],
    ] as const) {
      // prettier-ignore
      const { error, scores } = folder.score(pipeline, file);
      assert.match(error!, new RegExp(`line ${line}\\b.*--sort`), file);
      assert.deepEqual(scores, []);
      const sorted = folder.score(pipeline, file, { sort: true });
      assert.deepEqual([sorted.scores, sorted.times], [control.scores, control.times], file);
      assert.throws(() => readSeries(file), new RegExp(`line ${line}\\b`));
    }
  });

  it('may have a gap, which is described', () => {
    const gap = folder.score(pipeline, write('gap', [...next.slice(0, 100), ...next.slice(325)]));
    assert.deepEqual([gap.timeSteps, gap.description!.time!.gaps], [375, 1]);
    assert.ok(gap.share <= 0.1, String(gap.share));
  });
});

describe('labels in a file with times of their own', () => {
  const folder = new PumpFolder();
  before(() => loadBackend());

  it('are joined by time, in whatever order they come, and refused if they are of another day', async () => {
    const dated = { timestamp: ({ step }: PumpRow) => clock(step), ...values };
    const [train, test] = [folder.table('train.csv', pump.train, dated), folder.table('test.csv', pump.wrong, dated)];
    const labels = (name: string, rows: readonly PumpRow[], shift = 0) =>
      folder.table(`labels-${name}.csv`, rows, {
        timestamp: ({ step }) => clock(step + shift),
        label: ({ label }) => label,
      });
    const same = await folder.judge({ train, test, labels: labels('same', pump.wrong) });
    assert.ok(same.measures.rocAuc! > 0.95, String(same.measures.rocAuc));
    const newest = await folder.judge({ train, test, labels: labels('newest-first', [...pump.wrong].reverse()) });
    assert.deepEqual(newest.measures, same.measures);
    await assert.rejects(
      async () => folder.judge({ train, test, labels: labels('other-day', pump.wrong, 1440) }),
      /labels-other-day\.csv: .*line 2/,
    );
  });
});
