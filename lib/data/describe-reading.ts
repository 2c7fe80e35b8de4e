/** Says in a few lines what was taken from a file. */
import { counted, grouped } from '../base/index';
import type { Description, FeatureDescription, LabelDescription, TimeDescription } from './read-options';

/** How many features and columns a short description names. */
const SHOWN = 12;

/** A description of a series, or of labels in a file of their own. */
export type Described = Description | (LabelDescription & { readonly file: string; readonly notes: readonly string[] });

/**
 * Describes what was taken from a file: the series' size, time, labels and features, columns that were left out, and notes.
 *
 * @param description   Of a series, or of labels.
 * @param options       How much is said.
 * @param options.full  Whether to name every feature, one a line, with its type. Default: the first twelve.
 * @returns             The first line names the file; the others are indented by two blanks.
 */
export function describeReading(description: Described, { full = false }: { readonly full?: boolean } = {}): string[] {
  const lines = 'features' in description ? seriesLines(description, full) : labelLines(description);
  return [...lines, ...description.notes.map((note) => `  note: ${note}`)];
}

function labelLines({ file, ...label }: LabelDescription & { readonly file: string }): string[] {
  return [`${file}: labels of ${counted(label.anomalous + label.normal, 'time step', grouped)}`, `  ${labels(label)}`];
}

function seriesLines(
  { file, rows, steps, text, time, label, features, leftOut }: Description,
  full: boolean,
): string[] {
  const size =
    rows === steps
      ? counted(steps, 'time step', grouped)
      : `${counted(rows, 'row', grouped)}, ${counted(steps, 'time step', grouped)}`;
  return [
    `${file}: ${size}, ${counted(features.length, 'feature', grouped)}`,
    ...(full && text ? [`  text: ${describeText(text)}`] : []),
    time ? `  time: ${times(time)}` : '  time: none',
    ...(label ? [`  ${labels(label)}`] : []),
    ...(full ? featureLines(features) : [`  features: ${listFeatures(features)}`]),
    ...missingLines(features, steps, full),
    ...constantLines(features, full),
    ...leftOutLines(leftOut, full),
  ];
}

/** Says what lies between cells and before decimals, and whether there is a header. */
export function describeText({ delimiter, decimal, header }: NonNullable<Description['text']>): string {
  const between = delimiter === '\t' ? 'tabs' : delimiter === 'blanks' ? 'blanks' : `'${delimiter}'`;
  return `${between} between cells, decimals after '${decimal}', ${header ? 'a header' : 'no header'}`;
}

function times({
  column,
  first,
  last,
  step,
  unit,
  order,
  regular,
  repeats,
  gaps,
  longestGap,
}: TimeDescription): string {
  const ofUnit = unit === null ? '' : ' s';
  const longest = longestGap === undefined ? '' : `, the longest of ${short(longestGap)}${ofUnit}`;
  return [
    `${column}${describeUnit(unit)}, ${first} to ${last}`,
    ...(step === undefined ? [] : [`step ${short(step)}${ofUnit}${regular ? '' : ', irregular'}`]),
    ...(unit === 'text' ? ['not read as times'] : []),
    ...(order === 'ascending' || order === 'unknown' ? [] : [`${order} in the file`]),
    ...(repeats > 0 ? [counted(repeats, 'repeated time', grouped)] : []),
    ...(gaps > 0 ? [`${counted(gaps, 'gap', grouped)}${longest}`] : []),
  ].join(', ');
}

/** Says the unit of times that are Unix times. */
export function describeUnit(unit: TimeDescription['unit']): string {
  return unit === 's' || unit === 'ms' || unit === 'us' || unit === 'ns' ? ` (Unix time in ${unit})` : '';
}

function labels({ column, anomalous, normal, anomalousLabels }: LabelDescription): string {
  const words = anomalousLabels?.length ? `, by ${anomalousLabels.map((word) => `'${word}'`).join(', ')}` : '';
  return `labels: ${column}, ${grouped(anomalous)} of ${grouped(anomalous + normal)} anomalous${words}`;
}

/** Names features; of a type other than number, with it. */
function listFeatures(features: readonly FeatureDescription[]): string {
  return few(
    features.map(({ name, type }) => (type === 'number' ? name : `${name} (${type})`)),
    false,
  );
}

function featureLines(features: readonly FeatureDescription[]): string[] {
  return ['  features:', ...features.map(({ name, type }) => `    ${name}: ${type}`)];
}

/** Says by column how many values are missing or infinite. */
function missingLines(features: readonly FeatureDescription[], steps: number, full: boolean): string[] {
  const of = (count: number) => (count === steps ? `all ${grouped(steps)}` : `${grouped(count)} of ${grouped(steps)}`);
  const found = features.filter(({ missing, infinite }) => missing + infinite > 0);
  const said = found.map(({ name, missing, infinite }) => {
    const parts = [...(missing > 0 ? [of(missing)] : []), ...(infinite > 0 ? [`${of(infinite)} infinite`] : [])];
    return `${name} in ${parts.join(' and ')} time step${steps === 1 ? '' : 's'}`;
  });
  return said.length === 0 ? [] : [`  missing: ${few(said, full)}`];
}

function constantLines(features: readonly FeatureDescription[], full: boolean): string[] {
  const constant = features.filter((feature) => feature.constant).map(({ name }) => name);
  return constant.length === 0 ? [] : [`  constant: ${few(constant, full)}`];
}

function leftOutLines(leftOut: Description['leftOut'], full: boolean): string[] {
  return leftOut.length === 0 ? [] : [`  left out: ${describeLeftOut(leftOut, full)}`];
}

/** Names columns that are left out, with their reasons; all of them, or the first twelve. */
export function describeLeftOut(leftOut: Description['leftOut'], full = false): string {
  return few(
    leftOut.map(({ column, reason }) => `${column} (${reason})`),
    full,
  );
}

/** Lists items: all of them, or the first twelve and how many more there are. */
export function few(items: readonly string[], full = false): string {
  const shown = full ? items : items.slice(0, SHOWN);
  const further = items.length - shown.length;
  return shown.join(', ') + (further > 0 ? ` and ${further} more` : '');
}

/** Writes a distance of times in at most nine digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(9)));
}
