/** Several devices in one file: finds the column that tells them apart, and the rows of the wanted one. */
import { DataError } from '../base/index';
import { isChannelName } from './column-names';
import { type KeptTexts, MOST_CODES } from './kept-columns';
import type { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';
import { growsInEach, type TakenRows } from './taken-rows';
import type { Times } from './time-column';

/** More different values than this are no devices. */
const MOST_CHANNELS = 1000;

/** Names of numeric columns that hold the number of a device, and never a measurement. */
const NUMBERED = /^(channel|chan|device|machine)$|(id|no|nr|number)$/i;

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
  if (wanted === undefined) throw new DataError(`${file}: ${severalDevices(kept, name)}`);
  const code = kept.texts.indexOf(wanted);
  if (code < 0) {
    throw new DataError(`${file}: column '${name}': expected '${wanted}' among its values, found ${listed(kept)}`);
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
  const column = table.plan.columns.findIndex((_, i) => {
    const kept = table.texts[i];
    if (!kept || i === table.plan.channel || i === table.plan.label || kept.overflows) return false;
    const several = kept.texts.length > 1 && kept.texts.length <= MOST_CHANNELS;
    return several && growsInEach(times, rows, (row) => kept.code(row));
  });
  if (column < 0) return '';
  return severalDevices(table.texts[column]!, table.plan.columns[column].name);
}

/** Whether a column tells devices apart by its name and content, and has more than one, or exactly one if `constant`. */
export function tellsDevices(table: RawTable, column: number, constant: boolean): boolean {
  const { name, slot } = table.plan.columns[column];
  const kept = table.texts[column];
  if (!kept || column === table.plan.label || !isChannelName(name) || kept.texts.length >= MOST_CODES) return false;
  if (constant) return kept.texts.length === 1;
  if (kept.texts.length < 2 || kept.texts.length > MOST_CHANNELS) return false;
  return slot < 0 || (NUMBERED.test(name.trim()) && kept.texts.every((text) => /^\d+$/.test(text)));
}

function severalDevices(kept: KeptTexts, column: string): string {
  return (
    `column '${column}' tells ${kept.texts.length} devices apart (${listed(kept)}); expected one series: ` +
    `--channel-column '${column}' --channel '${kept.texts[0]}' takes one, --ignore '${column}' takes all rows as one`
  );
}

function listed({ texts }: KeptTexts): string {
  return texts.slice(0, 5).join(', ') + (texts.length > 5 ? ', ...' : '');
}
