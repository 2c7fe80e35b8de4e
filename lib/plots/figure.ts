/**
 * Types of a figure (plain Plotly JSON, and a sentence that says what it shows) and the checks of its values.
 *
 * plotly.js-dist ships types, but they need the browser's DOM types, which a tslab kernel does not have, and their union of
 * fifty trace types slows every cell. These few interfaces name the attributes that this library reads or tests.
 */
import { counted, type NumberArray } from '../base/index';
import { PlotError } from './plot-error';

/** A point on an axis: a number, a category, or null where a line is interrupted. */
export type Coordinate = number | string | null;

/** One Plotly trace. Attributes that are not named here pass through unchanged. */
export interface Trace {
  readonly type: string;
  readonly name?: string;
  readonly x?: readonly Coordinate[];
  /** Nested for boxes: the points outside each. */
  readonly y?: readonly Coordinate[] | readonly (readonly Coordinate[])[];
  readonly z?: readonly (readonly (number | null)[])[];
  [attribute: string]: unknown;
}

/** One Plotly axis. */
export interface Axis {
  readonly title?: { text: string; [attribute: string]: unknown };
  readonly type?: string;
  [attribute: string]: unknown;
}

/** One rectangle or line in `layout.shapes`. */
export interface Shape {
  readonly type: string;
  readonly name?: string;
  [attribute: string]: unknown;
}

/** One text in `layout.annotations`. */
export interface Annotation {
  readonly text: string;
  [attribute: string]: unknown;
}

/** Plotly's layout; axes sit under `xaxis`, `yaxis`, `yaxis2` and so on. */
export interface Layout {
  readonly title: { text: string; [attribute: string]: unknown };
  readonly height: number;
  readonly shapes?: Shape[];
  readonly annotations?: Annotation[];
  [attribute: string]: unknown;
}

/** A figure, as `show` and `saveFigure` take it. */
export interface Figure {
  readonly data: Trace[];
  readonly layout: Layout;
  /** One sentence with the main values: the text in a plain notebook viewer, and the picture's alternative text. */
  readonly alt: string;
}

/** Decimal digits kept in a figure's JSON: finer than a pixel, and committed notebooks stay small. */
const SIGNIFICANT_DIGITS = 5;

/** Rounds a value for a figure to `digits` significant digits. */
export function compact(value: number, digits = SIGNIFICANT_DIGITS): number {
  return Number(value.toPrecision(digits));
}

/** Rounds values for a figure to `digits` significant digits, into a plain array. */
export function compactAll(values: NumberArray, digits = SIGNIFICANT_DIGITS): number[] {
  return Array.from(values, (value) => compact(value, digits));
}

/**
 * Refuses what cannot be drawn honestly: an empty series, or one with NaN or an infinite value.
 *
 * @param values  The series to draw.
 * @param name    The caller's name for it, for the message.
 * @throws {PlotError} If the series is empty or a value is not finite; the message has the name, the index and the value.
 */
export function requireFinite(values: NumberArray, name: string): void {
  if (values.length === 0) throw new PlotError(`"${name}" has no values to draw; expected at least one.`);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new PlotError(`"${name}" holds ${values[i]} at index ${i}; a figure draws finite numbers only.`);
    }
  }
}

/**
 * Requires two arrays to have the same length.
 *
 * @throws {PlotError} If they differ; the message has both names and both lengths.
 */
export function requireSameLength(
  first: { readonly name: string; readonly length: number },
  second: { readonly name: string; readonly length: number },
): void {
  if (first.length !== second.length) {
    throw new PlotError(
      `"${first.name}" has ${counted(first.length, 'value')} and "${second.name}" has ${second.length}; expected the same number.`,
    );
  }
}

/** Finds the smallest and largest value in one pass; spreading a long series into Math.min would overflow the stack. */
export function extent(values: NumberArray): [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < min) min = values[i];
    if (values[i] > max) max = values[i];
  }
  return [min, max];
}
