/**
 * Lays labels beside a series: by row, or by time where both have times.
 *
 * Rules. Labels with times need one for each step of the series; further ones are counted in a note. Both ends of a span
 * belong to it, and a date without a time of day ends with the day. Spans may overlap. A span that ends before it starts,
 * or a span of places that leaves the series, is refused. Times and spans that hold no step of the series are counted in a
 * note; where none holds a step, the file is refused.
 */
import path from 'node:path';
import { DataError } from '../base/index';
import { isCounterName } from './column-names';
import {
  brief,
  type LabelForm,
  type LabelPoints,
  type LabelRows,
  type LabelSpan,
  type LabelSpans,
  whereIs,
} from './label-forms';
import type { ReadOptions } from './read-options';
import { countsFromZero, endOfDay, readTimes, StepTimes, type Times } from './step-times';
import type { SeriesReading } from './table-series';
import { type Instant, secondsBetween } from './time-value';

export interface PlacedLabels {
  /** One per time step of the series: 1 where anomalous. */
  readonly labels: Uint8Array;
  /** How the labels were laid beside the series, each a sentence without a full stop. */
  readonly notes: readonly string[];
}

/** The series that labels are laid beside. */
class Beside {
  readonly name: string;
  readonly length: number;
  /** Rows of data in its file. */
  readonly rows: number;
  readonly texts: readonly string[] | undefined;
  readonly steps: StepTimes | undefined;
  private readonly sourceRows: Int32Array | undefined;

  constructor({ series, description, sourceRows }: SeriesReading, options: ReadOptions) {
    this.name = series.name;
    this.length = series.length;
    this.rows = description.rows;
    this.sourceRows = sourceRows;
    const { timestamps } = series;
    this.texts = timestamps && Array.from(timestamps, String);
    const times = this.texts && readTimes(this.texts, options);
    this.steps = times && new StepTimes(times);
  }

  /** Lays one label for each row of the file out over the steps. */
  ofRows(labels: Uint8Array, file: string): Uint8Array {
    const { rows, length, sourceRows, name } = this;
    if (labels.length !== rows) {
      throw new DataError(`${file}: ${labels.length} labels for the ${rows} time steps of ${name}.`);
    }
    if (sourceRows) return Uint8Array.from(sourceRows, (row) => labels[row]);
    if (rows === length) return labels;
    throw new DataError(
      `${file}: expected labels with times, as ${name} has ${rows} rows of which ${length} steps were made; found none`,
    );
  }
}

interface Context {
  readonly file: string;
  readonly beside: Beside;
  readonly options: ReadOptions;
}

/**
 * Lays labels beside a series.
 *
 * @param file  The label file, for messages.
 * @throws {DataError} If they are of another length or of other times; the message names both files, the first line that
 *                    does not fit, and what was expected.
 */
export function placeLabels(form: LabelForm, file: string, reading: SeriesReading, options: ReadOptions): PlacedLabels {
  const context = { file, beside: new Beside(reading, options), options };
  const placed =
    form.kind === 'rows'
      ? placeRows(form, context)
      : form.kind === 'points'
        ? placePoints(form, context)
        : placeSpans(form, context);
  return { labels: placed.labels, notes: [...form.notes, ...placed.notes] };
}

function placeRows(form: LabelRows, context: Context): PlacedLabels {
  const { labels, times } = form;
  const { file, beside } = context;
  const byRow = (notes: string[]) => ({ labels: beside.ofRows(labels, file), notes });
  if (!times) return byRow([]);
  const { texts, steps, length } = beside;
  if (!texts) requireAscending(times, context);
  if (!texts)
    return byRow([`its times, column '${brief(times.column)}', are compared with nothing: ${beside.name} has none`]);
  const own = times.marks.map(({ text }) => text);
  if (own.length === length && own.every((text, i) => text === texts[i])) {
    return { labels, notes: ['labels and series have the same times'] };
  }
  const read = readTimes(own, context.options, steps?.times.form);
  const isComparable = steps && read && countsFromZero(read) === countsFromZero(steps.times);
  const joined = isComparable ? joinByTime(form, read, { ...context, steps }) : undefined;
  if (typeof joined === 'object') return joined;
  if (isCount(own) && (!isComparable || isCounterName(times.column))) {
    return byRow([`its column '${brief(times.column)}' numbers the rows; labels are taken row by row`]);
  }
  if (joined !== undefined) throw new DataError(joined);
  const how = read && steps ? 'are of another kind than those' : 'cannot be compared with those';
  throw new DataError(
    `${whereIs(file, times.marks[0])}: its times, such as '${brief(own[0])}', ${how} of ${beside.name}, such as '${texts[0]}'`,
  );
}

/** Refuses times that run backwards: beside a series without times, nothing tells whether its rows do too. */
function requireAscending(
  { marks, column }: NonNullable<LabelRows['times']>,
  { file, beside, options }: Context,
): void {
  const texts = marks.map(({ text }) => text);
  const read = readTimes(texts, options);
  const runsBack = (i: number) =>
    read ? isBefore(timeAt(read, i), timeAt(read, i - 1)) : texts.every((text, j) => j === 0 || text < texts[j - 1]);
  const back = marks.findIndex((_, i) => i > 0 && runsBack(i));
  if (back < 0) return;
  throw new DataError(
    `${whereIs(file, marks[back])}: expected times in order, as ${beside.name} has none to join them with; ` +
      `found '${brief(marks[back].text)}' after '${brief(marks[back - 1].text)}' in column '${brief(column)}'; ` +
      `--no-time-column takes the labels row by row`,
  );
}

/** Whether texts are 0, 1, 2, ... or 1, 2, 3, ... */
function isCount(texts: readonly string[]): boolean {
  const first = Number(texts[0]);
  return (first === 0 || first === 1) && texts.every((text, i) => Number(text) === first + i);
}

type Joined = Context & { readonly steps: StepTimes };

/** @returns  Why they cannot be joined, if a step has no label. */
function joinByTime(form: LabelRows, own: Times, context: Joined): PlacedLabels | string {
  const { file, beside, steps, options } = context;
  const marks = form.times!.marks;
  const placed = new Int8Array(beside.length).fill(-1);
  let further = 0;
  let firstAlien = -1;
  for (let i = 0; i < marks.length; i++) {
    const { from, to } = stepsAt(steps, timeAt(own, i), options);
    if (from === to) {
      further++;
      if (firstAlien < 0) firstAlien = i;
    }
    for (let place = from; place < to; place++) {
      const step = steps.at(place);
      const before = placed[step];
      if (before >= 0 && before !== form.labels[i] && options.resample === undefined) {
        throw new DataError(
          `${whereIs(file, marks[i])}: time ${brief(marks[i].text)} has label ${form.labels[i]} here and ${before} earlier`,
        );
      }
      placed[step] = Math.max(before, form.labels[i]);
    }
  }
  const missing = placed.indexOf(-1);
  if (missing >= 0 && form.labels.every((label) => label === 1) && marks.length < beside.length) {
    const points = { kind: 'points', points: marks } as const;
    const { labels, notes } = placePoints(points, context);
    return {
      labels,
      notes: [`every label of the file is anomalous: its times are taken, all others are normal`, ...notes],
    };
  }
  if (missing >= 0) return doNotMeet(form, context, { firstAlien, missing });
  const notes = ['labels are joined with the series by time'];
  if (further > 0) notes.push(`${further} of its ${marks.length} times are not in ${path.basename(beside.name)}`);
  return { labels: Uint8Array.from(placed), notes };
}

function doNotMeet(
  form: LabelRows,
  { file, beside }: Context,
  { firstAlien, missing }: { readonly firstAlien: number; readonly missing: number },
): string {
  const texts = beside.texts!;
  const marks = form.times!.marks;
  if (firstAlien >= 0) {
    const text = brief(marks[firstAlien].text);
    return (
      `${file}: its times are not those of ${beside.name}, first at ${lineOf(file, marks[firstAlien].line)}: ` +
      `${text} is not in ${path.basename(beside.name)}, which runs from ${texts[0]} to ${texts[texts.length - 1]}`
    );
  }
  return `${file}: expected a label for each time of ${beside.name}; found none for ${texts[missing]}, step ${missing}`;
}

const lineOf = (file: string, line: number | undefined) => (line === undefined ? path.basename(file) : `line ${line}`);

function placePoints({ points }: Omit<LabelPoints, 'notes'>, context: Context): PlacedLabels {
  const spans = points.map(({ text, line }) => ({ start: text, end: text, ...(line !== undefined && { line }) }));
  return placeSpans({ kind: 'spans', spans }, context, 'time');
}

function placeSpans(
  { spans }: Omit<LabelSpans, 'notes'>,
  context: Context,
  what: 'span' | 'time' = 'span',
): PlacedLabels {
  const { file, beside, options } = context;
  if (spans.length === 0) return { labels: new Uint8Array(beside.length), notes: ['no step is labelled anomalous'] };
  const bounds = spans.flatMap(({ start, end }) => [start, end]);
  const { steps } = beside;
  const isPlaces = bounds.every((text) => /^\d+(\.0*)?$/.test(text)) && !(steps && countsFromSmall(steps.times));
  if (isPlaces && bounds.every((text) => Number(text) < 1e8)) return placeIndices(spans, context);
  const times = readTimes(bounds, options, steps?.times.form);
  if (!steps || !times || countsFromZero(times) !== countsFromZero(steps.times)) {
    const found = beside.texts
      ? `those of ${beside.name}, such as '${beside.texts[0]}'`
      : `${beside.name}, which has no times`;
    throw new DataError(`${whereIs(file, spans[0])}: expected times like ${found}; found '${brief(spans[0].start)}'`);
  }
  const labels = new Uint8Array(beside.length);
  let empty = 0;
  let firstEmpty: LabelSpan | undefined;
  let overlapping = 0;
  spans.forEach((span, i) => {
    const [start, end] = [timeAt(times, 2 * i), timeAt(times, 2 * i + 1)];
    const { from, to } =
      what === 'time' ? stepsAt(steps, start, options) : stepsWithin(steps, span, start, end, options);
    if (what === 'span' && isBefore(endOfDay(span.end, end), start)) throw new DataError(reversed(file, span));
    if (from >= to) {
      empty++;
      firstEmpty ??= span;
    }
    let already = false;
    for (let place = from; place < to; place++) {
      already ||= labels[steps.at(place)] === 1;
      labels[steps.at(place)] = 1;
    }
    overlapping += Number(already);
  });
  const counted = (count: number) => `${count} of its ${spans.length} ${what}${spans.length === 1 ? '' : 's'}`;
  if (empty === spans.length) {
    const texts = beside.texts!;
    throw new DataError(
      `${file}: none of its ${what}s is in ${beside.name}, which runs from ${texts[0]} to ${texts[texts.length - 1]}; ` +
        `${lineOf(file, spans[0].line)} has ${brief(spans[0].start)}`,
    );
  }
  const notes = [`${spans.length} ${what}${spans.length === 1 ? '' : 's'} of anomalies`];
  if (empty > 0) notes.push(`${counted(empty)} hold no step of the series, first at ${nameOf(firstEmpty!, file)}`);
  if (overlapping > 0) notes.push(`${counted(overlapping)} overlap an earlier one`);
  return { labels, notes };
}

/** Whether the series' times are small numbers, so that small numbers in a label file are times, not places. */
function countsFromSmall({ form, seconds }: Times): boolean {
  return form.kind === 'number' && (form.unit === undefined || Math.abs(seconds[0] ?? 0) < 1e8);
}

/** Spans of rows in the series' file, counted from 0. */
function placeIndices(spans: readonly LabelSpan[], { file, beside }: Context): PlacedLabels {
  const labels = new Uint8Array(beside.rows);
  for (const span of spans) {
    const [start, end] = [Number(span.start), Number(span.end)];
    if (start > end) throw new DataError(reversed(file, span));
    if (end >= beside.rows) {
      const found = start === end ? `row ${end}` : `a span from row ${start} to row ${end}, both included`;
      throw new DataError(
        `${whereIs(file, span)}: expected rows of ${beside.name} from 0 to ${beside.rows - 1}, found ${found}`,
      );
    }
    labels.fill(1, start, end + 1);
  }
  const single = spans.every(({ start, end }) => start === end);
  const note = single
    ? `${spans.length} rows of anomalies, counted from 0`
    : `${spans.length} spans of rows, both ends included`;
  return { labels: beside.ofRows(labels, file), notes: [note] };
}

function reversed(file: string, { start, end, line }: LabelSpan): string {
  return `${whereIs(file, { line })}: expected a span that starts before it ends, found ${brief(start)} to ${brief(end)}`;
}

const nameOf = (span: LabelSpan, file: string) => `${lineOf(file, span.line)} (${brief(span.start)})`;

const timeAt = ({ seconds, nanos }: Times, i: number): Instant => ({ seconds: seconds[i], nanos: nanos[i] });

const isBefore = (a: Instant, b: Instant) => a.seconds < b.seconds || (a.seconds === b.seconds && a.nanos < b.nanos);

interface Places {
  readonly from: number;
  readonly to: number;
}

/** The steps of a time, or, in a resampled series, the one that begins last before it. */
function stepsAt(steps: StepTimes, time: Instant, { resample }: ReadOptions): Places {
  const [from, to] = [steps.search(time, 'from'), steps.search(time, 'after')];
  if (resample === undefined || from < to || to === 0) return { from, to };
  const isPast = to === steps.length && !isInLastStep(steps, time);
  return isPast ? { from, to } : { from: to - 1, to };
}

/** Whether a time lies less than a step after the last step of a series that is in order. */
function isInLastStep({ length, times }: StepTimes, time: Instant): boolean {
  if (length < 2) return false;
  const [before, last] = [timeAt(times, length - 2), timeAt(times, length - 1)];
  return secondsBetween(last, time) < secondsBetween(before, last);
}

/** The steps within a span; in a resampled series also the one in which it starts. */
function stepsWithin(
  steps: StepTimes,
  { end: text }: LabelSpan,
  start: Instant,
  end: Instant,
  options: ReadOptions,
): Places {
  return { from: stepsAt(steps, start, options).from, to: steps.search(endOfDay(text, end), 'after') };
}
