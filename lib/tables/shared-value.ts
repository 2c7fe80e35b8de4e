/** A value that rows share, in words, such as the precision of a random score. */
import { formatMeasure } from './number-format';

/** Names that have one value, as it is printed. */
interface SharedValue {
  readonly value: number;
  readonly names: readonly string[];
}

/** Groups names by their values as they are printed, in the order in which the values come. */
export function sharedValues(values: readonly (readonly [name: string, value: number])[]): SharedValue[] {
  const texts = [...new Set(values.map(([, value]) => formatMeasure(value)))];
  return texts.map((text) => {
    const own = values.filter(([, value]) => formatMeasure(value) === text);
    return { value: own[0][1], names: own.map(([name]) => name) };
  });
}

/** Writes the value once where all share it, `.284`; else whose each is: `.284 (A, B) and .309 (C)`. */
export function sharedValueText(values: readonly (readonly [name: string, value: number])[]): string {
  const groups = sharedValues(values);
  if (groups.length === 1) return formatMeasure(groups[0].value);
  return groups.map(({ value, names }) => `${formatMeasure(value)} (${names.join(', ')})`).join(' and ');
}
