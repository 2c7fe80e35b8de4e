/**
 * Lays labels beside a series: by row, or by time where both have times.
 *
 * Rules. Labels with times need one for each step of the series; further ones are counted in a note. Both ends of a span
 * belong to it, and a date without a time of day ends with the day. Spans may overlap. A span that ends before it starts,
 * or a span of places that leaves the series, is refused. Times and spans that hold no step of the series are counted in a
 * note; where none holds a step, the file is refused.
 */
import path from 'node:path';
import { counted, DataError, isOrAre } from '../base/index';
import { isCounterName } from './column-names';
import { brief, type LabelForm, type LabelRows, whereIs } from './label-forms';
import { Beside, type LabelContext, lineOf, type PlacedLabels } from './labelled-series';
import { placePoints, placeSpans, stepsAt } from './place-spans';
import type { ReadOptions } from './read-options';
import { countsFromZero, readTimes, type StepTimes, timeAt, type Times } from './step-times';
import type { SeriesReading } from './table-series';
import { compareTimes } from './time-value';

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

function placeRows(form: LabelRows, context: LabelContext): PlacedLabels {
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
  { file, beside, options }: LabelContext,
): void {
  const texts = marks.map(({ text }) => text);
  const read = readTimes(texts, options);
  const runsBack = (i: number) =>
    read
      ? compareTimes(timeAt(read, i), timeAt(read, i - 1)) < 0
      : texts.every((text, j) => j === 0 || text < texts[j - 1]);
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

type Joined = LabelContext & { readonly steps: StepTimes };

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
  if (further > 0)
    notes.push(
      `${further} of its ${counted(marks.length, 'time')} ${isOrAre(further)} not in ${path.basename(beside.name)}`,
    );
  return { labels: Uint8Array.from(placed), notes };
}

function doNotMeet(
  form: LabelRows,
  { file, beside }: LabelContext,
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
