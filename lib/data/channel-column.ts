/** Several devices in one file: finds the column that tells them apart, and the rows of the wanted one. */
import { DataError } from '../base/index';
import { isCalendarName, isChannelName, numbersDevices } from './column-names';
import { MOST_CODES } from './kept-columns';
import type { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';
import { growsInEach, type TakenRows } from './taken-rows';
import { compareRows, type Times } from './time-column';

/** More different values than this are no devices. */
const MOST_CHANNELS = 1000;

/** Words for the state of a pump, a valve or a switch. */
const STATE =
  /^(on|off|open|opened|opening|closed|close|closing|true|false|yes|no|running|run|stopped|stop|started|start|standby|idle|active|inactive|enabled|disabled|up|down|high|low|auto|automatic|manual|ok|normal|fault|faulty|error|alarm|warning|failed|busy|free|online|offline|-|nan|na|n\/a|null|none)?$/i;

/** Fewer rows tell no turns; more values than this are no devices in turn; and how many of the rows must be. */
const [MIN_TURNS, MOST_IN_TURN, IN_TURN] = [20, 12, 0.95];

interface Context {
  readonly file: string;
  readonly table: RawTable;
  readonly options: ReadOptions;
}

/**
 * Returns the rows of the wanted device: all of them if the file has one.
 *
 * @throws {DataError} If the file has several devices and the options name none, or one that is not there.
 */
export function rowsOfChannel({ file, table, options }: Context, rows: TakenRows): TakenRows {
  const { columns } = table.plan;
  if (options.channelColumn === false) return rows;
  const column = table.plan.channel ?? columns.findIndex((_, i) => tellsDevices(table, i, false));
  const kept = table.texts[column];
  if (!kept || (kept.texts.length < 2 && options.channel === undefined)) {
    if (options.channel === undefined) return rows;
    throw new DataError(
      `${file}: expected a column of devices to find '${options.channel}' in; --channel-column names it`,
    );
  }
  const { name } = columns[column];
  const wanted = options.channel ?? (kept.texts.length === 1 ? kept.texts[0] : undefined);
  if (wanted === undefined) throw new DataError(`${file}: ${severalDevices(kept.texts, name)}`);
  const code = kept.texts.indexOf(wanted);
  if (code < 0) {
    throw new DataError(
      `${file}: column '${name}': expected '${wanted}' among its values, found ${listed(kept.texts)}`,
    );
  }
  return rows.filter((place) => kept.code(rows.row(place)) === code);
}

/**
 * Looks for a column within whose values the times only grow, where they repeat or run backwards in the whole file: it tells
 * devices apart.
 *
 * @returns  What to say of it; empty if there is none.
 */
export function explainDisorder({ table, options }: Context, rows: TakenRows, times: Times): string {
  if (options.channelColumn === false) return '';
  const { columns, channel, label, time, slots } = table.plan;
  for (const [i, { name, slot }] of columns.entries()) {
    if (i === channel || i === label || time.includes(i) || isCalendarName(name)) continue;
    const kept = table.texts[i];
    const isText = kept && !kept.overflows && !sayStates(kept.texts);
    const codeOf = isText ? (row: number) => kept.code(row) : (row: number) => table.values[row * slots + slot];
    const texts = isText ? kept.texts : numbersOf(table, i, rows);
    if (texts.length < 2 || texts.length > MOST_CHANNELS || !growsInEach(times, rows, codeOf)) continue;
    if (slot < 0 || explainsAll(times, rows, texts.length, codeOf)) return severalDevices(texts, name);
  }
  return '';
}

/**
 * Whether a column of numbers goes with the disorder: devices follow each other, or at least a quarter of the rows have the time
 * of the row before or an earlier one. A measurement beside a few such rows does not tell devices apart.
 */
function explainsAll(times: Times, rows: TakenRows, devices: number, codeOf: (row: number) => number): boolean {
  let disorder = 0;
  let changes = 0;
  for (let place = 1; place < rows.length; place++) {
    const [before, row] = [rows.row(place - 1), rows.row(place)];
    if (compareRows(times, row, before) <= 0) disorder++;
    if (codeOf(row) !== codeOf(before)) changes++;
  }
  return changes === devices - 1 || disorder * 4 >= rows.length;
}

/**
 * Returns the values of a column of whole numbers that may be the numbers of devices: each in several rows, at most
 * {@link MOST_CHANNELS} of them. Empty for any other column.
 */
function numbersOf(table: RawTable, column: number, rows: TakenRows): string[] {
  const { values, plan, faults } = table;
  const { slot } = plan.columns[column];
  if (slot < 0 || faults[slot]) return [];
  const counts = new Map<number, number>();
  for (let place = 0; place < rows.length; place++) {
    const value = values[rows.row(place) * plan.slots + slot];
    if (!Number.isInteger(value)) return [];
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > MOST_CHANNELS) return [];
  }
  return [...counts.values()].every((count) => count > 1) ? [...counts.keys()].map(String) : [];
}

/**
 * Says which column takes a few values in turn, row by row, as devices do whose rows are mixed without a repeated time. A switch
 * or a phase may do so, too.
 *
 * @returns  Undefined if there is none.
 */
export function devicesInTurn({ table, options }: Context, rows: TakenRows): string | undefined {
  if (options.channelColumn !== undefined || options.features || rows.length < MIN_TURNS) return undefined;
  if (table.plan.time.length === 0) return undefined;
  const { columns, label, time, slots } = table.plan;
  for (const [i, { name, slot }] of columns.entries()) {
    if (i === label || time.includes(i) || isCalendarName(name)) continue;
    const kept = table.texts[i];
    const isText = slot < 0 && kept && !kept.overflows && !sayStates(kept.texts);
    const texts = isText ? kept.texts : slot < 0 ? [] : firstNumbers(table, slot, rows);
    if (texts.length < 2 || texts.length > MOST_IN_TURN) continue;
    const codeOf = (place: number) =>
      isText ? kept.code(rows.row(place)) : table.values[rows.row(place) * slots + slot];
    let same = 0;
    for (let place = texts.length; place < rows.length; place++) {
      if (codeOf(place) === codeOf(place - texts.length) && codeOf(place) !== codeOf(place - 1)) same++;
    }
    if (same < IN_TURN * (rows.length - texts.length)) continue;
    return (
      `column '${name}' takes the values ${listed(texts)} in turn, as devices do whose rows are mixed; ` +
      `--channel-column '${name}' --channel '${texts[0]}' takes one of them`
    );
  }
  return undefined;
}

/** Returns the whole numbers of a column up to the first that comes again; empty for any other column. */
function firstNumbers({ values, plan }: RawTable, slot: number, rows: TakenRows): string[] {
  const found: number[] = [];
  for (let place = 0; place < Math.min(rows.length, MOST_IN_TURN + 1); place++) {
    const value = values[rows.row(place) * plan.slots + slot];
    if (!Number.isInteger(value)) return [];
    if (found.includes(value)) break;
    found.push(value);
  }
  return found.map(String);
}

/** Whether texts are states, such as ON and OFF, rather than names of devices. */
function sayStates(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.every(isState);
}

/** Whether a text is a state of a machine, such as ON, or nothing. */
export function isState(text: string): boolean {
  return STATE.test(text.trim());
}

/** Whether a column tells devices apart by its name and content, and has more than one, or exactly one if `constant`. */
export function tellsDevices(table: RawTable, column: number, constant: boolean): boolean {
  const { name, slot } = table.plan.columns[column];
  const kept = table.texts[column];
  if (!kept || column === table.plan.label || !isChannelName(name) || kept.texts.length >= MOST_CODES) return false;
  if (constant) return kept.texts.length === 1;
  if (kept.texts.length < 2 || kept.texts.length > MOST_CHANNELS || sayStates(kept.texts)) return false;
  return slot < 0 || (numbersDevices(name) && kept.texts.every((text) => /^\d+$/.test(text)));
}

function severalDevices(texts: readonly string[], column: string): string {
  return (
    `column '${column}' tells ${texts.length} devices apart (${listed(texts)}); expected one series: ` +
    `--channel-column '${column}' --channel '${texts[0]}' takes one, --ignore '${column}' takes all rows as one`
  );
}

function listed(texts: readonly string[]): string {
  return texts.slice(0, 5).join(', ') + (texts.length > 5 ? ', ...' : '');
}
