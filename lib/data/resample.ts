/** Brings a series to time steps of equal distance. */
import { counted, DataError } from '../base/index';
import { makeSeries, type Series } from './series';
import { timeWriter } from './time-writer';
import type { Times } from './time-column';
import type { TakenRows } from './taken-rows';

/** Most steps of a resampled series. */
const MOST_STEPS = 100_000_000;

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  sec: 1e9,
  min: 60e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
};

/**
 * Brings a series to steps of equal distance. They lie at the multiples of the distance: since 1970, or since the times' own
 * zero. A step takes the mean of the rows from it to the next; it is anomalous if one of them is, and missing without a row.
 *
 * @param step  Such as '10s', '5min', '100ms', '1h', or a number in the unit of the times.
 * @returns     The series, and the distance in seconds or in the times' own unit.
 * @throws {DataError} If the series has no times in order, or the step is not a distance of time.
 */
export function resampleSeries(
  series: Series,
  taken:
    { readonly times?: Times; readonly rows: TakenRows; readonly description: { readonly order: string } } | undefined,
  step: string | number,
  notes: string[],
): { readonly series: Series; readonly step: number } {
  const { name, values, length, features, names, labels, timestamps } = series;
  const times = taken?.times;
  if (!taken || !times || (taken.description.order === 'out of order' && !isAscending(times, taken.rows))) {
    throw new DataError(`${name}: expected times in order to resample by`);
  }
  const width = stepOf(step, times);
  const place = (row: number) => placeOf(times, row, width);
  const first = place(taken.rows.row(0));
  const steps = place(taken.rows.row(length - 1)) - first + 1;
  if (steps > MOST_STEPS)
    throw new DataError(
      `${name}: resampling to '${step}' makes ${counted(steps, 'step')}, expected at most ${MOST_STEPS}`,
    );
  const sums = new Float64Array(steps * features);
  const counts = new Int32Array(steps * features);
  const marks = labels && new Uint8Array(steps);
  const hasRow = new Uint8Array(steps);
  for (let i = 0; i < length; i++) {
    const at = place(taken.rows.row(i)) - first;
    hasRow[at] = 1;
    if (labels?.[i]) marks![at] = 1;
    for (let feature = 0; feature < features; feature++) {
      const value = values[i * features + feature];
      if (Number.isNaN(value)) continue;
      sums[at * features + feature] += value;
      counts[at * features + feature]++;
    }
  }
  const empty = steps - hasRow.reduce((sum, has) => sum + has, 0);
  notes.push(
    `resampled from ${counted(length, 'row')} to ${counted(steps, 'step')}; ${empty} of them have no row and are missing`,
  );
  const write = timeWriter(String(timestamps![0]), times.form);
  const resampled = makeSeries({
    name,
    values: sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : NaN)),
    features,
    names,
    labels: marks,
    timestamps: Array.from({ length: steps }, (_, i) => write(BigInt(first + i) * BigInt(width))),
  });
  return { series: resampled, step: width / 1e9 };
}

/** The distance in billionths of the times' own unit or, of real times, in nanoseconds. */
function stepOf(step: string | number, { form }: Times): number {
  const [, size, unit = ''] = /^\s*(\d+\.?\d*|\.\d+)\s*([a-z]*)\s*$/i.exec(String(step)) ?? [];
  const hasZero = form.kind === 'number' && form.unit === undefined;
  const own = form.kind === 'number' && form.unit ? NANOSECONDS[form.unit] : 1e9;
  const nanoseconds = Number(size) * (unit === '' ? own : (NANOSECONDS[unit.toLowerCase()] ?? NaN));
  if (nanoseconds >= 1 && Number.isSafeInteger(nanoseconds) && !(hasZero && unit !== '')) return nanoseconds;
  const expected = hasZero
    ? 'a number, as the times have no unit (--time-unit)'
    : "a distance such as '10s', '5min' or '100ms'";
  throw new DataError(`resample: expected ${expected}, found '${step}'`);
}

/** The multiple of `width` nanoseconds at or before a row. */
function placeOf({ seconds, nanos }: Times, row: number, width: number): number {
  const whole = seconds[row];
  // Exact: both parts below 2^53 after the division of whole seconds.
  if (width % 1e9 === 0) return Math.floor(whole / (width / 1e9));
  const total = BigInt(Math.trunc(whole)) * 1_000_000_000n + BigInt(Math.floor(nanos?.[row] ?? 0));
  const size = BigInt(width);
  const place = total / size;
  return Number(total < 0n && place * size !== total ? place - 1n : place);
}

function isAscending({ seconds, nanos }: Times, rows: TakenRows): boolean {
  for (let place = 1; place < rows.length; place++) {
    const [a, b] = [rows.row(place - 1), rows.row(place)];
    if (seconds[b] < seconds[a] || (seconds[b] === seconds[a] && (nanos?.[b] ?? 0) < (nanos?.[a] ?? 0))) return false;
  }
  return true;
}
