/**
 * How long the measures take, against the limit that sorting sets.
 *
 *   node --import tsx bench/metrics.ts
 */
import { alea } from 'seedrandom';
import { averagePrecision, rocAuc, vus } from '../lib/metrics';

export interface RankingTimes {
  points: number;
  /** Medians in milliseconds; `sort` is a native sort of the same scores. */
  sort: number;
  rocAuc: number;
  averagePrecision: number;
}

export interface VusTime {
  points: number;
  maxWindow: number;
  /** Median in milliseconds. */
  vus: number;
}

interface Series {
  scores: Float64Array;
  labels: Uint8Array;
}

/** A seeded series with 5 anomalous segments in every 1,000 points, 10 points each, that score higher on average. */
export function simulatedSeries(points: number, seed = 1): Series {
  const random = alea(String(seed));
  const labels = new Uint8Array(points);
  for (let i = 0; i < points / 200; i++) {
    const start = Math.floor(random() * points);
    labels.fill(1, start, start + 10);
  }
  const scores = Float64Array.from(labels, (label) => random() + random() + random() + label / 2);
  return { scores, labels };
}

/** The median time of a call in milliseconds, after calls that let the compiler settle. */
export function medianTime(call: () => unknown, { repeats = 7, warmUps = 2 } = {}): number {
  for (let i = 0; i < warmUps; i++) call();
  const times = new Float64Array(repeats);
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    call();
    times[i] = performance.now() - start;
  }
  return times.sort()[Math.floor(repeats / 2)];
}

/** ROC-AUC and average precision beside a sort of the same scores. */
export function benchRanking(points = 1_000_000): RankingTimes {
  const { scores, labels } = simulatedSeries(points);
  return {
    points,
    sort: medianTime(() => scores.slice().sort()),
    rocAuc: medianTime(() => rocAuc(scores, labels)),
    averagePrecision: medianTime(() => averagePrecision(scores, labels)),
  };
}

/** VUS for series of growing length. */
export function benchVus(maxWindow = 100, lengths = [2_500, 5_000, 10_000, 20_000, 40_000]): VusTime[] {
  return lengths.map((points) => {
    const { scores, labels } = simulatedSeries(points);
    return {
      points,
      maxWindow,
      vus: medianTime(() => vus(scores, labels, { maxWindow }), { repeats: 15, warmUps: 10 }),
    };
  });
}

function report(): void {
  const ranking = benchRanking();
  const line = (name: string, time: number) =>
    console.log(`  ${name.padEnd(18)}${time.toFixed(1).padStart(8)} ms  ${(time / ranking.sort).toFixed(2)} x sort`);
  console.log(`${ranking.points.toLocaleString('en')} scores, median of 7`);
  line('native sort', ranking.sort);
  line('rocAuc', ranking.rocAuc);
  line('averagePrecision', ranking.averagePrecision);
  const times = benchVus();
  console.log(`vus, maxWindow ${times[0].maxWindow}, median of 15; growth is the exponent of n since the line before`);
  times.forEach(({ points, vus: time }, i) => {
    const growth = i === 0 ? '' : Math.log2(time / times[i - 1].vus).toFixed(2);
    console.log(`  ${points.toLocaleString('en').padStart(7)} points${time.toFixed(2).padStart(9)} ms  ${growth}`);
  });
}

if (require.main === module) report();
