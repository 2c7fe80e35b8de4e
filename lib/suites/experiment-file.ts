/** An experiment as a file: a suite, or a detector with its settings, data, channels, protocol and seeds. */
import { z } from 'zod';
import { didYouMean, isPlainObject } from '../base/index';
import { findSeriesDetector, seriesDetectorNames } from '../detectors/index';
import { filesSchema, jobSchema, sourceSchema, type Job } from '../experiments/index';
import { allSuiteNames } from './by-name';

/** What an experiment has in common with its jobs. */
const job = jobSchema.shape;
const text = z.string().min(1, 'expected a name');

const unique = <Item>(items: z.ZodType<Item>) =>
  z
    .array(items)
    .min(1, 'expected at least one')
    .refine((all) => new Set(all).size === all.length, {
      error: ({ input }) => `${String(twice(input as Item[]))} is named twice`,
    });

function notADetector(name: string): string {
  return `unknown detector '${name}', expected ${seriesDetectorNames.join(', ')}.${didYouMean(name, seriesDetectorNames)}`;
}

const fieldsSchema = z.strictObject({
  /** A suite's name. It decides everything but the profile and the folder of the telemetry. */
  suite: z
    .string()
    .refine((name) => allSuiteNames.includes(name), {
      error: ({ input }) => `unknown suite '${String(input)}', expected ${allSuiteNames.join(', ')}`,
    })
    .optional(),
  model: z
    .string()
    .refine((name) => seriesDetectorNames.includes(name), { error: ({ input }) => notADetector(String(input)) })
    .optional(),
  /** Where the detector's config is to differ from the profile's. */
  config: job.config,
  /** Where training is to differ from the profile's. */
  training: job.training,
  /** How a detector of windows sees the series, where that is not as the protocol cuts them. */
  view: job.view,
  /** A folder of telemetry, a pair of files, or any other source. Default: as `findSmapMsl` finds it. */
  data: z
    .union([text, filesSchema, sourceSchema], {
      error: 'expected a folder, train and test with their optional labels, or a source with its kind and channels',
    })
    .optional(),
  channels: z.union([z.literal('all'), unique(text)], { error: 'expected "all" or a list of names' }).optional(),
  /** Where the protocol is to differ from report 3's for the detector. */
  protocol: z
    .strictObject({
      /** In steps. */
      windowSize: z.int().positive().optional(),
      /** In steps. */
      stride: z.int().positive().optional(),
      /** Of the training scores: the threshold. */
      percentile: z.number().min(0).max(100).optional(),
      measuredOn: job.protocol.shape.measuredOn,
    })
    .optional(),
  profile: job.profile.default('quick'),
  /** The whole experiment is run with each. */
  seeds: unique(job.seed).optional(),
});

type Fields = z.infer<typeof fieldsSchema>;

const decidedBySuite = ['config', 'training', 'view', 'channels', 'protocol', 'seeds'] as const;

/** An experiment, as a file holds it; parsed, its defaults are in it. */
const experimentSchema = fieldsSchema.superRefine(requireSense).transform((fields): Experiment => {
  const { suite, data, profile } = fields;
  if (suite !== undefined) return { suite, ...(data !== undefined && { data: data as string }), profile };
  const { model, config, training, view, channels = 'all', protocol = {}, seeds = [0] } = fields;
  return {
    model: model!,
    // What is empty changes nothing, nor may it change the name.
    ...(isFilled(config) && { config }),
    ...(isFilled(training) && { training }),
    ...(isFilled(view) && { view }),
    ...(data !== undefined && { data }),
    channels,
    protocol,
    profile,
    seeds,
  };
});

/** The tables of a suite. */
export interface SuiteExperiment {
  readonly suite: string;
  /** Folder of the telemetry. */
  readonly data?: string;
  readonly profile: Job['profile'];
}

/** One detector on channels, or on a pair of files, once for each seed. */
export interface ModelExperiment
  extends
    Pick<Fields, 'config' | 'training' | 'view' | 'data' | 'profile'>,
    Required<Pick<Fields, 'channels' | 'protocol' | 'seeds'>> {
  readonly model: string;
}

export type Experiment = Readonly<SuiteExperiment> | Readonly<ModelExperiment>;

/**
 * Checks an experiment. Its paths are left as they are, relative to the folder of its file.
 *
 * @param where  The file, for messages.
 * @throws       If it is not an experiment; the message names the field and what was expected of it.
 */
export function parseExperiment(value: unknown, where: string): Experiment {
  const parsed = experimentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = innermost(parsed.error.issues[0], hasKind(value));
  const end = /[.?]$/.test(message) ? '' : '.';
  throw new Error(`${where}: ${path.join('.') || 'experiment'}: ${message}${end}`);
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** Whether an experiment's data is a source of a kind, not a folder or a pair of files. */
function hasKind(value: unknown): boolean {
  return isPlainObject(value) && isPlainObject(value.data) && 'kind' in value.data;
}

/**
 * The issue as people need it: what is wrong within one form of a field says more than that it is in none of its forms.
 *
 * @param ofKind  Whether the data is a source of a kind, whose own message of an unknown field must do.
 */
function innermost(issue: z.core.$ZodIssue, ofKind: boolean): Issue {
  if (issue.code === 'unrecognized_keys' && !(ofKind && issue.path[0] === 'data')) {
    const [key] = issue.keys as [string];
    const known = knownFields(issue.path);
    return {
      path: [...issue.path, key],
      message: `no such field; expected ${known.join(', ')}.${didYouMean(key, known)}`,
    };
  }
  if (issue.code !== 'invalid_union') return issue;
  const forms: readonly (readonly z.core.$ZodIssue[])[] = issue.errors;
  const inner = forms
    .filter((form) => !form.some(knowsNoKind))
    .flatMap(([first]) => first ?? [])
    .find(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');
  return inner ? innermost({ ...inner, path: [...issue.path, ...inner.path] }, ofKind) : issue;
}

const knowsNoKind = (issue: z.core.$ZodIssue) => issue.code === 'unrecognized_keys' && issue.keys.includes('kind');

function knownFields([field]: readonly PropertyKey[]): string[] {
  const { training, view, protocol } = fieldsSchema.shape;
  const shapes = {
    training: training.unwrap().shape,
    view: view.unwrap().shape,
    protocol: protocol.unwrap().shape,
    data: filesSchema.shape,
  };
  return Object.keys(shapes[field as keyof typeof shapes] ?? fieldsSchema.shape);
}

/** What cannot be told of one field alone. */
function requireSense(fields: Fields, context: z.RefinementCtx): void {
  const { suite, model, config = {}, training, data, channels } = fields;
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (suite === undefined && model === undefined) return refuse([], 'expected suite or model');
  if (suite !== undefined) {
    if (model !== undefined) return refuse(['model'], 'suite and model exclude each other');
    const decided = decidedBySuite.find((name) => fields[name] !== undefined);
    if (decided) return refuse([decided], 'expected none beside suite, which decides it');
    if (data !== undefined && typeof data !== 'string')
      refuse(['data'], 'expected a folder, as a suite runs on telemetry');
    return;
  }
  if (typeof data === 'object' && channels !== undefined) {
    const named = 'kind' in data ? 'data that names its channels' : 'a pair of files, which is one channel';
    return refuse(['channels'], `expected none beside ${named}`);
  }
  if (!seriesDetectorNames.includes(model!)) return; // its own issue
  const { settings, trained } = findSeriesDetector(model!);
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
