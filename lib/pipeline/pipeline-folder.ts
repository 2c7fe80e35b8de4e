/**
 * Writes and reads a pipeline as a folder.
 *
 *   manifest.json         format, version, size and SHA-256 of every other file; ends with a checksum of itself
 *   pipeline.json         settings, names of the features, cleaning and scaling, threshold
 *   detector.safetensors  the model, if it scores windows
 *   scorer.json           what it has learnt, if it scores step by step
 *   reference-scores.npy, reference-inputs.npy   the reference for drift
 */
import path from 'node:path';
import { z } from 'zod';
import { counted, DataError, messageOf, zodFault } from '../base/index';
import { encodeNpy, makeSeries, parseNpy, preprocessFromJson } from '../data/index';
import { decodeDetector, encodeDetector } from '../models/persistence';
import { thresholdRuleSchema, type FittedThreshold } from '../scoring/index';
import { requireAgreement } from './agreeing-parts';
import { PipelineError } from './pipeline-error';
import { FILES, parseJson, readFiles, toText, writeFiles, type PipelineFiles } from './pipeline-files';
import type { PipelineParts, TrainingReference } from './pipeline-parts';
import { SettingsSchema, type PipelineSettings } from './pipeline-settings';
import { StreamDetector, streamForm } from './stream-detector';

const Description = z.strictObject({
  settings: SettingsSchema,
  names: z.array(z.string()).min(1),
  preprocess: z.unknown(),
  threshold: z.strictObject({
    rule: thresholdRuleSchema,
    value: z.number(),
    inclusive: z.boolean(),
    spot: z.unknown().optional(),
  }),
});

const RuleOfVersion1 = z.looseObject({ rule: z.string() }).transform(({ rule, ...rest }) => ({ kind: rule, ...rest }));

const DescriptionOfVersion1 = z.looseObject({
  settings: z.looseObject({ threshold: RuleOfVersion1 }),
  threshold: z.looseObject({ rule: RuleOfVersion1 }),
});

interface StoredPipeline {
  readonly settings: PipelineSettings;
  readonly parts: PipelineParts;
}

/**
 * Writes a pipeline, whole or not at all.
 *
 * @throws {PipelineError} If its parts contradict each other, the folder holds something other than a pipeline, or it
 *                        cannot be written.
 */
export function writePipeline(folder: string, { settings, parts }: StoredPipeline): void {
  const { names, preprocess, threshold, reference, detector } = parts;
  const { scores, inputs } = reference;
  requireAgreement(folder, settings, parts);
  writeFiles(folder, {
    [FILES.pipeline]: Buffer.from(toText({ settings, names, preprocess: preprocess.toJSON(), threshold })),
    ...(detector instanceof StreamDetector
      ? { [FILES.scorer]: Buffer.from(JSON.stringify(detector.state)) }
      : { [FILES.detector]: encodeDetector(detector, path.join(folder, FILES.detector)) }),
    [FILES.scores]: encodeNpy({ shape: [scores.length], data: scores }),
    [FILES.inputs]: encodeNpy({ shape: [inputs.length, inputs.features], data: inputs.values }),
  });
}

/**
 * Reads a pipeline, after checking every byte of it, and each of its parts against the others.
 *
 * @throws {PipelineError} If a file is missing, truncated, changed or of an unknown version, or parts contradict each
 *                        other.
 */
export async function readPipeline(folder: string): Promise<StoredPipeline> {
  const { version, contents } = await readFiles(folder);
  const where = path.join(folder, FILES.pipeline);
  const json = parseJson(contents[FILES.pipeline].toString('utf8'), where);
  const description = Description.safeParse(version === 1 ? translateVersion1(json) : json);
  if (!description.success) {
    const fault = zodFault(description.error, 'content');
    throw new PipelineError(`${where}: expected the description of a pipeline; found a fault (${fault}).`);
  }
  const { settings, names, preprocess, threshold } = description.data;
  const learned = asPipelineError(() => ({
    preprocess: preprocessFromJson(preprocess, where),
    threshold: threshold as FittedThreshold,
    names,
    reference: readReference(folder, contents, names),
  }));
  const detector = asPipelineError(() => readDetector(folder, { model: settings.model, names, contents }));
  const parts: PipelineParts = { ...learned, detector };
  try {
    requireAgreement(folder, settings, parts);
  } catch (error) {
    detector.dispose();
    throw error;
  }
  return { settings, parts };
}

function readReference(folder: string, contents: PipelineFiles, names: readonly string[]): TrainingReference {
  const read = (file: typeof FILES.scores | typeof FILES.inputs) => parseNpy(contents[file], path.join(folder, file));
  const [scores, inputs] = [read(FILES.scores), read(FILES.inputs)];
  if (scores.shape.length !== 1) {
    const found = `[${scores.shape.join(', ')}]`;
    throw new PipelineError(
      `${path.join(folder, FILES.scores)}: expected one number a score; found the shape ${found}.`,
    );
  }
  if (inputs.shape.length !== 2 || inputs.shape[1] !== names.length) {
    const found = `[${inputs.shape.join(', ')}]`;
    throw new PipelineError(
      `${path.join(folder, FILES.inputs)}: expected rows of ${counted(names.length, 'feature')}; found the shape ${found}.`,
    );
  }
  const series = makeSeries({ name: 'reference', values: inputs.data, features: names.length, names });
  return { scores: scores.data, inputs: series };
}

interface DetectorPlace {
  readonly model: string;
  readonly names: readonly string[];
  readonly contents: PipelineFiles;
}

function readDetector(folder: string, { model, names, contents }: DetectorPlace): PipelineParts['detector'] {
  const form = streamForm(model);
  const file = form ? FILES.scorer : FILES.detector;
  const content = contents[file];
  if (!content) throw new PipelineError(`${folder}: expected ${file} of ${model} in the manifest; it is not listed.`);
  const where = path.join(folder, file);
  if (!form) return decodeDetector(content, where);
  const state = parseJson(content.toString('utf8'), where);
  const features = featuresOf(state);
  if (features !== undefined && features !== names.length) {
    throw new PipelineError(
      `${where}: expected the state of ${counted(names.length, 'feature')}; found that of ${features}.`,
    );
  }
  try {
    form.resume(state);
  } catch (error) {
    throw new PipelineError(`${where}: ${messageOf(error)}.`);
  }
  return new StreamDetector(model, state);
}

const ScorerState = z.looseObject({
  scorer: z.union([
    z.looseObject({ features: z.number() }).transform(({ features }) => features),
    z.looseObject({ weights: z.array(z.unknown()) }).transform(({ weights }) => weights.length),
  ]),
});

/** Gives the number of features that a scorer's state is for, if it says so. */
function featuresOf(state: unknown): number | undefined {
  return ScorerState.safeParse(state).data?.scorer;
}

/** Translates the names of version 1. Returns what it does not recognize unchanged, for the check that follows. */
function translateVersion1(json: unknown): unknown {
  return DescriptionOfVersion1.safeParse(json).data ?? json;
}

function asPipelineError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DataError) throw new PipelineError(`${error.message}.`);
    throw error;
  }
}
