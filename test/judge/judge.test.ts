import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { makeSeries } from '../../lib/data';
import { compareScores, describeJudgement, judge, judgementTables, judgeRows } from '../../lib/judge';
import { toMarkdown } from '../../lib/tables';

/** Ten segments of ten steps; `good` finds them, `poor` hardly. */
function scene() {
  const random = new Random(3);
  const labels = new Uint8Array(1000);
  for (let i = 0; i < 10; i++) labels.fill(1, 100 * i + 45, 100 * i + 55);
  const scoresOf = (shift: number) => Float64Array.from(labels, (label) => shift * label + random.normal());
  return { labels, good: scoresOf(3), poor: scoresOf(0.3) };
}

const quick = { measuredOn: ['steps', 'point-adjusted'] } as const;

describe('judge', () => {
  it('stands detectors beside rows that know nothing, and says what is shown', async () => {
    const { labels, good, poor } = scene();
    const found = await judge({ good, poor }, labels, quick);
    assert.deepEqual(
      found.rows.map(({ name, kind }) => [name, kind]),
      [
        ['good', 'judged'],
        ['poor', 'judged'],
        ['random', 'knows nothing'],
        ['all-anomalous', 'knows nothing'],
        ['time-index', 'knows nothing'],
      ],
    );
    // Each judged row against the other, once, and against the three.
    assert.equal(found.comparisons.length, 7);
    assert.deepEqual(found.intervals, { by: 'segment', groups: 10, given: true });
    const verdict = (text: string) => found.verdicts.find((each) => each.startsWith(text))!;
    assert.match(verdict('good is better than poor'), /: shown \(VUS-PR \+\.\d\d \[\+\.\d\d, \+\.\d\d\]\)\.$/);
    assert.match(verdict('good is better than the time index'), /: shown \(/);
    assert.match(
      found.verdicts.join('\n'),
      /poor is (better|worse) than random scores: not shown \(VUS-PR [+-]\.\d\d \[-\.\d\d, \+\.\d\d\]/,
    );
  });

  it('says that a detector is worse where that is shown', async () => {
    const { labels, good, poor } = scene();
    const { verdicts } = await judge({ poor, good }, labels, quick);
    assert.match(verdicts[0], /^poor is worse than good: shown \(VUS-PR -\.\d\d/);
  });

  it('shows nothing of few segments', async () => {
    const { good } = scene();
    const labels = new Uint8Array(1000).fill(1, 40, 60);
    const { verdicts, rows, comparisons } = await judge({ good }, labels, quick);
    assert.match(verdicts[0], /: not shown \(VUS-PR [+-]\.\d\d; 1 segment, fewer than 5: no interval\)\.$/);
    assert.deepEqual(rows[0].intervals, {});
    assert.equal(comparisons[0].shown, null);
  });

  it('corrects for several comparisons, so that p is never smaller', async () => {
    const { labels, good, poor } = scene();
    const { comparisons } = await judge({ good, poor }, labels, quick);
    for (const { tails, corrected } of comparisons) assert.ok(corrected! >= tails!);
    const smallest = Math.min(...comparisons.map(({ tails }) => tails!));
    assert.ok(Math.abs(Math.min(...comparisons.map(({ corrected }) => corrected!)) - 7 * smallest) < 1e-15);
  });

  it('takes several series by name, and counts on how many a detector is better', async () => {
    const { labels, good, poor } = scene();
    const by = (of: (i: number) => Float64Array) => ({ a: of(0), b: of(1), c: of(2) });
    const found = await judge(
      { mine: by(() => good), other: by(() => poor) },
      { a: labels, b: labels, c: labels },
      quick,
    );
    assert.deepEqual(found.comparisons[0].wins, { better: 3, level: 0, worse: 0 });
    assert.deepEqual(found.data.series.map(({ name }) => name), ['a', 'b', 'c']); // prettier-ignore
    assert.equal(found.data.segments, 30);
  });

  it('gives the same numbers again, to the last bit', async () => {
    const { labels, good } = scene();
    const again = () => judge({ good }, labels, quick);
    assert.equal(JSON.stringify(await again()), JSON.stringify(await again()));
  });

  it('compares by the measure that is asked for, where less is better too', async () => {
    const { labels, good, poor } = scene();
    const { comparisons, verdicts } = await judge({ good, poor }, labels, {
      measure: 'falsePositives',
      measuredOn: ['events'],
    });
    const [first] = comparisons;
    assert.equal(first.shown === 'better', first.difference! < 0 && first.corrected! < 0.05);
    assert.match(verdicts[0], /false alarms/);
  });

  it('takes a threshold that is given', async () => {
    const { labels, good } = scene();
    const { rows, threshold } = await judge({ good }, labels, { ...quick, threshold: { kind: 'fixed', value: 1.5 } });
    assert.deepEqual(rows[0].thresholds, [1.5]);
    assert.equal(
      threshold,
      '1.5, as it was given; of the other rows the 95th percentile of the scores under test, without their labels',
    );
    const predicted = good.filter((score) => score > 1.5).length;
    const hits = good.filter((score, i) => score > 1.5 && labels[i] === 1).length;
    assert.ok(Math.abs(rows[0].measures.stepPrecision! - hits / predicted) < 1e-15);
  });

  it('takes scores of 0 and 1 as predictions', async () => {
    const { labels } = scene();
    // Every second step of each segment is found, and 50 steps are called for nothing.
    const predictions = Float64Array.from(labels, (label, step) => Number(label ? step % 2 === 0 : step % 18 === 0));
    const { rows, notes } = await judge({ mine: predictions }, labels, quick);
    const predicted = predictions.reduce((sum, each) => sum + each, 0);
    assert.ok(Math.abs(rows[0].measures.stepPrecision! - 50 / predicted) < 1e-15);
    assert.equal(rows[0].measures.stepRecall, 0.5);
    assert.deepEqual(notes, ['mine: all scores are 0 or 1, and are taken as predictions']);
  });

  it('takes any two values as predictions, the higher for anomalous', async () => {
    const { labels } = scene();
    const { rows, notes } = await judge({ mine: Float64Array.from(labels, (label) => 2 * label - 1) }, labels, quick);
    assert.equal(rows[0].measures.stepF1, 1);
    assert.deepEqual(notes, ['mine: all scores are -1 or 1, and are taken as predictions']);
  });

  it('ends the interval of a share at 0 and 1, and gives none of counts', async () => {
    const { labels, good } = scene();
    const { rows } = await judge({ good }, labels);
    const { falseAlarmsPerDay, ...shares } = rows[0].intervals;
    assert.ok(falseAlarmsPerDay!.low >= 0);
    for (const { low, high } of Object.values(shares)) assert.ok(low >= 0 && high <= 1, `${low} ${high}`);
    assert.equal('truePositives' in shares, false);
  });

  it('draws the same random scores whatever the series are called', async () => {
    const { labels, good } = scene();
    const [one, other] = await Promise.all(
      ['a', 'b'].map((name) => judge({ mine: { [name]: good } }, { [name]: labels }, quick)),
    );
    assert.deepEqual(one.rows[1].measures, other.rows[1].measures);
  });

  it('refuses what cannot be judged', async () => {
    const { labels, good } = scene();
    const none = new Uint8Array(1000);
    await assert.rejects(judge({ good }, none), { message: 'labels: expected normal and anomalous steps, found none anomalous among 1000' }); // prettier-ignore
    await assert.rejects(judge({ random: good }, labels), { message: "detectors: expected a name of its own for each, found 'random' twice" }); // prettier-ignore
    await assert.rejects(judge({ good }, labels, { threshold: { kind: 'sigma', k: 3 } }), /threshold 'sigma': expected the scores of training data/); // prettier-ignore
    await assert.rejects(judge({ good }, labels, { measure: 'vus' as 'vusPr' }), /^DataError: measure: expected one of precision, .*; found vus$/); // prettier-ignore
    assert.throws(() => judge({}, labels), /expected one at least, by name; found none/);
    assert.throws(() => judge({ good: { a: good } }, { a: labels, b: labels }), { message: "good: expected the 1000 scores of the series 'b', found those of a" }); // prettier-ignore
  });

  it('prints as words and tables', async () => {
    const { labels, good } = scene();
    const found = await judge({ good }, labels, quick);
    const words = describeJudgement(found);
    assert.equal(words[0], 'Judged on 1 series, 1000 steps, 10.0 % anomalous, in 10 segments.');
    assert.ok(words.includes('Verdict'));
    const tables = judgementTables(found).map((table) => toMarkdown(table));
    assert.match(tables[0], /Detectors by VUS-PR with 95 % intervals by segment \(10\)/);
    assert.match(tables[0], /\| good +\| judged +\| \*\*\.\d{3} \[\.\d{3}, \d?\.\d{3}\]\*\*/);
    assert.match(tables[1], /\| good +\| random +\| \+\.\d{3} \[/);
    assert.match(tables[2], /\| \(b\) steps +\| best F1 \(oracle\) /);
  });
});

describe('compareScores', () => {
  it('says how far two detectors are apart', () => {
    const { labels, good, poor } = scene();
    const found = compareScores(good, poor, labels, { names: ['good', 'poor'] });
    assert.equal(found.shown, 'better');
    assert.match(found.verdict, /^good is better than poor: shown \(VUS-PR \+\.\d\d \[/);
    assert.equal(found.corrected, found.tails);
  });

  it('shows no difference of a detector to itself', () => {
    const { labels, good } = scene();
    const { shown, difference, verdict } = compareScores(good, good, labels);
    assert.deepEqual([shown, difference], ['not shown', 0]);
    assert.equal(verdict, 'first is better than second: not shown (VUS-PR +.00 [+.00, +.00]).');
  });
});

describe('judgeRows', () => {
  it('adds baselines where the values are known', async () => {
    const { labels } = scene();
    const random = new Random(5);
    const values = Float64Array.from(labels, (label) => random.normal() * (label ? 6 : 1));
    const test = makeSeries({ name: 'pump', values, features: 1 });
    const train = makeSeries({
      name: 'before',
      values: Float64Array.from({ length: 500 }, () => random.normal()),
      features: 1,
    });
    const mine = { name: 'mine', kind: 'judged', draws: [[{ test: values.map(Math.abs) }]] } as const;
    const { rows, notes } = await judgeRows([{ name: 'pump', labels, test, train }], [mine], quick);
    assert.deepEqual(
      rows.map(({ name }) => name),
      [
        'mine',
        'random',
        'all-anomalous',
        'time-index',
        'constant',
        'moving-variance',
        'nearest-neighbour',
        'sub-pca',
        'multi-scale',
      ],
    );
    assert.deepEqual(notes, []);
    const of = (name: string) => rows.find((row) => row.name === name)!.measures.vusPr!;
    assert.ok(of('constant') > of('random') + 0.2, 'larger values are far from the mean');
  });

  it('takes one rule for the thresholds of all rows', async () => {
    const { labels, good } = scene();
    const test = makeSeries({ name: 'pump', values: good, features: 1 });
    const mine = { name: 'mine', kind: 'judged', draws: [[{ test: good }]] } as const;
    const { rows } = await judgeRows([{ name: 'pump', labels, test, train: test }], [mine], quick);
    // Without scores of training data it is the 95th percentile of those under test, of the baselines, too: 50 of 1,000.
    const hits = rows.filter(({ kind, measures }) => kind !== 'knows nothing' && measures.stepRecall! > 0);
    assert.ok(hits.length >= 2, `${hits.length}`);
    for (const { name, measures } of hits) {
      const predicted = (measures.stepRecall! * 100) / measures.stepPrecision!;
      assert.ok(Math.abs(predicted - 50) < 1e-9, `${name}: ${predicted}`);
    }
  });

  it('leaves a baseline out that cannot take the series, and says so', async () => {
    const labels = Uint8Array.of(0, 0, 1, 0, 0, 1, 0, 0);
    const test = makeSeries({ name: 'short', values: Float64Array.of(1, 2, 9, 1, 2, 8, 1, 2), features: 1 });
    const mine = { name: 'mine', kind: 'judged', draws: [[{ test: test.values }]] } as const;
    const { rows, notes } = await judgeRows([{ name: 'short', labels, test }], [mine]);
    assert.equal(
      rows.some(({ name }) => name === 'nearest-neighbour'),
      false,
    );
    assert.match(
      notes.join('\n'),
      /the baseline nearest-neighbour is left out: short: matrix-profile needs series of at least/,
    );
  });
});
