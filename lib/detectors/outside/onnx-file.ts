/** A detector that is a file of ONNX: windows in, scores or reconstructions out. It learns nothing here. */
import fs from 'node:fs';
import path from 'node:path';
import { DataError, messageOf, oneOf, optional, positiveSize, type Check } from '../../base/index';
import { pointScores, type Series } from '../../data/index';
import { requireSettings, type Checks } from '../../models/config-checks';
import { loadOnnxRuntime, openSession } from '../../runtime/onnx-runtime';
import type { Facts } from '../facts';
import type { ScoreOptions, SeriesPair, SeriesScores } from '../series-detector';
import { contentOf } from './file-content';
import { onnxLayouts, windowFormOf, type OnnxLayout } from './onnx-layout';
import { onnxOutputs, onnxScores, type OnnxModel, type OnnxOutput, type OnnxScores } from './onnx-scores';

export interface OnnxConfig {
  readonly file: string;
  /** What the file's path is relative to. Default: the working directory, also where this machine has no such folder. */
  readonly folder?: string;
  /** Names it in messages and tables. Default: the file's name. */
  readonly name?: string;
  readonly version?: string;
  /** The order of a window's values. Default: told by the shape of the input. */
  readonly layout?: OnnxLayout;
  /** What the output is. Default: told by its name and shape. */
  readonly output?: OnnxOutput;
  /** Steps of a window, where the file leaves them open. */
  readonly windowSize?: number;
}

const text: Check = { expected: 'a text', holds: (value) => typeof value === 'string' && value.trim() !== '' };

const checks: Checks<OnnxConfig> = {
  file: text,
  folder: optional(text),
  name: optional(text),
  version: optional(text),
  layout: optional(oneOf(...onnxLayouts)),
  output: optional(oneOf(...onnxOutputs)),
  windowSize: optional(positiveSize),
};

/** What a config may hold; none of it has a value that is the same for all files. */
const defaults: { readonly [Setting in keyof Required<OnnxConfig>]: undefined } = {
  file: undefined,
  folder: undefined,
  name: undefined,
  version: undefined,
  layout: undefined,
  output: undefined,
  windowSize: undefined,
};

export const onnxFile: Facts = {
  detector: {
    score: (pair, options) => scoreBy(configOf(options.config), pair, options),
    check: (_, { config }) => void contentOf([fileHere(configOf(config))], ''),
  },
  kind: 'outside',
  defaults,
  trained: false,
  seeded: false,
  outside: {
    nameOf: (config) => nameOf(config as unknown as OnnxConfig),
    // The content stands for the place.
    identityOf: ({ file: _file, folder: _folder, name: _name, ...identity }) => identity,
    contentOf: (config) => contentOf([fileHere(configOf(config))], ''),
  },
};

const nameOf = ({ name, file }: OnnxConfig) => name ?? path.basename(file);

function configOf(config: ScoreOptions['config']): OnnxConfig {
  return requireSettings('onnx', (config ?? {}) as unknown as OnnxConfig, checks);
}

function fileHere({ file, folder }: OnnxConfig): string {
  return path.resolve(folder !== undefined && fs.existsSync(folder) ? folder : process.cwd(), file);
}

/** With more threads, the last digits of sums would depend on how many there are. */
const THREADS = 1;

async function scoreBy(config: OnnxConfig, pair: SeriesPair, options: ScoreOptions): Promise<SeriesScores> {
  const { train, test, targets } = pair;
  try {
    const runtime = await loadOnnxRuntime();
    const session = await openSession(runtime, fileHere(config), THREADS);
    try {
      const form = windowFormOf(session, { series: train, targets }, config);
      const { windowSize } = form;
      const stride = Math.min(options.windows.stride, windowSize);
      for (const { name, length } of [train, test]) {
        if (length >= windowSize) continue;
        throw new DataError(`expected at least ${windowSize} time steps for one window, found ${length} in ${name}`);
      }
      const model: OnnxModel = { runtime, session, form, output: config.output };
      const begun = { train: normalOnes(await onnxScores(model, train, stride), train, windowSize) };
      const started = performance.now();
      const found = { ...begun, test: await onnxScores(model, test, stride) };
      const scoring = { windows: found.test.starts.length, seconds: (performance.now() - started) / 1000 };
      return { scoring, ...scoresIn(found, { train, test }, { windowSize, stride, options }) };
    } finally {
      await session.release();
    }
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    throw new Error(`${nameOf(config)}: ${reason}`, { cause: error });
  }
}

/** Leaves out the windows that hold a step labelled anomalous: training is taken as normal. @throws If none is left. */
function normalOnes({ scores, starts }: OnnxScores, { name, labels }: Series, windowSize: number): OnnxScores {
  if (!labels?.includes(1)) return { scores, starts };
  const each = scores.length / starts.length;
  const isNormal = (start: number) => !labels.subarray(start, start + windowSize).includes(1);
  const kept = starts.filter(isNormal);
  if (kept.length === 0) {
    throw new DataError(
      `expected a normal window of ${windowSize} steps in ${name}; each holds one labelled anomalous`,
    );
  }
  return { scores: scores.filter((_, i) => isNormal(starts[Math.floor(i / each)])), starts: kept };
}

/** Gives the scores of windows, where the protocol's are the same, and those of steps. */
function scoresIn(
  found: Readonly<Record<'train' | 'test', OnnxScores>>,
  series: Readonly<Record<'train' | 'test', Series>>,
  cut: { readonly windowSize: number; readonly stride: number; readonly options: ScoreOptions },
): Pick<SeriesScores, 'windows' | 'steps'> {
  const { windowSize, stride, options } = cut;
  const { windows: protocol, steps: wanted } = options;
  const ofWindows = found.test.scores.length === found.test.starts.length;
  const asProtocol = ofWindows && windowSize === protocol.windowSize && stride === protocol.stride;
  const stepsOf = (part: 'train' | 'test') => {
    const { scores, starts } = found[part];
    return pointScores(scores, { count: starts.length, windowSize, starts }, series[part].length);
  };
  return {
    ...(asProtocol && { windows: { train: found.train.scores, test: found.test.scores } }),
    ...((wanted || !asProtocol) && { steps: { train: stepsOf('train'), test: stepsOf('test') } }),
  };
}
