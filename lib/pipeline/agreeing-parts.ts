/** The checks that the parts of a pipeline belong together, before it is saved and after it was read. */
import { asSentence, canonicalJson, counted, messageOf } from '../base/index';
import { makeSeries } from '../data/index';
import { Spot } from '../scoring/index';
import { PipelineError } from './pipeline-error';
import type { PipelineParts } from './pipeline-parts';
import { preprocessOf, type PipelineSettings } from './pipeline-settings';
import { StreamDetector } from './stream-detector';

/** Values in a window, at most: a stream keeps two windows in memory. */
const MOST_VALUES = 2 ** 27;

/**
 * Requires each part of a pipeline to fit the others.
 *
 * @param where  The pipeline's folder, for messages.
 * @throws {PipelineError} If two parts contradict each other; the message names both.
 */
export function requireAgreement(where: string, settings: PipelineSettings, parts: PipelineParts): void {
  requireDifferentNames(where, parts.names);
  try {
    requireModel(settings, parts);
    requirePreprocess(settings, parts);
    requireThreshold(settings, parts);
    requireReference(parts);
  } catch (error) {
    throw new PipelineError(`${where}: ${asSentence(messageOf(error))}`);
  }
}

/** @throws {PipelineError} If two features have one name. */
export function requireDifferentNames(where: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice === undefined) return;
  throw new PipelineError(`${where}: expected different names of features; found '${twice}' twice.`);
}

function requireModel({ model, windowSize }: PipelineSettings, { detector, names }: PipelineParts): void {
  if (detector.name !== model)
    throw new Error(`expected the detector ${model} of the settings; found ${detector.name}`);
  if (windowSize * names.length > MOST_VALUES) {
    const found = `${counted(windowSize, 'step')} of ${counted(names.length, 'feature')}`;
    throw new Error(`expected windows of at most ${MOST_VALUES.toLocaleString('en-US')} values; found ${found}`);
  }
  if (detector instanceof StreamDetector) return; // its settings decide its window size; see pipeline-settings
  const { config } = detector;
  if (config.windowSize !== windowSize) {
    throw new Error(
      `expected a detector of windows of ${counted(windowSize, 'step')}; found one of ${config.windowSize}`,
    );
  }
  if (config.features !== names.length) {
    throw new Error(`expected a detector of ${counted(names.length, 'feature')}; found one of ${config.features}`);
  }
}

/** Cleaning and scaling are those that the settings ask for, of as many features as there are names. */
function requirePreprocess(settings: PipelineSettings, { preprocess, names }: PipelineParts): void {
  const trial = makeSeries({ name: 'one step', values: new Float64Array(names.length), features: names.length });
  const wanted = preprocessOf(settings).fit(trial).toJSON().steps.map(stepText);
  const found = preprocess.toJSON().steps.map(stepText);
  if (wanted.join() !== found.join()) {
    throw new Error(`expected the preprocessing of the settings, ${wanted.join(', ')}; found ${found.join(', ')}`);
  }
  const values = preprocess.transform(trial).values;
  if (values.length !== names.length || values.some((value) => !Number.isFinite(value))) {
    throw new Error('expected preprocessing that gives finite values; found another');
  }
}

/** Writes a step without what it has learnt. */
function stepText({ kind, ...step }: { readonly kind: string; readonly [key: string]: unknown }): string {
  if (kind === 'fill-missing') return `${kind} by ${String(step['strategy'])}`;
  return kind === 'clip' ? `${kind} to [${String(step['low'])}, ${String(step['high'])}]` : kind;
}

function requireThreshold({ threshold: wanted }: PipelineSettings, { threshold }: PipelineParts): void {
  const { rule, value, spot } = threshold;
  if (canonicalJson(rule) !== canonicalJson(wanted)) {
    throw new Error(
      `expected a threshold by the rule of the settings, ${canonicalJson(wanted)}; found ${canonicalJson(rule)}`,
    );
  }
  if (!Number.isFinite(value)) throw new Error(`expected a finite threshold; found ${value}`);
  if ((rule.kind === 'spot') !== (spot !== undefined)) {
    throw new Error(`expected a state of SPOT with the rule spot alone; found the rule ${rule.kind}`);
  }
  if (rule.kind !== 'spot' || spot === undefined) return;
  const { q, level, driftWindow } = Spot.fromJSON(spot).toJSON().settings;
  if (q === rule.q && level === rule.level && driftWindow === rule.driftWindow) return;
  throw new Error(`expected a state of SPOT with the settings of its rule; found q ${q}, level ${level}`);
}

function requireReference({ reference: { scores, inputs }, names }: PipelineParts): void {
  if (scores.length === 0) throw new Error('expected at least one reference score; found none');
  const wild = scores.findIndex((score) => !Number.isFinite(score));
  if (wild >= 0) throw new Error(`expected finite reference scores; found ${scores[wild]} at ${wild}`);
  if (inputs.length === 0 || inputs.features !== names.length) {
    const found = `${inputs.length} of ${counted(inputs.features, 'feature')}`;
    throw new Error(`expected reference inputs of ${counted(names.length, 'feature')}; found ${found}`);
  }
}
