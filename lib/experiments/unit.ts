/** The unit of work: one model on one channel with one seed, and, beside it, the baselines asked for. */
import { z } from 'zod';
import { turn } from '../runtime/index';
import type { History } from '../training/index';
import { evaluate, type Evaluation } from './evaluate';
import { baselines, findModel, modelNames, type Method, type MethodInput } from './methods';
import { prepareSeries } from './prepare';
import { profileNames, profiles } from './profiles';
import { protocolSchema } from './protocol';
import { loadSource, sourceSchema } from './source';

const modelName = z.string().refine((name) => modelNames.includes(name), {
  error: ({ input }) => `unknown model '${String(input)}', expected ${modelNames.join(', ')}`,
});

/** Plain data, so that it can be sent to another process and kept beside its result. */
export const unitSchema = z
  .strictObject({
    model: modelName,
    /** Where the model's config is to differ from the profile's. */
    config: z.record(z.string(), z.json()).optional(),
    /** Where training is to differ from the profile's. */
    training: z
      .strictObject({
        epochs: z.int().positive().optional(),
        batchSize: z.int().positive().optional(),
        learningRate: z.number().positive().optional(),
        patience: z.int().positive().optional(),
      })
      .optional(),
    source: sourceSchema,
    /** One of the source's channels. */
    channel: z.string(),
    protocol: protocolSchema,
    profile: z.enum(profileNames),
    /** Decides the weights, the batches, the validation split, and what is generated. */
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1),
    /** Models that are run on the same windows, with their own defaults. Default: those every table carries. */
    baselines: z.array(modelName).optional(),
    /** Whether the model's scores are part of the result. */
    scores: z.boolean().optional(),
  })
  .refine(({ source, channel }) => source.channels.includes(channel), {
    error: 'expected one of source.channels',
    path: ['channel'],
  })
  .superRefine(({ model, config = {} }, context) => {
    if (!modelNames.includes(model)) return; // its own issue
    const { settings } = findModel(model);
    for (const name of Object.keys(config).filter((each) => !settings.includes(each))) {
      const message = `${model} has no such setting; expected ${settings.join(', ') || 'none'}`;
      context.addIssue({ code: 'custom', path: ['config', name], message });
    }
  });

export type Unit = Readonly<z.infer<typeof unitSchema>>;

/**
 * Reads a unit from what a file or another process holds.
 *
 * @throws If it is not one; the message names the field, what was expected and what was found.
 */
export function parseUnit(value: unknown): Unit {
  const parsed = unitSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'unit'}: ${message}`);
  throw new Error(`Not a unit of work: ${issues.join('; ')}.`);
}

export interface ChannelResult extends Evaluation {
  readonly channel: string;
  /** Epochs trained; 0 for what is not trained. */
  readonly epochs: number;
  readonly steps: number;
  readonly seconds: number;
}

export interface UnitResult {
  /** The row of the model and of each baseline, by name. */
  readonly rows: Record<string, ChannelResult>;
  /** How the model was trained; absent for what is not. */
  readonly history?: History;
  /** One per window, where they were asked for. */
  readonly scores?: { readonly train: readonly number[]; readonly test: readonly number[] };
  /** What was found in the data and mended, one sentence each. */
  readonly warnings: readonly string[];
}

export interface EpochProgress {
  readonly epoch: number;
  /** On the validation windows. */
  readonly loss: number;
}

export interface UnitOptions {
  readonly onEpoch?: (progress: EpochProgress) => void;
  /** Called with the unit's own detector, and not with baselines. */
  readonly onTrained?: MethodInput['onTrained'];
  readonly signal?: AbortSignal;
}

/**
 * Runs a unit in this process; `loadBackend` must have been awaited. The result depends on the unit alone; of one that is
 * aborted it lacks rows.
 *
 * @throws If it is no unit, the channel's files are bad, or training diverges.
 */
export async function runUnit(unit: Unit, options: UnitOptions = {}): Promise<UnitResult> {
  const { onEpoch, onTrained, signal } = options;
  const { model, source, channel, protocol, profile, seed, config, training } = parseUnit(unit);
  const { windows, kinds, warnings } = prepareSeries(loadSource(source, channel, seed), { protocol, seed });
  const rows: Record<string, ChannelResult> = {};
  let ofModel: Pick<UnitResult, 'history' | 'scores'> = {};
  let looking = 0; // a look inside is no part of the detector's time; ms
  const look: UnitOptions['onTrained'] = (...trained) => {
    const begun = performance.now();
    onTrained?.(...trained);
    looking = performance.now() - begun;
  };
  const add = async (name: string, method: Method, settings: Partial<MethodInput> = {}) => {
    const started = performance.now();
    const { trainScores, testScores, history } = await method({
      windows,
      seed,
      profile: profiles[profile],
      signal,
      ...settings,
      onEpoch: ({ trainLoss, validationLoss }) =>
        onEpoch?.({ epoch: trainLoss.length, loss: (validationLoss.length > 0 ? validationLoss : trainLoss).at(-1)! }),
    });
    rows[name] = {
      channel,
      ...evaluate({ trainScores, testScores, labels: windows.test.labels, kinds }, protocol.threshold),
      epochs: history?.trainLoss.length ?? 0,
      steps: history?.steps ?? 0,
      seconds: (performance.now() - started - (name === model ? looking : 0)) / 1000,
    };
    if (name !== model) return;
    const scores = { train: Array.from(trainScores), test: Array.from(testScores) };
    ofModel = { ...(history && { history }), ...(unit.scores && { scores }) };
  };
  await add(model, findModel(model), { config, training, onTrained: look });
  for (const name of (unit.baselines ?? Object.keys(baselines)).filter((name) => name !== model)) {
    await turn(); // in which an abort is heard
    if (signal?.aborted) break;
    await add(name, findModel(name));
  }
  return { rows, warnings, ...ofModel };
}
