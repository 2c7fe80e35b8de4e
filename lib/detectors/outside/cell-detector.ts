/**
 * A detector that is an object of this process, such as one of a class in a notebook's cell. A job is plain data, so that it holds
 * the object's name with a version or a hash of its sources; the object itself is kept here.
 */
import { DataError, messageOf, type NumberArray } from '../../base/index';
import type { Series } from '../../data/index';
import type { Detector, FittedDetector, TrainedDetector } from '../../models/index';
import type { Facts } from '../facts';
import { normalPair } from '../scored-series';
import type { ScoreOptions, SeriesDetector, SeriesPair, SeriesScores } from '../series-detector';
import { windowedBy } from '../windowed';
import { classesOf, sourceHash } from './source-hash';

/** Scores a pair of series as a whole. Objects of it are used for one series after another. */
export interface SeriesScorer {
  /** Default: the name of its class. */
  readonly name?: string;
  /**
   * Learns from the training series, which holds normal steps alone, and scores.
   *
   * @returns  One score for each test step, higher = more anomalous; or those of both series, of which the threshold needs
   *           the training's.
   */
  score(
    pair: SeriesPair,
    options: Pick<ScoreOptions, 'seed' | 'profile' | 'channel' | 'signal'>,
  ): CellScores | Promise<CellScores>;
}

export type CellScores = NumberArray | { readonly train?: NumberArray; readonly test: NumberArray };

/** What a detector of windows is made of. */
export interface CellSettings {
  readonly windowSize: number;
  readonly features: number;
  readonly seed: number;
}

type WindowDetector = TrainedDetector | FittedDetector;

/** An object that scores series, or a function that makes one, or a detector of windows, for each series. */
export type CellDetector = SeriesScorer | ((settings: CellSettings) => SeriesScorer | WindowDetector);

/** What a job holds of it. */
export interface CellConfig {
  readonly name: string;
  /** The user's, in place of the sources. */
  readonly version?: string;
  readonly sources?: string;
}

type Make = (settings: CellSettings) => SeriesScorer | WindowDetector;

const kept = new Map<string, Make>();

const keyOf = ({ name, version = '', sources = '' }: CellConfig) => [name, version, sources].join('\n');

/** What an object is made with to be looked at. */
const SAMPLE: CellSettings = { windowSize: 10, features: 2, seed: 0 };

/**
 * Keeps a detector for the jobs of this process.
 *
 * @param label    Its row's.
 * @param version  Stands for its sources: results of another version are not reused, those of this one are.
 * @returns        The config of its jobs.
 * @throws {DataError} If it does not score, or has fields that cannot be compared and no version.
 */
export function keepCellDetector(given: CellDetector, label: string, version?: string): CellConfig {
  const make: Make = typeof given === 'function' ? given : () => given;
  const config = version !== undefined ? { name: label, version } : identified(given, make, label);
  kept.set(keyOf(config), make);
  return config;
}

/** Hashes the sources of what a detector is made of; its fields too, but those of a detector of windows, which holds tensors. */
function identified(given: CellDetector, make: Make, label: string): CellConfig {
  const made = makeSample(make, label);
  const factory = typeof given === 'function' ? [given] : [];
  if (isScorer(made)) {
    const name = nameOf(made) ?? label;
    return { name, sources: sourceHash([made, ...factory], name) };
  }
  try {
    if (!isOfWindows(made)) {
      throw new DataError(`${label}: expected a detector with a function score or anomalyScore, found neither`);
    }
    return { name: made.name, sources: sourceHash([classesOf(made), made.config, ...factory], made.name) };
  } finally {
    (made as Partial<WindowDetector>).dispose?.();
  }
}

function makeSample(make: Make, label: string): SeriesScorer | WindowDetector {
  try {
    return make(SAMPLE);
  } catch (error) {
    const { windowSize, features } = SAMPLE;
    throw new DataError(
      `${label}: expected a detector to compare, or a version beside it; it cannot be made for windows of ${windowSize} steps of ${features} features (${messageOf(error)})`,
    );
  }
}

function nameOf(made: SeriesScorer): string | undefined {
  const { name } = made;
  if (typeof name === 'string' && name !== '') return name;
  const { name: ofClass } = made.constructor;
  return ofClass === 'Object' || ofClass === '' ? undefined : ofClass;
}

const isScorer = (made: object): made is SeriesScorer => 'score' in made && typeof made.score === 'function';

const isOfWindows = (made: object): made is WindowDetector =>
  'anomalyScore' in made && typeof (made as Detector).anomalyScore === 'function';

export const cellDetector: Facts = {
  detector: {
    score: (pair, options) => scoreBy(options.config as unknown as CellConfig, pair, options),
    check: (_, { config }) => void keptMake(config as unknown as CellConfig),
  },
  kind: 'outside',
  defaults: { name: undefined, version: undefined, sources: undefined },
  trained: false,
  seeded: true,
  outside: {
    nameOf: ({ name }) => String(name),
    identityOf: (config) => config,
    contentOf: () => '', // the config holds it
  },
};

/** @throws If the detector is not in this process. */
function keptMake(config: CellConfig): Make {
  const make = kept.get(keyOf(config));
  if (make) return make;
  throw new Error(
    `${config.name}: expected to run in the process that has made it, as it is in no file; found another process (workers, a queue, a file of jobs)`,
  );
}

async function scoreBy(config: CellConfig, pair: SeriesPair, options: ScoreOptions): Promise<SeriesScores> {
  const make = keptMake(config);
  const { config: _, ...others } = options;
  const { windows, seed } = options;
  const settings = { windowSize: windows.windowSize, features: pair.train.features, seed };
  const made = make(settings);
  if (!isScorer(made)) {
    // It is made again, once the windows are cut.
    made.dispose();
    return ofWindows(config.name, make).score(pair, others);
  }
  const normal = normalPair(pair);
  const { channel, profile, signal } = options;
  const found = await made.score(normal, { channel, profile, seed, signal });
  const { test, train } = 'test' in found ? found : { test: found, train: undefined };
  const steps = {
    test: checked(config.name, test, normal.test),
    train: train && checked(config.name, train, normal.train),
  };
  const warning = `${config.name} gives no scores of the training series: a threshold that comes from training scores comes from its test scores instead`;
  return {
    steps: { test: steps.test, train: steps.train ?? steps.test },
    ...(!steps.train && { warnings: [warning] }),
  };
}

function ofWindows(name: string, make: Make): SeriesDetector {
  return windowedBy(name, ({ windows, seed }) => {
    const { windowSize, features } = windows.train;
    return make({ windowSize, features, seed }) as WindowDetector;
  });
}

/** @throws {DataError} If there is not one finite score for each step. */
function checked(name: string, scores: NumberArray, series: Series): Float64Array {
  const values = Float64Array.from(scores);
  if (values.length !== series.length) {
    throw new DataError(
      `${name}: expected ${series.length} scores, one for each step of ${series.name}, found ${values.length}`,
    );
  }
  const bad = values.findIndex((score) => !Number.isFinite(score));
  if (bad < 0) return values;
  throw new DataError(`${name}: expected finite scores, found ${values[bad]} at step ${bad} of ${series.name}`);
}
