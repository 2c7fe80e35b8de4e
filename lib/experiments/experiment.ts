/** An experiment as data: a report, or a model with its settings, data, channels, protocol and seeds. */
import { z } from 'zod';
import { didYouMean } from '../base/index';
import { findModel, modelNames, POOLED_CONTEXT } from './methods';
import { filesSchema } from './source';
import { suiteNames } from './suites/index';
import { unitSchema, type Unit } from './unit';

/** What an experiment has in common with its units. */
const unit = unitSchema.shape;
const text = z.string().min(1, 'expected a name');

const unique = <Item>(items: z.ZodType<Item>) =>
  z
    .array(items)
    .min(1, 'expected at least one')
    .refine((all) => new Set(all).size === all.length, {
      error: ({ input }) => `${String(twice(input as Item[]))} is named twice`,
    });

function noModel(name: string): string {
  if (name === POOLED_CONTEXT) return `${name} is no model of a file, expected --model ${name} on the command line`;
  return `unknown model '${name}', expected ${modelNames.join(', ')}.${didYouMean(name, modelNames)}`;
}

const fieldsSchema = z.strictObject({
  /** A suite's name. It decides everything but the profile and the folder of the telemetry. */
  report: z
    .string()
    .refine((name) => suiteNames.includes(name), {
      error: ({ input }) => `unknown report '${String(input)}', expected ${suiteNames.join(', ')}`,
    })
    .optional(),
  model: z
    .string()
    .refine((name) => modelNames.includes(name), { error: ({ input }) => noModel(String(input)) })
    .optional(),
  /** Where the model's config is to differ from the profile's. */
  config: unit.config,
  /** Where training is to differ from the profile's. */
  training: unit.training,
  /** A folder of telemetry, or a pair of files. Default: as `findSmapMsl` finds it. */
  data: z
    .union([text, filesSchema], { error: 'expected a folder, or train and test with their optional labels' })
    .optional(),
  channels: z.union([z.literal('all'), unique(text)], { error: 'expected "all" or a list of names' }).optional(),
  /** Where windows and threshold are to differ from the report's for this model. */
  protocol: z
    .strictObject({
      /** In steps. */
      windowSize: z.int().positive().optional(),
      /** In steps. */
      stride: z.int().positive().optional(),
      /** Of the training scores: the threshold. */
      percentile: z.number().min(0).max(100).optional(),
    })
    .optional(),
  profile: unit.profile.default('quick'),
  /** The whole experiment is run with each. */
  seeds: unique(unit.seed).optional(),
});

type Fields = z.infer<typeof fieldsSchema>;

const decidedByReport = ['config', 'training', 'channels', 'protocol', 'seeds'] as const;

/** An experiment, as a file holds it; parsed, its defaults are in it. */
export const experimentSchema = fieldsSchema.superRefine(requireSense).transform((fields): Experiment => {
  const { report, data, profile } = fields;
  if (report !== undefined) return { report, ...(data !== undefined && { data: data as string }), profile };
  const { model, config, training, channels = 'all', protocol = {}, seeds = [0] } = fields;
  return {
    model: model!,
    // What is empty changes nothing, nor may it change the name.
    ...(isFilled(config) && { config }),
    ...(isFilled(training) && { training }),
    ...(data !== undefined && { data }),
    channels,
    protocol,
    profile,
    seeds,
  };
});

/** The tables of a report. */
export interface ReportExperiment {
  readonly report: string;
  /** Folder of the telemetry. */
  readonly data?: string;
  readonly profile: Unit['profile'];
}

/** One model on channels, or on a pair of files, once for each seed. */
export interface ModelExperiment
  extends
    Pick<Fields, 'config' | 'training' | 'data' | 'profile'>,
    Required<Pick<Fields, 'channels' | 'protocol' | 'seeds'>> {
  readonly model: string;
}

export type Experiment = Readonly<ReportExperiment> | Readonly<ModelExperiment>;

/**
 * Checks an experiment. Its paths are left as they are, relative to the folder of its file.
 *
 * @param where  The file, for messages.
 * @throws       If it is none; the message names the field and what was expected of it.
 */
export function parseExperiment(value: unknown, where: string): Experiment {
  const parsed = experimentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = innermost(parsed.error.issues[0]);
  const end = /[.?]$/.test(message) ? '' : '.';
  throw new Error(`${where}: ${path.join('.') || 'experiment'}: ${message}${end}`);
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** The issue as people need it: what is wrong within one form of a field says more than that it is in none of its forms. */
function innermost(issue: z.core.$ZodIssue): Issue {
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys as [string];
    const known = knownFields(issue.path);
    return {
      path: [...issue.path, key],
      message: `no such field; expected ${known.join(', ')}.${didYouMean(key, known)}`,
    };
  }
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .flatMap(([first]) => first ?? [])
    .find(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');
  return inner ? innermost({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

function knownFields([field]: readonly PropertyKey[]): string[] {
  const { training, protocol } = fieldsSchema.shape;
  const shapes = { training: training.unwrap().shape, protocol: protocol.unwrap().shape, data: filesSchema.shape };
  return Object.keys(shapes[field as keyof typeof shapes] ?? fieldsSchema.shape);
}

/** What cannot be told of one field alone. */
function requireSense(fields: Fields, context: z.RefinementCtx): void {
  const { report, model, config = {}, training, data, channels } = fields;
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (report === undefined && model === undefined) return refuse([], 'expected report or model');
  if (report !== undefined) {
    if (model !== undefined) return refuse(['model'], 'report and model exclude each other');
    const decided = decidedByReport.find((name) => fields[name] !== undefined);
    if (decided) return refuse([decided], 'expected none beside report, which decides it');
    if (data !== undefined && typeof data !== 'string')
      refuse(['data'], 'expected a folder, as report runs on telemetry');
    return;
  }
  if (typeof data === 'object' && channels !== undefined) {
    return refuse(['channels'], 'expected none beside a pair of files, which is one channel');
  }
  if (!modelNames.includes(model!)) return; // its own issue
  const { settings, trained } = findModel(model!);
  if (!trained && isFilled(training)) return refuse(['training'], `expected none, as ${model} is not trained in steps`);
  const unknown = Object.keys(config).find((name) => !settings.includes(name));
  if (unknown === undefined) return;
  const expected = settings.join(', ') || 'none';
  refuse(['config', unknown], `${model} has no such setting; expected ${expected}.${didYouMean(unknown, settings)}`);
}

function isFilled(value: object | undefined): boolean {
  return value !== undefined && Object.keys(value).length > 0;
}

function twice<Item>(items: readonly Item[]): Item | undefined {
  return items.find((item, i) => items.indexOf(item) !== i);
}
