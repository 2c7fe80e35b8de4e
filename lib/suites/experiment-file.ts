/** An experiment as a file: a suite, or a detector with its settings, data, channels, protocol and seeds. */
import { z } from 'zod';
import { asSentence, isPlainObject, plainMessages, zodFault } from '../base/index';
import { exchangeForms, onnxLayouts, onnxOutputs, outsideDetector, seriesDetectorNames } from '../detectors/index';
import {
  filesSchema,
  jobSchema,
  settingFaults,
  sourceSchema,
  uniqueList,
  usesWindows,
  type Job,
} from '../experiments/index';
import { unknownDetector } from '../models/index';
import { allSuiteNames, unknownSuite } from './by-name';
import type { OneDetector } from './one-detector';

/** What an experiment has in common with its jobs. */
const job = jobSchema.shape;
const text = z.string().min(1, 'expected a name');

type Data = string | z.infer<typeof filesSchema> | z.infer<typeof sourceSchema>;

/** Takes the form that the data has, so that a fault is said of that form alone. */
const dataSchema = z.unknown().transform((value, context): Data => {
  const form = typeof value === 'string' ? text : isPlainObject(value) && 'kind' in value ? sourceSchema : filesSchema;
  const parsed = form.safeParse(value, plainMessages);
  if (parsed.success) return parsed.data;
  const ofNoForm = typeof value !== 'string' && !isPlainObject(value);
  const expected =
    'expected a folder, train and test with their optional labels, or a source with its kind and channels';
  const issues = ofNoForm ? [{ code: 'custom', path: [], message: expected } as const] : parsed.error.issues;
  for (const issue of issues) context.addIssue({ input: value, ...issue } as z.core.$ZodRawIssue);
  return z.NEVER;
});

/** What may be said of a program, and of a file of ONNX. */
const outsideSchema = z.strictObject({
  /** `python my_detector.py`, or `model.onnx`. */
  command: text,
  name: text.optional(),
  version: text.optional(),
  exchange: z.enum(exchangeForms).optional(),
  timeoutSeconds: z.number().positive().optional(),
  memoryMb: z.int().positive().optional(),
  layout: z.enum(onnxLayouts).optional(),
  output: z.enum(onnxOutputs).optional(),
});

/** A detector from outside: its command alone, or with what is said of it. */
const ownSchema = z.unknown().transform((value, context): z.infer<typeof outsideSchema> => {
  const parsed = outsideSchema.safeParse(typeof value === 'string' ? { command: value } : value, plainMessages);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.addIssue({ input: value, ...issue } as z.core.$ZodRawIssue);
  return z.NEVER;
});

const fieldsSchema = z.strictObject({
  /** A suite's name. It decides everything but the profile and the folder of its data. */
  suite: z
    .string()
    .refine((name) => allSuiteNames.includes(name), { error: ({ input }) => unknownSuite(String(input)) })
    .optional(),
  model: job.detector.optional(),
  /** Instead of a model, a program or a file of ONNX. */
  detector: ownSchema.optional(),
  /** Where the detector's config is to differ from the profile's. */
  config: job.config,
  /** Where training is to differ from the profile's. */
  training: job.training,
  /** How a detector of windows sees the series, where that is not as the protocol cuts them. */
  view: job.view,
  /** A folder of telemetry, a pair of files, or any other source. Default: as `findSmapMsl` finds it. */
  data: dataSchema.optional(),
  channels: z.union([z.literal('all'), uniqueList(text)], { error: 'expected "all" or a list of names' }).optional(),
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
      /** From one step to the next, where alarms are measured: they are counted by the day. */
      stepSeconds: job.protocol.shape.stepSeconds,
    })
    .optional(),
  profile: job.profile.default('quick'),
  /** The whole experiment is run with each. */
  seeds: uniqueList(job.seed).optional(),
});

type Fields = z.infer<typeof fieldsSchema>;

const decidedBySuite = ['detector', 'config', 'training', 'view', 'channels', 'protocol', 'seeds'] as const;

/** An experiment, as a file holds it; parsed, its defaults are in it. */
const experimentSchema = fieldsSchema.superRefine(requireSense).transform((fields): Experiment => {
  const { suite, data, profile } = fields;
  if (suite !== undefined) return { suite, ...(data !== undefined && { data: data as string }), profile };
  const { model, detector, config, training, view, channels = 'all', protocol = {}, seeds = [0] } = fields;
  return {
    ...(detector === undefined ? { model: model! } : { detector }),
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
  /** Folder of the telemetry, or of the data set that the suite runs on. */
  readonly data?: string;
  readonly profile: Job['profile'];
}

/** One detector on channels, or on a pair of files, once for each seed. It has a model or a detector. */
export interface ModelExperiment
  extends
    Pick<Fields, 'model' | 'detector' | 'config' | 'training' | 'view' | 'data' | 'profile'>,
    Required<Pick<Fields, 'channels' | 'protocol' | 'seeds'>> {}

export type Experiment = Readonly<SuiteExperiment> | Readonly<ModelExperiment>;

/**
 * Checks an experiment. Its paths are left as they are, relative to the folder of its file.
 *
 * @param where  The file, for messages.
 * @throws       If it is not an experiment; the message names the field and what was expected of it.
 */
export function parseExperiment(value: unknown, where: string): Experiment {
  const parsed = experimentSchema.safeParse(value, plainMessages);
  if (parsed.success) return parsed.data;
  throw new Error(`${where}: ${asSentence(zodFault(parsed.error, 'experiment'))}`);
}

/** Checks what cannot be told of one field alone. */
function requireSense(fields: Fields, context: z.RefinementCtx): void {
  const { suite, model, detector, config, training, view, data, channels, protocol = {} } = fields;
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (suite === undefined && model === undefined && detector === undefined)
    return refuse([], 'expected suite, model or detector');
  if (suite !== undefined) {
    if (model !== undefined) return refuse(['model'], 'suite and model exclude each other');
    const decided = decidedBySuite.find((name) => fields[name] !== undefined);
    if (decided) return refuse([decided], 'expected none beside suite, which decides it');
    if (data !== undefined && typeof data !== 'string')
      refuse(['data'], 'expected a folder, as a suite chooses its series itself');
    return;
  }
  if (typeof data === 'object' && channels !== undefined) {
    const named = 'kind' in data ? 'data that names its channels' : 'a pair of files, which is one channel';
    return refuse(['channels'], `expected none beside ${named}`);
  }
  if (protocol.stepSeconds !== undefined && !protocol.measuredOn?.includes('alarms')) {
    refuse(['protocol', 'stepSeconds'], 'expected none where no alarms are measured, which are counted by the day');
  }
  if (detector !== undefined) {
    if (model !== undefined) return refuse(['detector'], 'model and detector exclude each other');
    const unused = (['config', 'training', 'view'] as const).find((name) => fields[name] !== undefined);
    if (unused) return refuse([unused], 'expected none beside detector, whose settings are part of its command');
    return;
  }
  if (!seriesDetectorNames.includes(model!)) return refuse(['model'], unknownDetector(model!, seriesDetectorNames));
  const ofWindows = (['windowSize', 'stride'] as const).find((name) => protocol[name] !== undefined);
  if (ofWindows && !usesWindows(model!, protocol)) {
    const message = `expected none, as ${model} scores series as a whole and windows are not measured`;
    return refuse(['protocol', ofWindows], message);
  }
  for (const { path, message } of settingFaults({ detector: model!, config, training, view })) refuse(path, message);
}

function isFilled(value: object | undefined): boolean {
  return value !== undefined && Object.keys(value).length > 0;
}

/**
 * Names the row of an experiment's detector.
 *
 * @param folder  What paths are relative to.
 */
export function rowOf(
  { model, detector, config, protocol }: ModelExperiment,
  folder: string,
): Pick<OneDetector, 'detector' | 'config' | 'label'> {
  if (detector === undefined) return { detector: model!, config };
  const { command, ...options } = detector;
  return outsideDetector(command, folder, { ...options, windowSize: protocol.windowSize });
}
