/** Lays spans of anomalies, and single times, over the steps of a series. */
import { counted, DataError } from '../base/index';
import { brief, type LabelPoints, type LabelSpan, type LabelSpans, whereIs } from './label-forms';
import { type LabelContext, lineOf, type PlacedLabels } from './labelled-series';
import type { ReadOptions } from './read-options';
import { countsFromZero, endOfDay, readTimes, type StepTimes, timeAt, type Times } from './step-times';
import { compareTimes, type Instant, secondsBetween } from './time-value';

/** Lays times of anomalies over the steps. */
export function placePoints({ points }: Omit<LabelPoints, 'notes'>, context: LabelContext): PlacedLabels {
  refuseCodes(points, context);
  const spans = points.map(({ text, line }) => ({ start: text, end: text, ...(line !== undefined && { line }) }));
  return placeSpans({ kind: 'spans', spans }, context, 'time');
}

/** @throws {DataError} If numbers repeat as codes of labels do, such as 0, 1 and 2 for each step, and as places do not. */
function refuseCodes(points: LabelPoints['points'], { file }: LabelContext): void {
  const different = new Set(points.map(({ text }) => text));
  if (points.length < 3 || 2 * different.size > points.length) return;
  if (![...different].every((text) => /^\d+(\.0*)?$/.test(text))) return;
  const first = points.find(({ text }) => !/^[01](\.0*)?$/.test(text)) ?? points[0];
  throw new DataError(
    `${whereIs(file, first)}: expected a label 0 or 1, or rows of anomalies without repeats, found '${first.text}' among ` +
      `${counted(points.length, 'number')} of which ${different.size} differ; say with --anomalous-label which labels are anomalous`,
  );
}

/**
 * Lays spans over the steps.
 *
 * @throws {DataError} If one ends before it starts, none holds a step, or their times are of another kind.
 */
export function placeSpans(
  { spans }: Omit<LabelSpans, 'notes'>,
  context: LabelContext,
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
    if (what === 'span' && compareTimes(endOfDay(span.end, end), start) < 0) throw new DataError(reversed(file, span));
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
function placeIndices(spans: readonly LabelSpan[], { file, beside }: LabelContext): PlacedLabels {
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
    ? `${counted(spans.length, 'row')} of anomalies, counted from 0`
    : `${counted(spans.length, 'span')} of rows, both ends included`;
  return { labels: beside.ofRows(labels, file), notes: [note] };
}

function reversed(file: string, { start, end, line }: LabelSpan): string {
  return `${whereIs(file, { line })}: expected a span that starts before it ends, found ${brief(start)} to ${brief(end)}`;
}

const nameOf = (span: LabelSpan, file: string) => `${lineOf(file, span.line)} (${brief(span.start)})`;

interface Places {
  readonly from: number;
  readonly to: number;
}

/** The steps of a time, or, in a resampled series, the one that begins last before it. */
export function stepsAt(steps: StepTimes, time: Instant, { resample }: ReadOptions): Places {
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
