/**
 * Writes and reads a pipeline as a folder.
 *
 *   manifest.json         format, version, size and SHA-256 of every other file; ends with a checksum of itself
 *   pipeline.json         settings, names of the features, cleaning and scaling, threshold
 *   detector.safetensors  the model, if it scores windows
 *   scorer.json           what it has learnt, if it scores step by step
 *   reference-scores.npy, reference-inputs.npy   the reference for drift
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, messageOf, temporaryBeside, zodFault } from '../base/index';
import { makeSeries, parseNpy, preprocessFromJson, encodeNpy } from '../data/index';
import { verify, type ManifestEntry } from '../data/manifest';
import { loadDetector, saveDetector } from '../models/persistence';
import { thresholdRuleSchema, type FittedThreshold } from '../scoring/index';
import { PipelineError } from './pipeline-error';
import { MANIFEST, requirePipelinePlace } from './pipeline-place';
import type { PipelineParts } from './pipeline-parts';
import { SettingsSchema, type PipelineSettings } from './pipeline-settings';
import { StreamDetector, streamForm } from './stream-detector';

/**
 * In version 1, a threshold's rule has its name under `rule`; in version 2 under `kind`. From version 3 on there may be
 * scorer.json in place of detector.safetensors.
 */
const VERSIONS = [1, 2, 3] as const;
const VERSION = 3;
const FILES = {
  pipeline: 'pipeline.json',
  detector: 'detector.safetensors',
  scorer: 'scorer.json',
  scores: 'reference-scores.npy',
  inputs: 'reference-inputs.npy',
} as const;

const Format = z.object({ format: z.literal('telltale-pipeline'), version: z.number() });

const Manifest = z.strictObject({
  format: z.literal('telltale-pipeline'),
  version: z.literal(VERSIONS),
  created: z.iso.datetime(),
  files: z.array(z.strictObject({ path: z.enum(FILES), bytes: z.int().nonnegative(), sha256: z.string().length(64) })),
  /** SHA-256 of the manifest without this line. */
  sha256: z.string().length(64),
});

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
 * Writes a pipeline beside its folder, then moves it there with one rename.
 *
 * @throws {PipelineError} If the folder holds something other than a pipeline, or cannot be written.
 */
export function writePipeline(folder: string, { settings, parts }: StoredPipeline): void {
  const target = path.resolve(folder);
  requirePipelinePlace(target);
  const { names, preprocess, threshold, reference, detector } = parts;
  const { scores, inputs } = reference;
  makeFolder(path.dirname(target));
  const temporary = temporaryBeside(target);
  const place = (file: string) => path.join(temporary, file);
  fs.mkdirSync(temporary);
  try {
    fs.writeFileSync(place(FILES.pipeline), toText({ settings, names, preprocess: preprocess.toJSON(), threshold }));
    if (detector instanceof StreamDetector) fs.writeFileSync(place(FILES.scorer), JSON.stringify(detector.state));
    else saveDetector(detector, place(FILES.detector));
    fs.writeFileSync(place(FILES.scores), encodeNpy({ shape: [scores.length], data: scores }));
    fs.writeFileSync(place(FILES.inputs), encodeNpy({ shape: [inputs.length, inputs.features], data: inputs.values }));
    const files = Object.values(FILES).flatMap((file) => {
      if (!fs.existsSync(place(file))) return [];
      const bytes = fs.readFileSync(place(file));
      return [{ path: file, bytes: bytes.length, sha256: sha256(bytes) }];
    });
    const manifest = {
      format: 'telltale-pipeline',
      version: VERSION,
      created: new Date().toISOString(),
      files,
    };
    fs.writeFileSync(place(MANIFEST), toText({ ...manifest, sha256: sha256(toText(manifest)) }));
    replaceFolder(target, temporary);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Reads a pipeline, after checking every byte of it.
 *
 * @throws {PipelineError} If a file is missing, truncated, changed or of an unknown version.
 */
export function readPipeline(folder: string): StoredPipeline {
  const { version, files } = readManifest(folder);
  const contents = verifiedFiles(folder, files);
  const where = path.join(folder, FILES.pipeline);
  const json = parseJson(contents[FILES.pipeline].toString('utf8'), where);
  const description = Description.safeParse(version === 1 ? translateVersion1(json) : json);
  if (!description.success) {
    const fault = zodFault(description.error, 'content');
    throw new PipelineError(`${where}: expected the description of a pipeline; found a fault (${fault}).`);
  }
  const { settings, names, preprocess, threshold } = description.data;
  const scores = parseNpy(contents[FILES.scores], FILES.scores).data;
  const inputs = parseNpy(contents[FILES.inputs], FILES.inputs).data;
  const parts: PipelineParts = {
    detector: readDetector(folder, settings.model, contents),
    preprocess: preprocessFromJson(preprocess, where),
    threshold: threshold as FittedThreshold,
    names,
    reference: {
      scores,
      inputs: makeSeries({ name: 'reference', values: inputs, features: names.length, names }),
    },
  };
  return { settings, parts };
}

function readDetector(folder: string, model: string, contents: Contents): PipelineParts['detector'] {
  const form = streamForm(model);
  const file = form ? FILES.scorer : FILES.detector;
  const content = contents[file];
  if (!content) throw new PipelineError(`${folder}: expected ${file} of ${model} in the manifest; it is not listed.`);
  const where = path.join(folder, file);
  if (!form) return loadDetector(where);
  const state = parseJson(content.toString('utf8'), where);
  try {
    form.resume(state);
  } catch (error) {
    throw new PipelineError(`${where}: ${messageOf(error)}.`);
  }
  return new StreamDetector(model, state);
}

function readManifest(folder: string): z.output<typeof Manifest> {
  const where = path.join(folder, MANIFEST);
  if (!fs.existsSync(where)) throw new PipelineError(`${folder}: expected a saved pipeline; ${MANIFEST} is missing.`);
  const json = parseJson(fs.readFileSync(where, 'utf8'), where);
  const format = Format.safeParse(json);
  if (!format.success) {
    const fault = zodFault(format.error, 'content');
    throw new PipelineError(`${where}: expected the manifest of a pipeline; found another file (${fault}).`);
  }
  const { version } = format.data;
  if (!VERSIONS.some((known) => known === version)) {
    throw new PipelineError(`${where}: expected a pipeline of version 1 to ${VERSION}; found version ${version}.`);
  }
  const manifest = Manifest.safeParse(json);
  if (!manifest.success) {
    const fault = zodFault(manifest.error, 'content');
    throw new PipelineError(`${where}: expected the manifest of a pipeline; found a fault (${fault}).`);
  }
  const { sha256: checksum, ...rest } = manifest.data;
  if (sha256(toText(rest)) !== checksum) throw new PipelineError(`${where}: changed after it was written.`);
  return manifest.data;
}

/** Translates the names of version 1. Returns what it does not recognize unchanged, for the check that follows. */
function translateVersion1(json: unknown): unknown {
  return DescriptionOfVersion1.safeParse(json).data ?? json;
}

type FileName = (typeof FILES)[keyof typeof FILES];

/** One of the two files of a model; all others. */
type Contents = Record<Exclude<FileName, ModelFile>, Buffer> & Partial<Record<ModelFile, Buffer>>;
type ModelFile = typeof FILES.detector | typeof FILES.scorer;

function verifiedFiles(folder: string, entries: readonly ManifestEntry[]): Contents {
  const contents: Partial<Record<string, Buffer>> = {};
  for (const name of Object.values(FILES)) {
    const entry = entries.find((one) => one.path === name);
    if (!entry && (name === FILES.detector || name === FILES.scorer)) continue;
    if (!entry) throw new PipelineError(`${folder}: expected ${name} in the manifest; it is not listed.`);
    try {
      const bytes = fs.readFileSync(path.join(folder, name));
      verify(entry, bytes, folder);
      contents[name] = bytes;
    } catch (error) {
      throw new PipelineError(`${folder}: ${name} is truncated or changed (${messageOf(error)}).`);
    }
  }
  return contents as Contents;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PipelineError(`${where}: this file is truncated or changed: it is not JSON (${messageOf(error)}).`);
  }
}

/** Replaces a folder. For a moment there is none, but never a mixture of two pipelines. */
function replaceFolder(target: string, source: string): void {
  const old = temporaryBeside(target);
  if (fs.existsSync(target)) fs.renameSync(target, old);
  fs.renameSync(source, target);
  fs.rmSync(old, { recursive: true, force: true });
}

const toText = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
