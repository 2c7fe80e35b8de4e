/** The time that measures take, compared with the limit set by sorting: npm run bench -- --only ranking,vus */
import { alea } from 'seedrandom';
import { averagePrecision, rocAuc, vus } from '../lib/metrics';
import { medianTime, type BenchResult } from './bench';

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

/** Makes a seeded series with 5 anomalous segments of 10 points per 1,000 points, which score higher on average. */
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

/** Measures ROC-AUC and average precision beside a sort of the same scores. */
export function benchRanking(points = 1_000_000): RankingTimes {
  const { scores, labels } = simulatedSeries(points);
  return {
    points,
    sort: medianTime(() => scores.slice().sort()),
    rocAuc: medianTime(() => rocAuc(scores, labels)),
    averagePrecision: medianTime(() => averagePrecision(scores, labels)),
  };
}

/** Measures VUS for series of growing length. */
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

/** Shows ranking measures beside sorting: the sort alone makes them slow. */
export function ranking(): BenchResult {
  const data = benchRanking();
  const row = (name: string, time: number) => [name, time.toFixed(1), (time / data.sort).toFixed(2)];
  return {
    title: `${data.points.toLocaleString('en')} scores, median of 7`,
    table: {
      columns: ['', 'ms', 'x sort'],
      rows: [row('native sort', data.sort), row('rocAuc', data.rocAuc), row('averagePrecision', data.averagePrecision)],
    },
    data,
  };
}

/** Shows VUS, with the exponent of n by which its time grew from the length before. */
export function volumeUnderSurface(): BenchResult {
  const data = benchVus();
  const growth = (i: number) => (i === 0 ? '' : Math.log2(data[i].vus / data[i - 1].vus).toFixed(2));
  return {
    title: `vus, maxWindow ${data[0].maxWindow}, median of 15`,
    table: {
      columns: ['points', 'ms', 'growth (exponent of n)'],
      rows: data.map(({ points, vus: time }, i) => [points.toLocaleString('en'), time.toFixed(2), growth(i)]),
    },
    data,
  };
}
