/** From a pair of series to the windows that a detector is trained and judged on. */
import { counted, DataError, isOrAre } from '../base/index';
import {
  column,
  dropMissing,
  loadChannel,
  preprocess,
  smapMslPreprocess,
  zScore,
  type Channel,
  type Preprocess,
  type Series,
} from '../data/index';
import { cutWindows, type CutWindows, type SeriesPair, type Targets } from '../detectors/index';
import { windowKinds } from './measures/index';
import { smapMslProtocol, type Protocol, type Scaling } from './protocol';
import type { SourceSeries } from './sources/index';

/** A pair of series after cleaning and scaling. */
export interface ScaledPair extends SeriesPair {
  /** The kind of anomaly of each test step, or `normal`, where the data tells kinds apart. */
  readonly kinds?: readonly string[];
  /** For each step of the scaled test series, which one it was before steps with missing values were dropped. */
  readonly places: Int32Array;
  /** Steps of the test series before that. */
  readonly loadedLength: number;
  /** Of the dropped test steps, those that are labelled anomalous. */
  readonly droppedLabels: number;
  /** What was found and put right on the way, one sentence each. */
  readonly warnings: readonly string[];
}

const preparations: Readonly<Record<Scaling, () => Preprocess>> = {
  telemetry: smapMslPreprocess,
  unclipped: () => preprocess([dropMissing(), zScore()]),
  'z-score': () => preprocess([zScore()]),
  none: () => preprocess([]),
};

/**
 * Cleans and scales a pair of series by what the training series shows.
 *
 * @throws {DataError} If the two do not fit together, or a column of the training series has no value.
 */
export function scalePair(source: SourceSeries, scaling: Scaling = 'telemetry', targets: Targets = 'all'): ScaledPair {
  for (const series of [source.train, source.test]) requireValues(series);
  const fitted = preparations[scaling]().fit(source.train);
  const train = fitted.transform(source.train);
  const { series: test, summaries } = fitted.apply(source.test);
  const dropped = new Set(summaries.flatMap((summary) => summary.dropped));
  const places = Int32Array.from({ length: source.test.length }, (_, step) => step).filter(
    (step) => !dropped.has(step),
  );
  const kinds = source.kinds && Array.from(places, (place) => source.kinds![place]);
  return {
    train,
    test,
    targets,
    ...(kinds && { kinds }),
    places,
    loadedLength: source.test.length,
    droppedLabels: labelledSteps(source.test) - labelledSteps(test),
    warnings: [...source.warnings, ...droppedSteps(source.train, train), ...droppedSteps(source.test, test)],
  };
}

/** @throws {DataError} If a column, or each step, lacks a value: dropping steps would leave nothing. */
function requireValues(series: Series): void {
  const { name, names, length, features, values } = series;
  if (values.every(Number.isFinite)) return;
  const empty = names.find((_, feature) => !column(series, feature).some(Number.isFinite));
  if (empty !== undefined) throw new DataError(`${name}: column '${empty}' has no value; leave it out, or fill it.`);
  for (let step = 0; step < length; step++) {
    if (values.subarray(step * features, (step + 1) * features).every(Number.isFinite)) return;
  }
  throw new DataError(
    `${name}: each of its ${counted(length, 'time step')} lacks a value in some column; fill them first.`,
  );
}

export interface PrepareOptions {
  /** Default: report 3's. */
  readonly protocol?: Omit<Protocol, 'threshold'>;
  /** Decides which training windows are held out for validation. */
  readonly seed: number;
}

export interface PreparedSeries {
  /** The series after cleaning and scaling. */
  readonly train: Series;
  readonly test: Series;
  readonly windows: CutWindows;
  /** The kind of each test window's first anomaly, or `normal`, where the data tells kinds apart. */
  readonly kinds?: readonly string[];
  /** What was found and put right on the way, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Cleans, scales and cuts a pair of series.
 *
 * @throws {DataError} If the two do not fit together or are too short for a window.
 */
export function prepareSeries(
  source: SourceSeries,
  { protocol = smapMslProtocol, seed }: PrepareOptions,
): PreparedSeries {
  const pair = scalePair(source, protocol.scaling);
  const { train, validation, test, anomalous } = cutWindows(pair, { ...protocol, seed });
  return {
    train: pair.train,
    test: pair.test,
    windows: { train, validation, test },
    ...(pair.kinds && { kinds: windowKinds(pair.kinds, protocol) }),
    warnings: [...pair.warnings, ...notTrainedOn(pair.train, anomalous)],
  };
}

/**
 * Loads a channel of the telemetry and prepares it.
 *
 * @throws {DataError} If the channel is unknown or its files are bad.
 */
export function prepareChannel(
  root: string,
  name: string,
  options: PrepareOptions,
): PreparedSeries & { readonly channel: Channel } {
  const channel = loadChannel(root, name);
  return { channel, ...prepareSeries(channel, options) };
}

/** Says how many windows are left out of training, in one sentence or none. */
function notTrainedOn({ name }: Series, anomalous: number): string[] {
  return anomalous > 0
    ? [`${name}: ${counted(anomalous, 'window')} labelled anomalous ${isOrAre(anomalous)} not trained on`]
    : [];
}

/** Says how many time steps cleaning took out of a series, and how many labels with them, in one sentence or none. */
function droppedSteps(before: Series, after: Series): string[] {
  const steps = before.length - after.length;
  if (steps === 0) return [];
  const lost = labelledSteps(before) - labelledSteps(after);
  const all = lost === labelledSteps(before) ? 'all ' : '';
  const labels = lost > 0 ? `, ${all}${lost} of its steps labelled anomalous among them` : '';
  return [
    `${before.name}: ${counted(steps, 'time step')} with missing values dropped${labels}; windows run on over the gaps`,
  ];
}

/** Counts the steps that are labelled anomalous. */
export function labelledSteps({ labels }: Pick<Series, 'labels'>): number {
  return labels?.reduce<number>((sum, label) => sum + Number(label !== 0), 0) ?? 0;
}
