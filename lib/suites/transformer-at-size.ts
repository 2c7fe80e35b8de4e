/**
 * The Anomaly Transformer at report 3's size: 8 layers of width 512 on windows of 200. A CPU trains it for hours on the 28
 * channels, so it was run once, by
 *
 *   npm run experiment -- --model anomaly-transformer --profile full --data DIR --json docs/results/anomaly-transformer-full.json
 *
 * and its results are a file. While the run goes on, the file holds the channels that are finished (`--channels`).
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DataError, messageOf, plainMessages, REPOSITORY_ROOT, zodFault } from '../base/index';
import {
  measureInfo,
  measureNames,
  protocolFor,
  Results,
  type MeasureName,
  type ResultRow,
} from '../experiments/index';
import type { Cell, Table } from '../tables/index';
import { modelCost, type ModelCost } from './model-costs';

/** Where the results lie, from the clone. */
export const TRANSFORMER_FILE = 'docs/results/anomaly-transformer-full.json';

const LABEL = 'anomaly-transformer';

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
  results: z.array(rowSchema).min(1),
  provenance: z
    .looseObject({
      versions: z.array(z.record(z.string(), z.string())),
      peakMemoryBytes: z.number().positive().optional(),
    })
    .optional(),
});

export interface TransformerAtSize {
  /** Of the transformer, and of the detectors that know nothing, on the same channels. */
  readonly results: Results;
  /** The transformer's rows. */
  readonly transformer: Results;
  readonly backend: string;
  readonly versions: readonly Readonly<Record<string, string>>[];
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
  const { results: rows, backend, provenance } = parsed.data;
  // The file was written by this program; the schema checks what is read of it.
  const results = new Results(rows as unknown as readonly ResultRow[]);
  if (!results.labels.includes(LABEL)) {
    throw new DataError(`${name}: expected rows of ${LABEL}, found ${results.labels.join(', ')}.`);
  }
  const { versions = [], peakMemoryBytes } = provenance ?? {};
  return {
    results,
    transformer: results.row(LABEL),
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

/** Shows the transformer channel by channel, and the macro averages of it and of what stands beside it. */
export function transformerTables({ results, transformer }: TransformerAtSize): {
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
  return {
    byChannel: {
      caption: `Anomaly Transformer, 8 x 512, the report's size: ${count} of 28 channels, windows of 200 with stride 50`,
      columns: ['Channel', ...headings, ...costs],
      rows: transformer.channels.map((channel) => {
        const own = transformer.channel(channel);
        return [channel, ...cells(own), own.mean(({ epochs }) => epochs), own.mean(({ seconds }) => seconds)];
      }),
    },
    macro: {
      caption: `Macro average of these ${count} channels; the rows below the transformer know nothing of it`,
      columns: ['Method', ...headings, { heading: 'Seconds', digits: 0 }],
      rows: results.labels.map((label) => {
        const row = results.row(label);
        const name = label === LABEL ? 'anomaly-transformer, 8 x 512' : label;
        return [name, ...cells(row), row.mean(({ seconds }) => seconds)];
      }),
    },
  };
}

const finite = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Says why claims about the report's figures cannot be judged by these results; undefined where all 28 channels are there. */
export function missingChannels(at: TransformerAtSize | undefined): string | undefined {
  const count = at?.transformer.channels.length ?? 0;
  return count < 28 ? `${count} of 28 channels at the report's size` : undefined;
}

/** Adds up what the transformer cost at the report's size, in the run that the file is of. */
export function transformerCost({ transformer, peakMemoryBytes }: TransformerAtSize): ModelCost {
  const { stride } = protocolFor(LABEL);
  const cost = modelCost('anomaly-transformer, 8 x 512', transformer, stride);
  return { ...cost, ...(peakMemoryBytes !== undefined && { peakMemoryBytes }) };
}
