/** Reads which channel a point belongs to, where a column that is named like a device tells. */
import { isMissing, looksLikeValue } from '../data/cell';
import { isState } from '../data/channel-column';
import type { ColumnRoles, DeviceColumn } from './column-roles';
import { excerpt } from './excerpt';
import type { Rejection } from './point';
import type { InputMemory } from './taken-input';

const NO_MARKS = { marks: new Set<string>() };

/**
 * Reads the device of a row.
 *
 * @param cell    The cell at a place as text; undefined if there is none.
 * @returns       Its name; undefined if the row names none. A rejection if a further column, such as site or pump, has
 *                another text than in the rows before: then two devices would share a stream.
 */
export function deviceOf(
  { device, suspects }: Pick<ColumnRoles, 'device' | 'suspects'>,
  cell: (place: number) => string | undefined,
  memory: InputMemory,
): string | undefined | Rejection {
  const name = device && deviceName(cell(device.place), device);
  for (const suspect of suspects) {
    const text = deviceName(cell(suspect.place), suspect);
    if (text === undefined) continue;
    const before = memory.differs(suspect.name, name ?? '', text);
    if (before !== undefined) return mixed(suspect, before, text);
  }
  return name;
}

/** Returns the text of a cell if it may name a device: not a state, a measurement, or nothing. */
function deviceName(cell: string | undefined, { isNumbered }: DeviceColumn): string | undefined {
  const text = cell?.trim();
  if (text === undefined || isMissing(text, NO_MARKS)) return undefined;
  if (looksLikeValue(text)) return isNumbered && /^\d+$/.test(text) ? text : undefined;
  return isState(text) ? undefined : text;
}

function mixed({ name }: DeviceColumn, before: string, found: string): Rejection {
  const column = excerpt(name);
  return {
    rejected: 'badChannel',
    detail:
      `column '${column}' holds '${excerpt(found)}' after '${excerpt(before)}', as where several devices share a stream; ` +
      `expected the option --channel-column to name the column of the device, or --ignore '${column}'`,
  };
}
