/**
 * Report 3's three models side by side: each on its own windows, as the report has them, and all on windows of one size, so
 * that their scores can be combined. The report runs the transformer at a size that takes hours; here it is smaller, and
 * its rows say so.
 */
import { isDeepStrictEqual } from 'node:util';
import { epochsAt, findSeriesDetector } from '../detectors/index';
import {
  Results,
  runSuite,
  type Protocol,
  type SuiteContext,
  type SuiteOptions,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import {
  asSettings,
  configAt,
  smallAnomalyTransformerConfig,
  type ByProfile,
  type LstmAttentionConfig,
  type ProfileName,
} from '../models/index';
import { lstmVaeLabels } from './lstm-vae-readings';
import { attentionTraining, report3 } from './report-3';

export interface ThreeModelOptions {
  /** Added to each seed of the suite. Default 0. */
  readonly seed?: number;
  /** Of the training scores, as threshold. Default the report's 70. */
  readonly percentile?: number;
  /** Of LSTM-Attention, at most. Default {@link attentionEpochs}. */
  readonly epochs?: number;
  /** Of LSTM-Attention: what differs from the report's sizes. Default the profile's. */
  readonly config?: Partial<LstmAttentionConfig>;
}

/** What of report 3's suite is left out: these tables are about the networks. */
const leftOut = ['k-means', 'isolation-forest', 'moving-average', 'range', 'anomaly-transformer'];

/** Epochs at most of the small transformer on its windows of 200 steps, and on those of 10 steps. */
const transformerEpochs: ByProfile<{ readonly long: number; readonly short: number }> = {
  smoke: { long: 1, short: 1 },
  quick: { long: 4, short: 4 },
  full: { long: 10, short: 30 },
};

/** Of LSTM-Attention, where the suite gives it more: what changes is shown. */
const FEWER_EPOCHS = 100;

/** The tables by what they are for, and the labels of the rows that a notebook asks for. */
export interface ThreeModelTables {
  readonly tables: readonly SuiteTable[];
  readonly labels: {
    readonly attention: string;
    /** With fewer epochs; absent where the suite gives LSTM-Attention no more. */
    readonly fewer?: string;
    readonly vae: string;
    readonly transformer: string;
    /** The transformer on windows of 10 steps. */
    readonly shortTransformer: string;
  };
  /** Epochs at most: of LSTM-Attention, and of its row with fewer. */
  readonly epochs: { readonly attention: number; readonly fewer: number };
}

/** Names the tables: the report's windows for the LSTMs, those for its transformer, and the transformer on the LSTMs'. */
const threeModelNames = { short: 'Method', long: 'Method, windows of 200', same: 'Method, windows of 10' };

/** Gives the epochs of LSTM-Attention at a profile, at most. */
export function attentionEpochs(profile: ProfileName): number {
  return attentionTraining[profile]?.epochs ?? epochsAt[profile];
}

/**
 * Says that a model of other settings than the report's is not a measurement of its claims; undefined where they are its own.
 *
 * @public
 */
export function otherAttention(
  profile: ProfileName,
  { percentile = 70, config = {} }: ThreeModelOptions,
): string | undefined {
  const own = percentile === 70 && isDeepStrictEqual({ ...config }, { ...configAt('lstm-attention', profile) });
  return own ? undefined : "other parameters than the report's";
}

/** Gives the row other epochs or another config; a row with the profile's own keeps its identity. */
function attentionOf(row: SuiteRow, profile: ProfileName, { epochs, config }: ThreeModelOptions): SuiteRow {
  const others = epochs !== undefined && epochs !== attentionEpochs(profile);
  const resized = config !== undefined && !isDeepStrictEqual({ ...config }, { ...configAt('lstm-attention', profile) });
  return {
    ...row,
    ...(others && { training: { ...row.training, epochs } }),
    ...(resized && { config: asSettings(config) }),
  };
}

/** Makes the tables. The transformer and what is compared with it have the first seed alone. */
export function threeModelTables(context: SuiteContext, options: ThreeModelOptions = {}): ThreeModelTables {
  const { seed = 0, percentile = 70 } = options;
  const [short, long] = report3(context);
  const seeds = short.seeds.map((each) => each + seed);
  const first = [seeds[0]];
  const threshold: Protocol['threshold'] = { kind: 'percentile', percentile, of: 'training' };
  const others = short.rows.filter(({ detector }) => !leftOut.includes(detector) && !isDeep(detector));
  const [vae, plain] = [lstmVaeLabels.summedKl, 'lstm-attention'].map((label) => {
    const row = short.rows.find((each) => each.label === label);
    if (!row) throw new Error(`report-3: expected a row '${label}', found none.`);
    return { ...row, keep: ['windows'] } satisfies SuiteRow;
  });
  const attention = attentionOf(plain, context.profile, options);
  const fewer = fewerEpochs(attention, first);
  const small = smallTransformer(context.profile);
  const epochs = transformerEpochs[context.profile];
  const transformer = { ...small, label: `${small.label}, ${epochs.long} epochs`, training: { epochs: epochs.long } };
  const shortTransformer = {
    ...small,
    label: `${small.label}, windows of ${short.protocol.windowSize}, ${epochs.short} epochs`,
    training: { epochs: epochs.short },
  };
  const judged = (table: SuiteTable) => ({ ...table, protocol: { ...table.protocol, threshold } });
  return {
    labels: {
      attention: attention.label,
      ...(fewer && { fewer: fewer.label }),
      vae: vae.label,
      transformer: transformer.label,
      shortTransformer: shortTransformer.label,
    },
    epochs: { attention: attention.training?.epochs ?? epochsAt[context.profile], fewer: FEWER_EPOCHS },
    tables: [
      { ...judged(short), name: threeModelNames.short, seeds, rows: [attention, fewer ?? [], vae, others].flat() },
      { ...judged(long), name: threeModelNames.long, seeds: first, rows: [transformer, ...others] },
      { ...judged(short), name: threeModelNames.same, seeds: first, rows: [shortTransformer] },
    ],
  };
}

/** Gives LSTM-Attention the epochs that it had before, with one seed; undefined where it has no more now. */
function fewerEpochs(attention: SuiteRow, seeds: readonly number[]): SuiteRow | undefined {
  const { epochs = 0 } = attention.training ?? {};
  if (epochs <= FEWER_EPOCHS) return undefined;
  return { ...attention, label: `lstm-attention, ${FEWER_EPOCHS} epochs`, training: { epochs: FEWER_EPOCHS }, seeds };
}

function smallTransformer(profile: ProfileName): Omit<SuiteRow, 'training'> {
  const config = {
    ...smallAnomalyTransformerConfig,
    ...(profile === 'smoke' && configAt('anomaly-transformer', profile)),
  };
  const label = `anomaly-transformer, ${config.layers} x ${config.modelDim}`;
  return { label, detector: 'anomaly-transformer', config: asSettings(config), keep: ['windows'] };
}

function isDeep(detector: string): boolean {
  return findSeriesDetector(detector).kind === 'deep';
}

/**
 * Runs the tables. With the first seed, each network is trained in a process of its own, so that its peak of memory is
 * its own.
 *
 * @throws If a job fails.
 */
export async function runThreeModels(
  { tables }: Pick<ThreeModelTables, 'tables'>,
  options: Omit<SuiteOptions, 'whole' | 'ownProcess'>,
): Promise<Results> {
  const run = async (rowsOf: (table: SuiteTable) => readonly SuiteRow[], ownProcess: boolean) => {
    const part = tables.map((table) => ({ ...table, rows: rowsOf(table) })).filter(({ rows }) => rows.length > 0);
    const { results } = await runSuite(part, { ...options, ownProcess, whole: true });
    return results.rows;
  };
  const networks = (seedsOf: (seeds: readonly number[]) => readonly number[]) => (table: SuiteTable) =>
    table.rows
      .filter(({ detector }) => isDeep(detector))
      .map((row) => ({ ...row, seeds: seedsOf(row.seeds ?? table.seeds) }))
      .filter(({ seeds }) => seeds.length > 0);
  const first = await run(
    networks((seeds) => seeds.slice(0, 1)),
    true,
  );
  const rest = await run(
    networks((seeds) => seeds.slice(1)),
    false,
  );
  const others = await run(({ rows }) => rows.filter(({ detector }) => !isDeep(detector)), false);
  return new Results([...first, ...rest, ...others]);
}

/** A model's results, and those of calling everything anomalous on the same windows. */
export interface ModelBesideAll {
  readonly row: Results;
  readonly all: Results;
}

/**
 * Puts the three models beside each other, as claims name them: the transformer at the report's size where its results are
 * there.
 *
 * @param atSize  Results of the transformer at the report's size with those of the detectors that know nothing.
 */
export function threeModelRows(
  { tables, labels }: ThreeModelTables,
  results: Results,
  atSize?: { readonly results: Results; readonly transformer: Results },
): Record<string, ModelBesideAll> {
  const allOf = (table: number) => results.table(tables[table].name).row('all-anomalous');
  return {
    'LSTM-VAE': { row: results.row(labels.vae), all: allOf(0) },
    'LSTM-Attention': { row: results.row(labels.attention), all: allOf(0) },
    'Anomaly Transformer': atSize
      ? { row: atSize.transformer, all: atSize.results.row('all-anomalous') }
      : { row: results.row(labels.transformer), all: allOf(1) },
  };
}
