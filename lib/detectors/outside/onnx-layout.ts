/** How a model in a file takes windows: told by the shape of its input, by the series, and by what the user says. */
import { DataError } from '../../base/index';
import type { Series } from '../../data/index';
import type { OnnxSession, OnnxValue } from '../../runtime/onnx-runtime';
import type { Targets } from '../series-detector';

/** The order of a window's values: step by step, or feature by feature. */
export const onnxLayouts = ['steps-features', 'features-steps'] as const;

export type OnnxLayout = (typeof onnxLayouts)[number];

export interface WindowForm {
  /** The input's name. */
  readonly input: string;
  readonly windowSize: number;
  readonly features: number;
  readonly layout: OnnxLayout;
  /** Whether the values of a window lie in one row, [batch, windowSize * features]. */
  readonly flat: boolean;
  /** Windows that it takes at a time; undefined for as many as there are. */
  readonly batch?: number;
}

interface Wanted {
  readonly layout?: OnnxLayout;
  /** Steps, where the file leaves them open. */
  readonly windowSize?: number;
}

/**
 * Finds the form of a model's windows. A model that takes one feature is given the scored one of telemetry.
 *
 * @throws {DataError} If it has several inputs, or one that is not float32; if it takes other features than the series have; if
 *                    the file leaves open what the user has not said. The message says what was expected and what was found.
 */
export function windowFormOf(
  { inputMetadata }: Pick<OnnxSession, 'inputMetadata'>,
  { series: { features: all }, targets }: { readonly series: Pick<Series, 'features'>; readonly targets: Targets },
  wanted: Wanted,
): WindowForm {
  const { name, shape } = onlyInput(inputMetadata);
  const sizes = shape.map((size) => (typeof size === 'number' && size > 0 ? size : undefined));
  const [batch] = sizes;
  const common = { input: name, ...(batch !== undefined && { batch }) };
  const taken = (features: number) => features === all || (features === 1 && targets === 'first');
  const refuse = (expected: string): never => {
    throw new DataError(
      `input '${name}': expected ${expected}, found [${shape.map((size) => size || '?').join(', ')}]`,
    );
  };
  if (shape.length === 2) {
    const [, width] = sizes;
    const { windowSize = all === 1 || width === undefined ? width : undefined } = wanted;
    if (windowSize === undefined)
      return refuse('the steps of a window, which the file does not say: give --window-size');
    const features = width === undefined ? all : width / windowSize;
    if (!taken(features)) return refuse(`${windowSize} steps of ${featuresText(all, targets)} in a row`);
    return { ...common, windowSize, features, layout: wanted.layout ?? 'steps-features', flat: true };
  }
  if (shape.length !== 3) return refuse('[batch, windowSize, features] or [batch, windowSize * features]');
  const layout = wanted.layout ?? layoutOf([sizes[1], sizes[2]], taken);
  const [steps, width] = layout === 'steps-features' ? [sizes[1], sizes[2]] : [sizes[2], sizes[1]];
  const features = width ?? all;
  if (!taken(features)) return refuse(`windows of ${featuresText(all, targets)}`);
  const windowSize = steps ?? wanted.windowSize;
  if (windowSize === undefined) return refuse('the steps of a window, which the file does not say: give --window-size');
  return { ...common, windowSize, features, layout, flat: false };
}

/** Tells which of the two sizes is that of the features: the second, unless only the first can be. */
function layoutOf(
  [first, second]: readonly [number | undefined, number | undefined],
  taken: (features: number) => boolean,
): OnnxLayout {
  const onlyFirst = second !== undefined && !taken(second) && (first === undefined || taken(first));
  return onlyFirst ? 'features-steps' : 'steps-features';
}

function featuresText(all: number, targets: Targets): string {
  const count = `${all} feature${all === 1 ? '' : 's'}, as the series have`;
  return targets === 'first' && all > 1 ? `${count}, or of the scored one` : count;
}

function onlyInput(inputs: readonly OnnxValue[]): Required<Pick<OnnxValue, 'name' | 'shape'>> {
  const [input] = inputs;
  if (inputs.length !== 1) {
    const names = inputs.map(({ name }) => name).join(', ') || 'none';
    throw new DataError(`expected one input, the windows; found ${inputs.length} (${names})`);
  }
  const { name, type, shape = [] } = input;
  if (type === 'float32') return { name, shape };
  throw new DataError(`input '${name}': expected float32, found ${type ?? 'no tensor'}`);
}
