/**
 * What `npm run fit` should take if nothing is asked for: detectors and windows on plain series, by measures that need no
 * threshold, and by the false alarms at the rate that is asked for.
 */
import path from 'node:path';
import { mean } from '../lib/base';
import { pairedDifference } from '../lib/leaderboard';
import { rocAuc, vus } from '../lib/metrics';
import { AnomalyPipeline } from '../lib/pipeline';
import type { Cell } from '../lib/tables/table';
import type { BenchResult } from './bench';
import { madeSeries, nabSeries, seriesFolder, skabSeries, type PlainSeries } from './plain-series';

interface Candidate {
  readonly label: string;
  readonly model: string;
  readonly windowSize: number;
  /** Weight of the KL term, for windows of so many values. */
  readonly beta?: (values: number) => number;
}

/** The rate of false alarms that `npm run fit` asks for by default. */
const RATE = 0.05;
/** As in protocol (b) of the leaderboard. */
const VUS_WINDOW = 100;

/** What the default was, with which every candidate is compared. */
const FORMER = "lstm-vae with the report's beta, 10 steps";

const windows = [10, 50, 100];
const models = ['k-means', 'nearest-neighbour', 'pca', 'autoencoder'];
/** Weighted as in the evidence bound; with the report's weight, .1, nothing passes through the latent vector. */
const lstmVae = { label: 'lstm-vae', model: 'lstm-vae', beta: (values: number) => 2 / values };

const candidates: readonly Candidate[] = [
  ...[...models.map((model) => ({ label: model, model })), lstmVae].flatMap((each) =>
    windows.map((windowSize) => ({ ...each, windowSize, label: `${each.label}, ${windowSize} steps` })),
  ),
  { label: FORMER, model: 'lstm-vae', windowSize: 10, beta: () => 0.1 },
  { label: 'random', model: 'random', windowSize: 10 },
];

/** Of one detector on one series; the mean over the tests of a machine that has several. */
interface Found {
  readonly group: string;
  readonly rocAuc: number;
  readonly vusPr: number;
  /** Share of the normal test steps above the threshold. */
  readonly falseAlarms: number;
  /** Share of the anomalous ones. */
  readonly recall: number;
}

/** Fits every candidate to every series, as `npm run fit` does, with seed 0. */
export async function defaultOfFit(): Promise<BenchResult> {
  const folder = seriesFolder();
  const series = [...nabSeries(path.join(folder, 'nab')), ...skabSeries(path.join(folder, 'skab')), ...madeSeries()];
  const found: Found[][] = [];
  for (const candidate of candidates) {
    const ofSeries: Found[] = [];
    for (const each of series) ofSeries.push(await measure(candidate, each));
    found.push(ofSeries);
    console.log(`${candidate.label}: VUS-PR ${mean(ofSeries.map(({ vusPr }) => vusPr)).toFixed(3)}`);
  }
  const counts = ['NAB', 'SKAB', 'made'].map((group) => series.filter((each) => each.group === group).length);
  const groups = `${counts[0]} series of NAB, SKAB's circuit (mean over ${series.find(isSkab)!.tests.length} runs)`;
  return {
    title: `${groups} and ${counts[2]} made ones; asked for at most ${100 * RATE} % false alarms`,
    table: { columns: headings, rows: candidates.map((candidate, i) => rowOf(candidate, found[i], found)) },
    data: candidates.map((candidate, i) => ({ ...candidate, found: found[i] })),
  };
}

const isSkab = ({ group }: PlainSeries) => group === 'SKAB';

async function measure({ model, windowSize, beta }: Candidate, { group, train, tests }: PlainSeries): Promise<Found> {
  const modelConfig: Record<string, number> = beta ? { beta: beta(windowSize * train.features) } : {};
  const threshold = { kind: 'false-positive-rate', rate: RATE } as const;
  const pipeline = await new AnomalyPipeline({ model, windowSize, modelConfig, threshold }).fit(train);
  const figures = tests.map((test) => {
    const { scores, predictions } = pipeline.predict(test);
    const labels = test.labels!;
    const share = (wanted: number) => mean(Array.from(predictions).filter((_, time) => labels[time] === wanted));
    return {
      rocAuc: rocAuc(scores, labels),
      vusPr: vus(scores, labels, { maxWindow: VUS_WINDOW }).vusPr,
      falseAlarms: share(0),
      recall: share(1),
    };
  });
  pipeline.dispose();
  const over = (measure: keyof (typeof figures)[number]) => mean(figures.map((each) => each[measure]));
  return {
    group,
    rocAuc: over('rocAuc'),
    vusPr: over('vusPr'),
    falseAlarms: over('falseAlarms'),
    recall: over('recall'),
  };
}

const headings = [
  'detector, window',
  'VUS-PR, NAB',
  'SKAB',
  'made',
  'ROC-AUC, NAB',
  'SKAB',
  'made',
  'false alarms, NAB',
  'SKAB',
  'made',
  'VUS-PR over all, less lstm-vae of 10 steps',
];

function rowOf({ label }: Candidate, own: readonly Found[], all: readonly Found[][]): Cell[] {
  const over = (measure: 'vusPr' | 'rocAuc' | 'falseAlarms') =>
    ['NAB', 'SKAB', 'made'].map((group) => mean(own.flatMap((each) => (each.group === group ? each[measure] : []))));
  const vusOf = (each: readonly Found[]) => each.map(({ vusPr }) => vusPr);
  const former = all[candidates.findIndex((each) => each.label === FORMER)];
  const { difference: value, interval } = pairedDifference(vusOf(own), vusOf(former));
  const less = interval ? { value, ...interval } : value;
  return [label, ...over('vusPr'), ...over('rocAuc'), ...over('falseAlarms'), less];
}
