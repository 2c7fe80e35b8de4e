/** How often the judge's intervals hold the true figure, on series that are drawn again and again. */
import { mean, Random } from '../lib/base';
import type { MeasureName } from '../lib/experiments';
import { divide } from '../lib/judge/groups';
import { difference, estimate, replicate, type Estimate } from '../lib/judge/replicates';
import type { BenchResult } from './bench';

const measures: readonly MeasureName[] = ['vusPr', 'stepPrAuc', 'bestF1Oracle', 'stepF1', 'affiliationF1'];

/**
 * Draws series with labelled segments, each found more or less well, and two detectors that are equally good. A true figure
 * is the mean over all draws.
 */
export function intervalCoverage({ draws = 200, segments = [5, 10, 30] } = {}): BenchResult {
  const rows = segments.flatMap((count) => {
    const random = new Random(0).fork(`intervals, ${count} segments`);
    const found = Array.from({ length: draws }, () => judged(count, random));
    return measures.map((name) => {
      const of = (pick: (each: (typeof found)[number]) => Estimate | undefined) =>
        found.flatMap((each) => pick(each) ?? []);
      const [own, differences] = [of((each) => each.one[name]), of((each) => each.difference[name])];
      return [count, name, covered(own), covered(differences), falselyShown(differences)];
    });
  });
  return {
    title: `the share of ${draws} series on which a 95 % interval of the judge, by segment, holds the truth`,
    table: {
      columns: ['Segments', 'Measure', 'Interval holds', 'Of a difference', 'Differences falsely shown'],
      rows: rows.map(([count, ...cells]) => [String(count), ...cells]),
    },
    data: rows,
  };
}

/** A series with segments of 5 to 40 steps in stretches of 200, and the estimates of two detectors. */
function judged(segments: number, random: Random) {
  const labels = new Uint8Array(200 * segments);
  const scores = [0, 1].map(() => Float64Array.from(labels, () => random.normal()));
  for (let i = 0; i < segments; i++) {
    const start = 200 * i + 40 + Math.floor(random.uniform(0, 100));
    const length = 5 + Math.floor(random.uniform(0, 35));
    const shift = 1.5 + 0.8 * random.normal();
    labels.fill(1, start, start + length);
    for (const each of scores) {
      const own = shift + 0.35 * random.normal();
      for (let step = start; step < start + length; step++) each[step] += own;
    }
  }
  const series = [{ name: 'drawn', labels }];
  const grouping = divide(series);
  const [one, other] = scores.map((test) =>
    replicate({ name: 'drawn', kind: 'judged', draws: [[{ test }]] }, series, grouping, {
      measuredOn: ['steps', 'point-adjusted'],
    }),
  );
  const each = (of: (name: MeasureName) => Estimate | undefined) =>
    Object.fromEntries(measures.map((name) => [name, of(name)]));
  return { one: each((name) => estimate(one, name)), difference: each((name) => difference(one, other, name)) };
}

function covered(estimates: readonly Estimate[]): number {
  const truth = mean(estimates.map(({ value }) => value));
  return mean(estimates.map(({ low, high }) => Number(low <= truth && truth <= high)));
}

const falselyShown = (differences: readonly Estimate[]) => mean(differences.map(({ tails }) => Number(tails < 0.05)));
