/** The options of reading, checked: as files of experiments and saved pipelines hold them. */
import { z } from 'zod';
import type { ReadOptions } from './read-options';

const name = z.string().min(1, 'expected a name');
const names = z.array(name).min(1).readonly();
const oneOrMore = z.union([z.string(), z.array(z.string()).min(1).readonly()]);

/** Every option of reading with its schema, see `ReadOptions`. */
export const readOptionsShape = {
  features: names.optional(),
  ignore: names.optional(),
  timeColumn: z.union([name, z.literal(false)]).optional(),
  timeFormat: name.optional(),
  timeUnit: z.enum(['s', 'ms', 'us', 'ns']).optional(),
  labelColumn: z.union([name, z.literal(false)]).optional(),
  anomalousLabel: oneOrMore.optional(),
  channelColumn: z.union([name, z.literal(false)]).optional(),
  channel: z.string().optional(),
  delimiter: name.optional(),
  decimal: z.enum(['.', ',']).optional(),
  header: z.boolean().optional(),
  missing: oneOrMore.optional(),
  sort: z.boolean().optional(),
  array: name.optional(),
  resample: z.union([name, z.number().positive()]).optional(),
} satisfies Record<keyof ReadOptions, z.ZodType>;

/** The options of reading as plain JSON. */
export const readOptionsSchema = z.strictObject(readOptionsShape);

const readOptionNames = Object.keys(readOptionsShape) as readonly (keyof ReadOptions)[];

/** Takes the options of reading out of others; what is not given is left out. */
export function pickReadOptions(options: ReadOptions): ReadOptions {
  return Object.fromEntries(
    readOptionNames.flatMap((each) => (options[each] === undefined ? [] : [[each, options[each]]])),
  );
}
