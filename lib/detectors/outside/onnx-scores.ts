/** Runs a model in a file on windows, batch by batch, and makes scores of what it gives. */
import { DataError } from '../../base/index';
import { column, slidingWindows, viewSeries, windowCount, type Series } from '../../data/index';
import type { OnnxRuntime, OnnxSession, OnnxTensor } from '../../runtime/onnx-runtime';
import type { WindowForm } from './onnx-layout';

/** What an output may be: scores of windows or of their steps, or the windows again. */
export const onnxOutputs = ['scores', 'reconstruction'] as const;

export type OnnxOutput = (typeof onnxOutputs)[number];

/** Scores of windows, or of every step of each window. */
export interface OnnxScores {
  /** [windows], or [windows * windowSize] row-major. */
  readonly scores: Float64Array;
  readonly starts: Int32Array;
}

/** Windows in one call of a model that takes any number; it bounds the memory. */
const BATCH_SIZE = 256;

export interface OnnxModel {
  readonly runtime: Pick<OnnxRuntime, 'Tensor'>;
  readonly session: OnnxSession;
  readonly form: WindowForm;
  /** What the output is; default: told by its name and its shape. */
  readonly output?: OnnxOutput;
}

/**
 * Scores the windows of a series. An output of shape [batch] or [batch, 1] holds a score for each window; [batch, windowSize] one for
 * each step. One of the input's shape is a reconstruction, unless its name holds `score`: a window's score is then the mean squared error.
 *
 * @throws {DataError} If the model gives an output of another shape or type, or scores that are not finite.
 */
export async function onnxScores(model: OnnxModel, series: Series, stride: number): Promise<OnnxScores> {
  const { form } = model;
  const { windowSize, features, batch = BATCH_SIZE } = form;
  const seen = features === series.features ? series : alone(series);
  const cut = { windowSize, stride };
  const count = windowCount(seen.length, cut);
  const starts = Int32Array.from({ length: count }, (_, i) => i * stride);
  let scores = new Float64Array(0);
  for (let from = 0; from < count; from += batch) {
    const to = Math.min(from + batch, count);
    const part = viewSeries(seen, starts[from], starts[to - 1] + windowSize);
    const values = arranged(slidingWindows(part, cut).values, form);
    const found = await scoresOf(model, values, to - from);
    const each = found.length / (to - from);
    if (from === 0) scores = new Float64Array(count * each);
    scores.set(found, from * each);
  }
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    const window = Math.floor(bad / (scores.length / count));
    throw new DataError(`expected finite scores, found ${scores[bad]} for window ${window} of ${series.name}`);
  }
  return { scores, starts };
}

/** Gives the series with its first feature alone. */
function alone(series: Series): Series {
  const [name] = series.names;
  return { ...series, values: column(series, 0), features: 1, names: [name] };
}

/** Puts the values of windows, which lie step by step, in the order that the model takes. */
function arranged(values: Float32Array, { layout, windowSize, features }: WindowForm): Float32Array {
  if (layout === 'steps-features' || features === 1) return values;
  const size = windowSize * features;
  return values.map((_, i) => {
    const [window, feature, step] = [Math.floor(i / size), Math.floor((i % size) / windowSize), i % windowSize];
    return values[window * size + step * features + feature];
  });
}

/** Scores windows in one call. @returns  One score for each window, or for each step of each. */
async function scoresOf(model: OnnxModel, values: Float32Array, count: number): Promise<Float64Array> {
  const { runtime, session, form } = model;
  const { input, windowSize, features, flat, layout, batch = count } = form;
  const size = windowSize * features;
  const inner = flat ? [size] : layout === 'steps-features' ? [windowSize, features] : [features, windowSize];
  const shape = [batch, ...inner];
  const name = outputOf(session);
  const fed = new runtime.Tensor('float32', padded(values, { size, batch }), shape);
  const output = (await session.run({ [input]: fed }))[name];
  const what = kindOf(output, { name, shape, windowSize, wanted: model.output });
  const given = Float64Array.from(output.data as Float32Array);
  if (what === 'scores') return given.subarray(0, (given.length / batch) * count);
  return Float64Array.from({ length: count }, (_, window) => {
    let sum = 0;
    for (let i = window * size; i < (window + 1) * size; i++) sum += (given[i] - values[i]) ** 2;
    return sum / size;
  });
}

/** Fills a batch with copies of its last window, where the model takes no fewer. */
function padded(
  values: Float32Array,
  { size, batch }: { readonly size: number; readonly batch: number },
): Float32Array {
  if (values.length === size * batch) return values;
  const full = new Float32Array(size * batch);
  full.set(values);
  for (let at = values.length; at < full.length; at += size) full.set(values.subarray(values.length - size), at);
  return full;
}

/** Names that say which of several outputs is meant. */
const TELLING = /score|reconstruct/i;

/** @throws {DataError} If it has several outputs, of which not one is named as scores or a reconstruction are. */
function outputOf({ outputMetadata }: Pick<OnnxSession, 'outputMetadata'>): string {
  const names = outputMetadata.map(({ name }) => name);
  const found = names.length === 1 ? names : names.filter((name) => TELLING.test(name));
  if (found.length === 1) return found[0];
  throw new DataError(`expected one output, or one whose name holds score or reconstruct; found ${names.join(', ')}`);
}

/** @throws {DataError} If an output is neither scores nor a reconstruction. */
function kindOf(
  { dims, type }: OnnxTensor,
  {
    name,
    shape,
    windowSize,
    wanted,
  }: {
    readonly name: string;
    readonly shape: readonly number[];
    readonly windowSize: number;
    readonly wanted?: OnnxOutput;
  },
): OnnxOutput {
  if (type !== 'float32' && type !== 'float64') {
    throw new DataError(`output '${name}': expected float32, found ${type}`);
  }
  const [batch] = shape;
  const is = (...sizes: readonly number[]) =>
    sizes.length === dims.length && sizes.every((size, i) => size === dims[i]);
  const forms = { scores: is(batch) || is(batch, 1) || is(batch, windowSize), reconstruction: is(...shape) };
  if (wanted !== undefined ? forms[wanted] : forms.scores !== forms.reconstruction) {
    return wanted ?? (forms.scores ? 'scores' : 'reconstruction');
  }
  if (forms.scores && forms.reconstruction) return /score/i.test(name) ? 'scores' : 'reconstruction';
  const expected = {
    scores: `scores [${batch}], [${batch}, 1] or [${batch}, ${windowSize}]`,
    reconstruction: `a reconstruction [${shape.join(', ')}]`,
  };
  const either = wanted !== undefined ? expected[wanted] : Object.values(expected).join(', or ');
  throw new DataError(`output '${name}': expected ${either}; found [${dims.join(', ')}]`);
}
