/**
 * Labels as JSON: by the names of files as NAB has them (combined_windows.json, combined_labels.json), or a list of spans,
 * of times, or of one label for each row.
 */
import path from 'node:path';
import { DataError, isPlainObject, shown } from '../base/index';
import { brief, briefList, type LabelForm, type LabelSpan, type Mark } from './label-forms';
import { LabelColumn } from './label-values';
import type { ReadOptions } from './read-options';

/** Keys under which a file may hold its only list. */
const LIST_KEYS = ['labels', 'label', 'anomalies', 'anomaly', 'windows', 'spans', 'segments', 'events'];
const START_KEYS = ['start', 'begin', 'from', 'start_time', 'startTime'];
const END_KEYS = ['end', 'stop', 'to', 'end_time', 'endTime'];

/**
 * Finds the labels of a series in a JSON value.
 *
 * @param file    The label file, for messages.
 * @param series  The file of the series, whose name may be a key.
 * @throws {DataError} If there is no list for the series, or it is none of labels, times or spans.
 */
export function labelsOfJson(
  value: unknown,
  file: string,
  { series, anomalousLabel }: { readonly series: string } & Pick<ReadOptions, 'anomalousLabel'>,
): LabelForm {
  const { list, where } = listOf(value, file, series);
  const spans = list.flatMap((item) => spanOf(item) ?? []);
  if (list.length > 0 && spans.length === list.length) return { kind: 'spans', spans, notes: [] };
  const bad = list.find((item) => !['string', 'number', 'boolean'].includes(typeof item));
  if (bad !== undefined) {
    throw new DataError(`${where}: expected labels, times, or pairs of start and end; found ${shown(bad)}`);
  }
  const points = list.map((item): Mark => ({ text: String(item) }));
  if (list.length === 0 || !list.every((item) => isLabel(item, anomalousLabel))) {
    return { kind: 'points', points, notes: [] };
  }
  const column = new LabelColumn({ name: file, column: 'labels', anomalousLabel });
  points.forEach(({ text }, i) => column.add(text, i + 1));
  return { kind: 'rows', column: 'labels', ...column.finish() };
}

/** Whether an item is a label rather than a time. */
function isLabel(item: unknown, anomalousLabel: ReadOptions['anomalousLabel']): boolean {
  if (typeof item === 'boolean') return true;
  if (typeof item === 'number') return item === 0 || item === 1 || item === -1 || anomalousLabel !== undefined;
  return anomalousLabel !== undefined || !/\d/.test(String(item));
}

function listOf(value: unknown, file: string, series: string): { list: readonly unknown[]; where: string } {
  if (Array.isArray(value)) return { list: value as unknown[], where: file };
  if (!isPlainObject(value)) throw new DataError(`${file}: expected a list or lists by file, found ${shown(value)}`);
  const key = keyOf(Object.keys(value), series) ?? onlyList(Object.keys(value));
  if (key === undefined) {
    const keys = briefList(Object.keys(value).slice(0, 3));
    throw new DataError(`${file}: expected an entry for ${path.basename(series)}, found ${keys || 'none'}`);
  }
  const list = value[key];
  const where = `${file}: ${brief(key)}`;
  if (Array.isArray(list)) return { list: list as unknown[], where };
  throw new DataError(`${where}: expected a list, found ${shown(list)}`);
}

function onlyList(keys: readonly string[]): string | undefined {
  const lists = keys.filter((key) => LIST_KEYS.includes(key.toLowerCase()));
  return lists.length === 1 ? lists[0] : undefined;
}

/**
 * Finds the name of a file among names that may have folders before them, and no ending. Of several, the one that shares
 * the most folders.
 *
 * @returns  undefined if there is none, or two are as near.
 */
export function keyOf(keys: readonly string[], file: string): string | undefined {
  const own = partsOf(file);
  const found = keys
    .map((key) => ({ key, parts: partsOf(key) }))
    .filter(({ parts }) => parts[0] === own[0])
    .map(({ key, parts }) => ({ key, shared: parts.findIndex((part, i) => part !== own[i]), parts }))
    .map(({ key, shared, parts }) => ({ key, shared: shared < 0 ? parts.length : shared }))
    .sort((a, b) => b.shared - a.shared);
  if (found.length > 1 && found[0].shared === found[1].shared) return undefined;
  return found[0]?.key;
}

/** The parts of a path from its end, the name of the file without its ending first. */
function partsOf(file: string): string[] {
  const parts = file.split(/[\\/]/).reverse();
  return [parts[0].replace(/(\.(csv|tsv|txt|npy|npz|parquet|jsonl|ndjson))?(\.gz)?$/i, ''), ...parts.slice(1)];
}

function spanOf(item: unknown): LabelSpan | undefined {
  if (Array.isArray(item) && item.length === 2 && item.every(isMark)) {
    return { start: String(item[0]), end: String(item[1]) };
  }
  if (!isPlainObject(item)) return undefined;
  const fields = item;
  const start = START_KEYS.find((key) => isMark(fields[key]));
  const end = END_KEYS.find((key) => isMark(fields[key]));
  return start === undefined || end === undefined
    ? undefined
    : { start: String(fields[start]), end: String(fields[end]) };
}

function isMark(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
