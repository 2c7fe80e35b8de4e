/** A look inside trained transformers: what is left of the discrepancy, and what the maps gather around. */
import { grouped, mean } from '../base/index';
import type { Segment, Windows } from '../data/index';
import type { Results } from '../experiments/index';
import { AnomalyTransformer } from '../models/index';
import { describeMap, lastAssociations, scoreWindows, stepErrors } from '../scoring/index';
import { formatFixed, formatMeasure, percent, type Table } from '../tables/index';
import type { TransformerAtSize } from './transformer-at-size';

/** Copies a transformer with its weights, scored in a way of choice. */
export function scoredBy(model: AnomalyTransformer, score: AnomalyTransformer['config']['score']): AnomalyTransformer {
  const copy = new AnomalyTransformer({ ...model.config, score });
  copy.variables.forEach((variable, i) => variable.assign(model.variables[i]));
  return copy;
}

/** Averages the discrepancy over windows, in nats. */
export function meanDiscrepancy(model: AnomalyTransformer, windows: Windows): number {
  const copy = scoredBy(model, 'discrepancy');
  const found = mean(scoreWindows(copy, windows));
  copy.dispose();
  return found;
}

/** What training has done to the discrepancy of a transformer, over the validation windows. */
export interface DiscrepancyChange {
  readonly objective: string;
  /** In nats. */
  readonly before: number;
  readonly after: number;
  readonly reconstructionError: number;
}

/** Measures what is left after training. @param before  As `meanDiscrepancy` had it before. */
export function discrepancyChange(model: AnomalyTransformer, before: number, windows: Windows): DiscrepancyChange {
  return {
    objective: model.config.objective,
    before,
    after: meanDiscrepancy(model, windows),
    reconstructionError: mean(stepErrors(model, windows)),
  };
}

export function discrepancyTable(changes: readonly DiscrepancyChange[], caption: string): Table {
  return {
    caption,
    columns: ['Objective', 'Discrepancy before (nats)', 'Discrepancy after (nats)', 'Reconstruction error'],
    rows: changes.map(({ objective, before, after, reconstructionError }) => [
      objective,
      before,
      after,
      reconstructionError,
    ]),
  };
}

/** Says what became of the discrepancy under each objective. */
export function discrepancySentence(changes: readonly DiscrepancyChange[]): string {
  const each = changes.map(({ objective, before, after }) => {
    return `under the ${objective} objective it ${after < before ? 'falls' : 'rises'} from ${formatFixed(before, 2)} to ${formatFixed(after, 2)} nats`;
  });
  return `The mean discrepancy of the validation windows: ${each.join('; ')}.`;
}

type AssociationMaps = ReturnType<typeof lastAssociations>;

/** Maps of one transformer in a window before the anomaly and in one in which it begins. */
export interface MapsOfModel {
  readonly objective: string;
  readonly before: AssociationMaps;
  readonly begins: AssociationMaps;
}

/** Where the two windows lie among the windows of a test series. */
export interface LookedAt {
  /** Places of the windows: before the anomaly, and where it begins. */
  readonly places: readonly [before: number, begins: number];
  /** The anomaly within the second window, in its steps. */
  readonly inside: Segment;
}

/** Chooses a window in the middle of what comes before the first anomaly, and the one in whose middle it begins. */
export function windowsAround({ starts, windowSize, count }: Windows, [first]: readonly Segment[]): LookedAt {
  const wanted = Math.max(windowSize, first.start - windowSize / 2);
  const nearest = (step: number) =>
    Array.from(starts).reduce(
      (best, start, i) => (Math.abs(start - step) < Math.abs(starts[best] - step) ? i : best),
      0,
    );
  const begins = Math.min(nearest(wanted), count - 1);
  const before = nearest((wanted - windowSize) / 2);
  const start = Math.max(0, first.start - starts[begins]);
  return { places: [before, begins], inside: { start, end: Math.min(windowSize, first.end - starts[begins]) } };
}

/** Computes a model's maps in both windows. */
export function mapsAround(model: AnomalyTransformer, windows: Windows, { places }: LookedAt): MapsOfModel {
  const [before, begins] = places.map((place) => lastAssociations(model, windows, place));
  return { objective: model.config.objective, before, begins };
}

/** Weights for a figure: log10, cut at 1e-4, the offset that the discrepancy adds inside its logarithms. */
export function logWeights(weights: Float32Array): Float32Array {
  return weights.map((weight) => Math.log10(Math.max(weight, 1e-4)));
}

/** Steps on either side that count as neighbours. */
const REACH = 10;

/** Says whether the rows of the anomalous steps gather around the diagonal, as the paper reasons, and what shows instead. */
export function associationSentence(models: readonly MapsOfModel[], steps: number, { inside }: LookedAt): string {
  const parts = models.map(({ objective, before, begins }) => {
    const normal = nearDiagonal(before.series, steps, { start: 0, end: steps });
    const anomalous = nearDiagonal(begins.series, steps, inside);
    const { stripes } = describeMap(begins.series, { steps, reach: REACH });
    return (
      `under the ${objective} objective ${percent(anomalous, 1)} in the rows of anomalous steps, ${percent(normal, 1)} in the ` +
      `window before, and the column alone explains ${percent(stripes)} of the variance of the weights where the anomaly begins`
    );
  });
  const { evenNear } = describeMap(models[0].before.series, { steps, reach: REACH });
  return (
    `Share of the series association within ${REACH} steps of the diagonal, where even weights would put ${percent(evenNear, 1)}: ` +
    `${parts.join('; ')}. Columns that explain much are the vertical stripes: steps that every other step looks at.`
  );
}

/** Computes the share of the rows' weight that lies within `REACH` steps of the diagonal. */
function nearDiagonal(weights: Float32Array, steps: number, rows: Segment): number {
  let [near, all] = [0, 0];
  for (let row = rows.start; row < rows.end; row++) {
    for (let column = 0; column < steps; column++) {
      const weight = weights[row * steps + column];
      all += weight;
      if (Math.abs(row - column) <= REACH) near += weight;
    }
  }
  return all > 0 ? near / all : 0;
}

/** Says which way scores of steps point. @param aucs  ROC-AUC over steps, by the score's name. */
export function directionSentence(aucs: Readonly<Record<string, number>>): string {
  const each = Object.entries(aucs).map(([name, auc]) => {
    const way = auc > 0.5 ? 'larger' : 'smaller';
    return `${name} ${formatMeasure(auc)} (${way} at anomalies)`;
  });
  return `ROC-AUC over steps: ${each.join('; ')}.`;
}

export interface TransformerAnswer {
  /** Profile, seed, size and channels, as the answer names them. */
  readonly run: string;
  /** The one looked at in depth. */
  readonly channel: string;
  readonly results: Results;
  /** Of the rows; the report's way and the paper's are the first two. */
  readonly labels: readonly string[];
  /** ROC-AUC over steps, by the score's name. */
  readonly stepAucs: Readonly<Record<string, number>>;
  readonly atSize?: TransformerAtSize;
  /** At the report's size. */
  readonly parameters: number;
  readonly dataNote: string;
}

/** Answers the question of the notebook on the Anomaly Transformer. */
export function transformerAnswer(found: TransformerAnswer): string {
  const { run, channel, results, labels, stepAucs, atSize, parameters, dataNote } = found;
  const f1 = (label: string, of = results) => formatMeasure(of.row(label).mean('f1'));
  const whole = atSize
    ? `At the report's size, on ${atSize.transformer.channels.length} of 28 channels, it has an F1 of ` +
      `${formatMeasure(atSize.transformer.mean('f1'))}, where calling every window anomalous has ${f1('all-anomalous', atSize.results)}`
    : "At the report's size it has not been run yet";
  return (
    `**Answer** (${run}). Macro F1 ${f1(labels[0])} in the report's way and ${f1(labels[1])} in the paper's, where calling every window ` +
    `anomalous reaches ${f1('all-anomalous')} and the distance to the nearest training window ${f1('nearest-neighbour')}. ${whole}; it has ` +
    `${grouped(parameters)} parameters there, and the report says about 2 million. On ${channel}: ` +
    `${directionSentence(stepAucs)} ${dataNote}`
  );
}
