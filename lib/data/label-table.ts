/**
 * Labels as a table: a label for each row, with or without times; a column of times; or spans, by a column of starts and
 * one of ends, or by lists of pairs in one column (telemanom's labeled_anomalies.csv, Orion's anomalies.csv).
 */
import path from 'node:path';
import { counted, DataError } from '../base/index';
import { readDecimal } from './cell';
import { isCounterName, isLikelyLabelName, isLikelyTimeName, isTimeName, LABEL_NAME } from './column-names';
import { brief, briefList, type LabelForm, type LabelSpan, type Mark } from './label-forms';
import { keyOf } from './label-json';
import { LabelColumn } from './label-values';
import type { ReadOptions } from './read-options';
import { isClock, MIN_COUNT_ROWS, stepsOf } from './steps-of-values';
import type { TextTable } from './table';
import { readTime, recogniseTimes } from './time-value';

const START =
  /^(.*[_\s-])?(start|begin|from|onset|first|begins|starts)([_\s-]?(time|timestamp|date|datetime|index|idx|step|row|ts|at))?s?$/i;
const END =
  /^(.*[_\s-])?(end|stop|to|until|till|offset|last|finish|ends|stops)([_\s-]?(time|timestamp|date|datetime|index|idx|step|row|ts|at))?s?$/i;
/** Names of numbers beside a time or a start that are not an end. */
const NO_BOUND =
  /(^|[_\s-])(duration|length|len|width|size|count|n|severity|level|score|value|confidence|probability|priority|class|type|category|code|magnitude)([_\s-]?(s|sec|seconds|ms|min|minutes|steps|samples|rows))?$/i;
const LISTS = /^(anomaly_sequences|anomalies|anomaly|events|spans|segments|windows|intervals|ranges)$/i;
const SERIES =
  /^(chan_id|chan|channel|channel_id|signal|series|series_id|file|filename|file_name|dataset|data_set|machine|device)$/i;
const PAIRS = /^\[[\s[\](),\d.:TZ+'"-]*\]$/i;
const LABEL = /^(-1|[01](\.0*)?|true|false)?$/i;

type TableLabels = Pick<ReadOptions, 'labelColumn' | 'anomalousLabel' | 'timeColumn' | 'timeFormat' | 'channel'> & {
  /** The file of the series, whose name may select the rows. */
  readonly series: string;
};

/**
 * Finds the labels in a table.
 *
 * @throws {DataError} If a named column is missing, or no column can be told to hold labels, times or spans.
 */
export function labelsOfTable(whole: TextTable, options: TableLabels): LabelForm {
  const { name, columns } = whole;
  if (whole.rows.length === 0) return { kind: 'spans', spans: [], notes: [] };
  const [start, end] = [START, END].map((pattern) => columns.findIndex((column) => pattern.test(column)));
  const isSpans = start >= 0 && end >= 0 && start !== end;
  if (options.labelColumn && columns.includes(options.labelColumn)) {
    const label = columns.indexOf(options.labelColumn);
    if (isSpans && label !== start && label !== end && isMarks(whole, start) && isMarks(whole, end)) {
      return spansWithLabels(whole, [start, end], options);
    }
    return rowsOf(whole, label, options);
  }
  const lists = columns.findIndex((column, i) => LISTS.test(column) && isAll(whole, i, PAIRS));
  if (lists >= 0) {
    const { table, notes } = rowsOfSeries(whole, options, [lists]);
    return { kind: 'spans', spans: spansOfLists(table, lists), notes };
  }
  if (isSpans) return spansWithLabels(whole, [start, end], options);
  if (options.labelColumn) {
    throw new DataError(`${name}: expected a column '${options.labelColumn}', found ${briefList(columns)}`);
  }
  return byContent(whole, options);
}

/** Tells labels, times and spans by names and cells where no name of a column says it. */
function byContent(table: TextTable, options: TableLabels): LabelForm {
  const { name, columns } = table;
  const places = columns.map((_, i) => i);
  const [usual, likely] = [(column: string) => LABEL_NAME.test(column), isLikelyLabelName];
  const named = [usual, likely]
    .map((test) => places.filter((i) => test(columns[i])))
    .find(({ length }) => length === 1);
  const isListed =
    columns.length === 1 && options.anomalousLabel === undefined && !isAll(table, 0, LABEL) && isMarks(table, 0);
  if (named && !isListed) return rowsOf(table, named[0], options);
  const time = timeColumnOf(table, options);
  const others = places.filter((i) => i !== time && !(isCounterName(columns[i]) && !isAll(table, i, LABEL)));
  const labels = others.filter((i) => isAll(table, i, LABEL));
  if (labels.length === 1 && others.length === 1) return rowsOf(table, labels[0], options);
  if (others.length === 1 && (!isMarks(table, others[0]) || options.anomalousLabel !== undefined)) {
    return rowsOf(table, others[0], options);
  }
  const marks = places.filter((i) => isMarks(table, i));
  if (marks.length === 2 && places.length === 2 && labels.length === 0) {
    const other = columns.find((column) => NO_BOUND.test(column));
    if (other !== undefined) {
      throw new DataError(
        `${name}: expected a column of starts and one of ends, found ${briefList(columns)}; '${brief(other)}' is not ` +
          `the end of a span`,
      );
    }
    return { kind: 'spans', spans: spansOfColumns(table, 0, 1), notes: ['two columns without labels: start and end'] };
  }
  if (marks.length === 1 && places.every((i) => i === marks[0] || SERIES.test(columns[i]))) {
    const { table: own, notes } = rowsOfSeries(table, options, marks);
    return { kind: 'points', points: marksOf(own, marks[0]), notes };
  }
  throw new DataError(
    `${name}: expected one column of labels, times, or start and end, found ${briefList(columns)}; ` +
      `name the labels with --label-column`,
  );
}

/** Finds the column that holds the times of the labels. */
function timeColumnOf({ name, columns, rows }: TextTable, { timeColumn, timeFormat }: TableLabels): number | undefined {
  if (timeColumn === false) return undefined;
  if (timeColumn !== undefined && columns.includes(timeColumn)) return columns.indexOf(timeColumn);
  if (columns.length === 1) return undefined;
  const table = { name, columns, rows, lines: [] };
  const of = (test: (column: string, i: number) => boolean) => columns.findIndex(test);
  const found = [
    of((column, i) => isTimeName(column) && isMarks(table, i)),
    of(
      (_, i) =>
        timeFormat !== undefined &&
        readsAs(
          rows.map((row) => String(row[i])),
          timeFormat,
        ),
    ),
    of((_, i) => isMarks(table, i) && recogniseTimes(rows.map((row) => String(row[i])))?.kind !== 'number'),
    of((column) => isTimeName(column)),
    of((_, i) => numbersOf(table, i, isClock)),
    of((column, i) => isCounterName(column) && isMarks(table, i)),
    of((column, i) => isLikelyTimeName(column) && numbersOf(table, i, (values) => stepsOf(values).growing)),
    of((_, i) => rows.length >= MIN_COUNT_ROWS && numbersOf(table, i, (values) => stepsOf(values).counting)),
  ];
  return found.find((place) => place >= 0);
}

/** Whether all cells of a column are numbers that pass a test, from the first to the last or from the last to the first. */
function numbersOf({ rows }: TextTable, place: number, test: (values: readonly number[]) => boolean): boolean {
  const texts = rows.map((row) => String(row[place] ?? '').trim());
  if (!texts.every((text) => readDecimal(text, '.') !== undefined)) return false;
  const values = texts.map(Number);
  return test(values) || test(values.reverse());
}

/**
 * Refuses a column beside the labels that may be a time which was not understood: texts with digits, or whole numbers, of which
 * no two are the same. Labels taken row by row would then be silent about another order.
 */
function refuseUnreadTime({ name, columns, rows, lines }: TextTable, label: number): void {
  if (rows.length < 3) return;
  const place = columns.findIndex((_, i) => {
    if (i === label) return false;
    const texts = rows.map((row) => String(row[i] ?? '').trim());
    const isMark = (text: string) => /\d/.test(text) && (/^\d+$/.test(text) || readDecimal(text, '.') === undefined);
    return texts.every(isMark) && new Set(texts).size === texts.length;
  });
  if (place < 0) return;
  throw new DataError(
    `${name}: line ${lines[0]}, column '${brief(columns[place])}': expected a time that can be read, found ` +
      `'${brief(String(rows[0][place]))}', and another in each row; name it with --time-column, say how it is written with ` +
      `--time-format, or take the labels row by row with --no-time-column`,
  );
}

function rowsOf(table: TextTable, label: number, options: TableLabels): LabelForm {
  const { columns } = table;
  const time = timeColumnOf(table, options);
  if (time === undefined && options.timeColumn !== false) refuseUnreadTime(table, label);
  const times = time === undefined || time === label ? undefined : marksOf(table, time);
  return {
    kind: 'rows',
    column: columns[label],
    ...labelsOf(table, label, options),
    ...(times && { times: { column: columns[time!], marks: times } }),
  };
}

/** Takes the rows that name the series, if a column names several. */
function rowsOfSeries(
  table: TextTable,
  { series, channel }: TableLabels,
  used: readonly number[],
): { table: TextTable; notes: string[] } {
  const { name, columns, rows, lines } = table;
  const place = columns.findIndex((column, i) => SERIES.test(column) && !used.includes(i));
  const names = place < 0 ? [] : [...new Set(rows.map((row) => String(row[place])))];
  const own = channel !== undefined && names.includes(channel) ? channel : keyOf(names, series);
  if (own === undefined) {
    if (names.length === 0) return { table, notes: [] };
    if (names.length === 1)
      return { table, notes: [`all rows, though column '${columns[place]}' says '${brief(names[0])}'`] };
    const some = briefList(names.slice(0, 3));
    throw new DataError(
      `${name}: expected ${path.basename(series)} in column '${columns[place]}', found ${some}${names.length > 3 ? ', ...' : ''}`,
    );
  }
  const kept = rows.flatMap((row, i) => (String(row[place]) === own ? [i] : []));
  const notes = names.length > 1 ? [`the rows of ${brief(own)} in column '${columns[place]}'`] : [];
  return { table: { ...table, rows: kept.map((i) => rows[i]), lines: kept.map((i) => lines[i]) }, notes };
}

/** Takes the spans of the series; where a further column labels them, those that it calls anomalous. */
function spansWithLabels(whole: TextTable, [start, end]: readonly [number, number], options: TableLabels): LabelForm {
  const { table, notes } = rowsOfSeries(whole, options, [start, end]);
  const spans = spansOfColumns(table, start, end);
  const places = table.columns.map((_, i) => i).filter((i) => i !== start && i !== end);
  const label = labelOfSpans(table, places, options);
  if (label === undefined) return { kind: 'spans', spans, notes };
  const column = labelsOf(table, label, options);
  const kept = spans.filter((_, i) => column.labels[i] === 1);
  const note = `column '${brief(table.columns[label])}' calls ${kept.length} of the ${counted(spans.length, 'span')} anomalous; only they are taken`;
  return { kind: 'spans', spans: kept, notes: [...notes, ...column.notes, note] };
}

/** Finds the column that labels spans: the one asked for, one named like a label, or one that holds labels. */
function labelOfSpans(table: TextTable, places: readonly number[], options: TableLabels): number | undefined {
  const { columns } = table;
  if (options.labelColumn === false) return undefined;
  if (options.labelColumn && columns.includes(options.labelColumn)) return columns.indexOf(options.labelColumn);
  const named =
    places.find((i) => LABEL_NAME.test(columns[i])) ??
    places.find((i) => isLikelyLabelName(columns[i]) && !areNames(table, i));
  if (named !== undefined) return named;
  return places.find((i) => {
    const name = columns[i];
    if (SERIES.test(name) || isCounterName(name) || isLikelyTimeName(name) || areNames(table, i)) return false;
    try {
      labelsOf(table, i, options);
      return true;
    } catch {
      return false;
    }
  });
}

/** Whether the cells of a column number or name the rows, each another. */
function areNames({ rows }: TextTable, place: number): boolean {
  const different = new Set(rows.map((row) => String(row[place])));
  return different.size === rows.length && (rows.length > 2 || different.has('2'));
}

function labelsOf({ name, columns, rows, lines }: TextTable, label: number, { anomalousLabel }: TableLabels) {
  const column = new LabelColumn({ name, column: columns[label], anomalousLabel });
  rows.forEach((row, i) => column.add(row[label] === null ? '' : String(row[label]), lines[i]));
  return column.finish();
}

function spansOfColumns(table: TextTable, start: number, end: number): LabelSpan[] {
  const ends = marksOf(table, end);
  return marksOf(table, start).map(({ text, line }, i) => ({ start: text, end: ends[i].text, line }));
}

/** Reads cells such as [[10, 20], [30, 40]]. */
function spansOfLists({ name, columns, rows, lines }: TextTable, place: number): LabelSpan[] {
  return rows.flatMap((row, i) => {
    const text = String(row[place]);
    const pairs = [...text.matchAll(/[[(]([^[\](),]+),([^[\](),]+)[\])]/g)];
    if (pairs.length === 0 && /[^[\]\s]/.test(text)) {
      throw new DataError(
        `${name}: line ${lines[i]}, column '${columns[place]}': expected pairs such as [[10, 20]], found '${brief(text)}'`,
      );
    }
    return pairs.map(([, start, end]) => ({ start: unquoted(start), end: unquoted(end), line: lines[i] }));
  });
}

function readsAs(texts: readonly string[], format: string): boolean {
  return texts.every((text) => readTime(text, { kind: 'format', format }) !== undefined);
}

function unquoted(text: string): string {
  return text.replace(/['"]/g, '').trim();
}

function marksOf({ rows, lines }: TextTable, place: number): Mark[] {
  return rows.map((row, i) => ({ text: String(row[place] ?? ''), line: lines[i] }));
}

function isAll({ rows }: TextTable, place: number, pattern: RegExp): boolean {
  return rows.every((row) => pattern.test(String(row[place] ?? '').trim()));
}

/** Whether all cells of a column are times or places. */
function isMarks({ rows }: TextTable, place: number): boolean {
  const texts = rows.map((row) => String(row[place] ?? ''));
  if (texts.every((text) => /^\d+(\.\d+)?$/.test(text))) return true;
  return /\d/.test(texts[0]) && recogniseTimes(texts) !== undefined && texts.every((text) => /\d/.test(text));
}
