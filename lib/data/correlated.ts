/** Report 2's samples: correlated features with three kinds of anomaly. */
import { DataError, requireBetween, requireInteger, Random } from '../base/index';
import { makeSeries, type Series } from './series';

/** Report 2's kinds of anomaly. */
export type CorrelatedAnomaly = 'mean shift' | 'correlation break' | 'variance explosion';

const CORRELATED_ANOMALIES: readonly CorrelatedAnomaly[] = ['mean shift', 'correlation break', 'variance explosion'];

export interface CorrelatedOptions {
  /** Default 30. */
  readonly features?: number;
  /** Latent variables behind all features. Default 5; report 2 only says "low-dimensional". */
  readonly latentDim?: number;
  /** Standard deviation of the noise on each feature. Default 0.1. */
  readonly noise?: number;
  /** Training samples, all normal. Default 5,000. */
  readonly train?: number;
  /** Normal samples in the test set. Default 1,000. */
  readonly testNormal?: number;
  /** Anomalous samples of each kind in the test set. Default 100. */
  readonly testAnomalous?: number;
  /** The kinds in the test set. Default: all three. */
  readonly anomalies?: readonly CorrelatedAnomaly[];
  readonly seed: number | string;
}

export interface CorrelatedData {
  /** Normal samples, one per row, all labelled 0. */
  readonly train: Series;
  /** Normal and anomalous samples in random order, with labels. */
  readonly test: Series;
  /** The kind of each test sample. */
  readonly types: ('normal' | CorrelatedAnomaly)[];
}

interface Model {
  /** Shape [latentDim, features]; each feature has variance 1 before noise. */
  readonly loadings: Float64Array;
  readonly features: number;
  readonly latentDim: number;
  readonly noise: number;
  /** The features that a mean shift moves, a fifth of all. The other kinds change only the first of them. */
  readonly affected: Int32Array;
}

/** The size of a mean shift, in standard deviations. */
const SHIFT = 2;

/** Standard deviation of the noise of an exploding feature. */
const EXPLOSION = 5;

/**
 * Generates report 2's samples: latent variables from N(0, I), mapped to the features by a random linear map, plus
 * noise. A mean shift adds a constant to some features. A correlation break replaces one feature by independent values
 * of the same variance, so that only its relation to the others gives it away. A variance explosion adds large noise to
 * one feature.
 *
 * @throws {DataError} If an option is out of range.
 * @see Report 2, section 2.
 */
export function correlatedSamples(options: CorrelatedOptions): CorrelatedData {
  const { train = 5000, testNormal = 1000, testAnomalous = 100, anomalies = CORRELATED_ANOMALIES, seed } = options;
  const random = new Random(seed).fork('correlated samples');
  const model = drawModel(options, random.fork('model'));
  for (const [name, count] of Object.entries({ testNormal, testAnomalous })) requireInteger(name, count, 0);
  requireInteger('train', train, 1);
  const unknown = anomalies.find((kind) => !CORRELATED_ANOMALIES.includes(kind));
  if (unknown !== undefined) {
    throw new DataError(`anomalies: expected ${CORRELATED_ANOMALIES.join(', ')}, found '${String(unknown)}'`);
  }
  const types = random
    .fork('order')
    .shuffle([
      ...new Array<'normal'>(testNormal).fill('normal'),
      ...anomalies.flatMap((kind) => new Array<CorrelatedAnomaly>(testAnomalous).fill(kind)),
    ]);
  const normal = new Array<'normal'>(train).fill('normal');
  return {
    train: drawSamples('correlated samples, train', normal, { model, random: random.fork('train') }),
    test: drawSamples('correlated samples, test', types, { model, random: random.fork('test') }),
    types,
  };
}

function drawModel(options: CorrelatedOptions, random: Random): Model {
  const { features = 30, latentDim = 5, noise = 0.1 } = options;
  requireInteger('features', features, 2);
  requireInteger('latentDim', latentDim, 1);
  requireBetween('noise', noise, [0, 1e6]);
  const loadings = Float64Array.from({ length: latentDim * features }, () => random.normal());
  for (let feature = 0; feature < features; feature++) {
    let squares = 0;
    for (let z = 0; z < latentDim; z++) squares += loadings[z * features + feature] ** 2;
    for (let z = 0; z < latentDim; z++) loadings[z * features + feature] /= Math.sqrt(squares);
  }
  const affected = random.permutation(features).slice(0, Math.ceil(features / 5));
  return { loadings, features, latentDim, noise, affected };
}

function drawSamples(
  name: string,
  types: readonly ('normal' | CorrelatedAnomaly)[],
  { model, random }: { model: Model; random: Random },
): Series {
  const { loadings, features, latentDim, noise, affected } = model;
  const values = new Float64Array(types.length * features);
  types.forEach((type, sample) => {
    const row = values.subarray(sample * features, (sample + 1) * features);
    for (let z = 0; z < latentDim; z++) {
      const latent = random.normal();
      for (let feature = 0; feature < features; feature++) row[feature] += latent * loadings[z * features + feature];
    }
    for (let feature = 0; feature < features; feature++) row[feature] += random.normal(0, noise);
    const [first] = affected;
    if (type === 'mean shift') for (const feature of affected) row[feature] += SHIFT;
    if (type === 'correlation break') row[first] = random.normal(0, Math.hypot(1, noise));
    if (type === 'variance explosion') row[first] += random.normal(0, EXPLOSION);
  });
  const labels = Uint8Array.from(types, (type) => (type === 'normal' ? 0 : 1));
  return makeSeries({ name, values, features, labels });
}
