/**
 * The Anomaly Transformer at report 3's size: 8 layers of width 512 on windows of 200. A CPU trains it for hours on the 28
 * channels, so it was run once, by
 *
 *   npm run experiment -- --model anomaly-transformer --profile full --data DIR --json docs/results/anomaly-transformer-full.json
 *
 * and its results are a file. While the run goes on, the file holds the channels that are finished (`--channels`). `timed` is
 * written into it by hand: the channels whose seconds count.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DataError, grouped, messageOf, plainMessages, REPOSITORY_ROOT, zodFault } from '../base/index';
import {
  LATE_CUT,
  markedLabel,
  measureInfo,
  measureNames,
  protocolFor,
  Results,
  type MeasureName,
  type ResultRow,
  type SuiteProvenance,
} from '../experiments/index';
import { formatMeasure, type Cell, type Table } from '../tables/index';
import { modelCost, type ModelCost } from './model-costs';

/** Where the results lie, from the clone. */
const TRANSFORMER_FILE = 'docs/results/anomaly-transformer-full.json';

const LABEL = 'anomaly-transformer';

/** The report's size has 12.7 million with 25 features, and more with 55. */
const FEWEST_PARAMETERS = 12_000_000;

/** The report's measures. */
const shownMeasures = ['precision', 'recall', 'f1', 'rocAuc', 'prAuc', 'accuracy'] as const;

const rowSchema = z.looseObject({
  row: z.string(),
  channel: z.string(),
  seed: z.int(),
  measures: z.partialRecord(z.enum(measureNames as [MeasureName, ...MeasureName[]]), z.number().nullable()),
  epochs: z.int().min(0),
  steps: z.int().min(0),
  seconds: z.number().min(0),
});

const fileSchema = z.looseObject({
  profile: z.literal('full'),
  simulated: z.literal(false),
  backend: z.string(),
  /** The channels beside which the machine ran one more channel at most, and nothing else. Default: all. */
  timed: z.array(z.string()).min(1).optional(),
  results: z.array(rowSchema).min(1),
  provenance: z
    .looseObject({
      versions: z.array(z.object({ telltale: z.string(), node: z.string(), code: z.string() }).catchall(z.string())),
      peakMemoryBytes: z.number().positive().optional(),
    })
    .optional(),
});

export interface TransformerAtSize {
  /** Of the transformer, and of the detectors that know nothing, on the same channels. */
  readonly results: Results;
  /** The transformer's rows. */
  readonly transformer: Results;
  /** Those of them whose seconds count: beside each, the machine ran one more channel at most, and nothing else. */
  readonly timed: Results;
  readonly backend: string;
  /** What made them. */
  readonly versions: SuiteProvenance['versions'];
  readonly peakMemoryBytes?: number;
}

/**
 * Reads the results of the transformer at the report's size; undefined if there is no file yet.
 *
 * @throws {DataError} If the file is not what `npm run experiment --json` writes; the message names the field.
 */
export function readTransformerAtSize(
  file = path.join(REPOSITORY_ROOT, TRANSFORMER_FILE),
): TransformerAtSize | undefined {
  if (!fs.existsSync(file)) return undefined;
  const name = path.basename(file);
  const parsed = fileSchema.safeParse(parseJson(file), plainMessages);
  if (!parsed.success) throw new DataError(`${name}: ${zodFault(parsed.error, 'file')}.`);
  const { results: rows, backend, provenance, timed } = parsed.data;
  // The file was written by this program; the schema checks what is read of it.
  const results = new Results(rows as unknown as readonly ResultRow[]);
  if (!results.labels.includes(LABEL)) {
    throw new DataError(`${name}: expected rows of ${LABEL}, found ${results.labels.join(', ')}.`);
  }
  const small = results.row(LABEL).rows.find(({ parameters = Infinity }) => parameters < FEWEST_PARAMETERS);
  if (small) {
    const found = `${grouped(small.parameters!)} parameters on ${small.channel}`;
    throw new DataError(`${name}: expected the transformer at the report's size, found ${found}.`);
  }
  const { versions = [], peakMemoryBytes } = provenance ?? {};
  const transformer = results.row(LABEL);
  const unknown = timed?.find((channel) => !transformer.channels.includes(channel));
  if (unknown !== undefined) {
    const channels = transformer.channels.join(', ');
    throw new DataError(`${name}: timed: expected channels of ${channels}; found ${unknown}.`);
  }
  return {
    results,
    transformer,
    timed: timed ? transformer.where(({ channel }) => timed.includes(channel)) : transformer,
    backend,
    versions,
    ...(peakMemoryBytes !== undefined && { peakMemoryBytes }),
  };
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DataError(`${path.basename(file)}: expected JSON (${messageOf(error)}).`);
  }
}

/**
 * Shows the transformer channel by channel, and the macro averages of it and of what stands beside it, an oracle marked as
 * in suites. Seconds that do not count are blank.
 */
export function transformerTables({ results, transformer, timed }: TransformerAtSize): {
  readonly byChannel: Table;
  readonly macro: Table;
} {
  const count = transformer.channels.length;
  const measured = shownMeasures.filter((name) => transformer.rows.some(({ measures }) => name in measures));
  const headings = measured.map((name) => measureInfo[name].heading);
  const cells = (row: Results): Cell[] => measured.map((name) => finite(row.mean(name)));
  const costs = [
    { heading: 'Epochs', digits: 0 },
    { heading: 'Seconds', digits: 0 },
  ];
  const secondsOf = (row: Results) => finite(row.mean(({ seconds }) => seconds));
  return {
    byChannel: {
      caption: `Anomaly Transformer, 8 x 512, the report's size: ${count} of 28 channels, windows of 200 with stride 50`,
      columns: ['Channel', ...headings, ...costs],
      rows: transformer.channels.map((channel) => {
        const own = transformer.channel(channel);
        const seconds = timed.channels.includes(channel) ? secondsOf(own) : null;
        return [channel, ...cells(own), own.mean(({ epochs }) => epochs), seconds];
      }),
    },
    macro: {
      caption: `Macro average of these ${count} channels; the rows below the transformer know nothing of it`,
      columns: ['Method', ...headings, { heading: 'Seconds', digits: 0 }],
      rows: results.labels.map((label) => {
        const row = results.row(label);
        const name = label === LABEL ? 'anomaly-transformer, 8 x 512' : markedLabel(label, { oracle: isOracle(label) });
        return [name, ...cells(row), secondsOf(label === LABEL ? timed : row)];
      }),
      unranked: [...results.labels.keys()].filter((i) => isOracle(results.labels[i])),
    },
  };
}

/** Whether labels that a row is judged by chose its cut. */
const isOracle = (label: string) => label === LATE_CUT;

/** Says whose seconds count, where not all do. */
function timeNote({ channels }: Results, count: number): string {
  return channels.length === count
    ? ''
    : ` Its seconds are the mean of ${channels.join(', ')}, beside which one more channel was trained at most.`;
}

const finite = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Says why claims about the report's figures cannot be judged by these results; undefined where all 28 channels are there. */
export function missingChannels(at: TransformerAtSize | undefined): string | undefined {
  const count = at?.transformer.channels.length ?? 0;
  return count < 28 ? `${count} of 28 channels at the report's size` : undefined;
}

/**
 * Adds up what the transformer cost at the report's size, in the run that the file is of. Where some channels alone have seconds
 * that count, their time by training step stands for the others, and their speed of scoring for all.
 */
export function transformerCost({ transformer, timed, peakMemoryBytes }: TransformerAtSize): ModelCost {
  const { stride } = protocolFor(LABEL);
  const few = timed.channels.length < transformer.channels.length;
  const name = `anomaly-transformer, 8 x 512${few ? `, times from ${timed.channels.length} of them` : ''}`;
  const [cost, measured] = [transformer, timed].map((results) => modelCost(name, results, stride));
  return {
    ...cost,
    trainingSeconds: (measured.trainingSeconds * cost.steps) / measured.steps,
    ...(measured.windowsPerSecond !== undefined && {
      windowsPerSecond: measured.windowsPerSecond,
      stepsPerSecond: measured.stepsPerSecond,
    }),
    ...(peakMemoryBytes !== undefined && { peakMemoryBytes }),
  };
}

/** Says what the transformer at the report's size found beside what knows nothing, and beside the small one. */
export function atSizeSentence({ results, transformer, timed }: TransformerAtSize, small?: Results): string {
  const others = results.labels.filter((label) => label !== LABEL && !isOracle(label));
  const ahead = (name: 'f1' | 'rocAuc') =>
    others.filter((label) => results.row(label).mean(name) > transformer.mean(name));
  const listed = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'none');
  const shared = small?.channels.filter((channel) => transformer.channels.includes(channel)) ?? [];
  const f1On = (row: Results) => row.where(({ channel }) => shared.includes(channel)).mean('f1');
  const beside =
    small && shared.length > 0
      ? ` On the ${shared.length} of them that were run above, the small one has an F1 of ${formatMeasure(f1On(small))} and this one ${formatMeasure(f1On(transformer))}.`
      : '';
  return (
    `At the report's size, on ${transformer.channels.length} of 28 channels: F1 ${formatMeasure(transformer.mean('f1'))}, ROC-AUC ` +
    `${formatMeasure(transformer.mean('rocAuc'))}, PR-AUC ${formatMeasure(transformer.mean('prAuc'))}. Rows that know nothing of the ` +
    `model and have a higher F1: ${listed(ahead('f1'))}; a higher ROC-AUC: ${listed(ahead('rocAuc'))}.` +
    `${timeNote(timed, transformer.channels.length)}${beside}`
  );
}
