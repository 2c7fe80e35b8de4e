/** Claims of report 3 about how well its models detect. */
import { opinion, type ClaimEntry } from './claim';

export interface ReportedResult {
  readonly model: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Not given for the transformer. */
  readonly rocAuc?: number;
  readonly prAuc?: number;
}

/** The report's macro averages over 28 channels, as fractions. */
export const reportedResults: Record<'lstm-vae' | 'lstm-attention' | 'transformer', ReportedResult> = {
  'lstm-vae': { model: 'LSTM-VAE', precision: 0.447, recall: 0.456, f1: 0.426, rocAuc: 0.678, prAuc: 0.454 },
  'lstm-attention': { model: 'LSTM-Attention', precision: 0.426, recall: 0.45, f1: 0.412, rocAuc: 0.623, prAuc: 0.439 },
  transformer: { model: 'Anomaly Transformer', precision: 0.338, recall: 0.496, f1: 0.377 },
};

const measures = [
  { name: 'precision', slug: 'precision', heading: 'precision' },
  { name: 'recall', slug: 'recall', heading: 'recall' },
  { name: 'f1', slug: 'f1', heading: 'F1' },
  { name: 'rocAuc', slug: 'roc-auc', heading: 'ROC-AUC' },
  { name: 'prAuc', slug: 'pr-auc', heading: 'PR-AUC' },
] as const;
type MeasureKey = (typeof measures)[number]['name'];

/**
 * Computes half the distance from a model's figure to the nearest other one in its column: a figure further off would be
 * nearer to another model's, and the report tells its models apart by such differences. NaN where the report gives none.
 */
function halfGap(key: string, name: MeasureKey): number {
  const own = reportedResults[key as keyof typeof reportedResults][name];
  if (own === undefined) return NaN;
  const others = Object.entries(reportedResults).filter(([other]) => other !== key);
  const gaps = others.flatMap(([, { [name]: figure }]) => (figure === undefined ? [] : [Math.abs(figure - own)]));
  return Math.min(...gaps) / 2;
}

/** Gives how far from a model's figures ours may lie to count as reproduced: what the ledger takes. */
export function reportedTolerances(model: keyof typeof reportedResults): Record<MeasureKey, number> {
  return Object.fromEntries(measures.map(({ name }) => [name, halfGap(model, name)])) as Record<MeasureKey, number>;
}

const figures = Object.entries(reportedResults).flatMap(([key, reported]) =>
  measures.flatMap(({ name, slug, heading }): ClaimEntry[] => {
    const expected = reported[name];
    if (expected === undefined) return [];
    const tolerance = halfGap(key, name);
    const points = Number((100 * tolerance).toFixed(2));
    const byThreshold = !heading.endsWith('AUC');
    return [
      {
        id: `r3-${key}-${slug}`,
        where: 'Key Results, table',
        claim: `${reported.model}: ${heading} ${(100 * expected).toFixed(1)} %`,
        measure:
          `${heading}, macro average over the 28 channels${byThreshold ? ', at the 70th percentile of training scores' : ''}; ` +
          `within ${points} points, half the gap to the nearest figure of its column; cases ${reported.model}, ` +
          'and rows that know nothing',
        unit: '%',
        rule: { kind: 'number', expected, tolerance },
        model: reported.model,
      },
    ];
  }),
);

const cases = 'cases LSTM-VAE, LSTM-Attention, Anomaly Transformer; over seeds, channels and incidents';

/** "X has the highest Y", from the figures in bold. */
const winners: ClaimEntry[] = (
  [
    ['precision', 'LSTM-VAE', 'Key Results, table'],
    ['F1', 'LSTM-VAE', 'Key Findings: the best balance of precision and recall'],
    ['ROC-AUC', 'LSTM-VAE', 'Key Results, table'],
    ['PR-AUC', 'LSTM-VAE', 'Key Results, table'],
    ['recall', 'Anomaly Transformer', 'Key Findings'],
    ['false positive rate', 'Anomaly Transformer', 'Key Findings'],
  ] as const
).map(([measure, first, where]) => ({
  id: `r3-best-${measure.toLowerCase().replace(/ /g, '-')}`,
  where,
  claim: `${first} has the highest ${measure}`,
  measure: `${measure}, macro average; ${cases}`,
  rule: { kind: 'order', first, best: 'highest' },
}));

const byChannel: ClaimEntry[] = Object.entries(reportedResults).flatMap(([key, { model }]): ClaimEntry[] => [
  {
    id: `r3-${key}-easy-channels`,
    where: 'Channel-Specific Performance',
    claim: `${model}: F1 above 80 % on D-1, D-3, D-4, D-9 and D-12`,
    measure: 'F1, one case a channel',
    rule: { kind: 'bounds', atLeast: 0.8 },
  },
  {
    id: `r3-${key}-d-series`,
    where: 'Key Findings',
    claim: `${model}: F1 above 80 % on the D series`,
    measure: 'F1, one case for each of the D channels that are kept',
    rule: { kind: 'bounds', atLeast: 0.8 },
  },
  {
    id: `r3-${key}-hard-channels`,
    where: 'Channel-Specific Performance',
    claim: `${model}: F1 below 30 % on A-8 and the E series`,
    measure: 'F1, one case a channel',
    rule: { kind: 'bounds', atMost: 0.3 },
  },
]);

export const resultClaims: ClaimEntry[] = [
  ...figures,
  ...winners,
  ...byChannel,
  {
    id: 'r3-consistent-channels',
    where: 'Channel-Specific Performance',
    claim: 'The high F1 on D-1, D-3, D-4, D-9 and D-12 is consistent across the three models',
    measure: 'F1 of the worst of the three models, one case a channel; high: .8 at least',
    rule: { kind: 'bounds', atLeast: 0.8 },
  },
  {
    id: 'r3-clear-signatures',
    where: 'Channel-Specific Performance',
    claim: 'The anomalies of D-1, D-3, D-4, D-9 and D-12 are plain to see',
    measure: 'ROC-AUC of the nearest training window, one case a channel: what is plain needs no training; .8 at least',
    rule: { kind: 'bounds', atLeast: 0.8 },
  },
  opinion('r3-quasi-periodic', 'Channel-Specific Performance', {
    claim: 'The E channels are quasi-periodic and noisy',
    reason: 'neither word is given a measure or a bound',
  }),
  {
    id: 'r3-adaptive-threshold',
    where: 'Channel-Specific Performance',
    claim: 'A-8 and the E channels need another threshold',
    measure: 'F1 of the LSTM-VAE at the best threshold there is (an oracle), one case a channel; .3 at least',
    rule: { kind: 'bounds', atLeast: 0.3 },
    open: 'the best threshold is never below calling everything anomalous',
  },
  {
    id: 'r3-state-of-the-art',
    where: 'Overview',
    claim: 'The three models are state of the art',
    measure:
      'F1, macro average; cases best deep model, and every baseline, such as nearest neighbour and all anomalous; over ' +
      'seeds, channels and incidents',
    rule: { kind: 'order', first: 'best deep model', best: 'highest' },
  },
];
