/** Measures on alarms, as who is on duty sees them: how late they sound, how often for nothing, how long they last. */
import { median } from '../../base/index';
import { labelsToSegments, segmentsToLabels, type Segment } from '../../data/index';
import { predictWith } from '../../scoring/index';
import type { Protocol } from '../protocol';
import { setThreshold, type AlarmRecord, type MeasureInfo, type Measurement, type MeasuresOf } from './measure';

/** Steps without a predicted one after which an alarm is over. Predicted steps that lie closer belong to one alarm. */
export const QUIET_STEPS = 100;

/** Of a step that no protocol gives another length: the telemetry is sampled once a minute. */
const TELEMETRY_STEP = 60;

const SECONDS_A_DAY = 86_400;

/**
 * No one of these is to be read alone. A detector that always predicts sounds once at the start of a series and finds
 * nothing after it: few false alarms, but no event, and a share of 1 of all steps in alarm. One that predicts steps at
 * random finds long events, late, and pays in false alarms; a high rate of them joins to one long alarm, which finds
 * nothing. A long event is found more easily than a short one at any rate of false alarms, so that the share found within
 * 10 steps tells more than the share found at all. The median delay is over found events alone: it flatters a detector that
 * finds only the easy ones.
 */
const measures = {
  /** Steps from an event's first to the first predicted one in it; the median over the events that are found. */
  medianDelay: { heading: 'median delay, steps', best: 'lowest' },
  foundWithin10: { heading: 'found within 10 steps' },
  foundWithin100: { heading: 'within 100' },
  foundWithin1000: { heading: 'within 1,000' },
  foundEver: { heading: 'found at all' },
  /** Alarms that find no event. */
  falseAlarmsPerDay: { heading: 'false alarms a day', best: 'lowest' },
  /** Share of the time steps at which an alarm is on. */
  alarmShare: { heading: 'share of steps in alarm', best: 'neither' },
} satisfies Readonly<Record<string, MeasureInfo>>;

export type AlarmMeasure = keyof typeof measures;

export const onAlarms: Measurement<AlarmMeasure> = {
  measures,
  measure: ({ scores, test, protocol }) => {
    const { threshold, stepSeconds = TELEMETRY_STEP } = protocol;
    const fitted = setThreshold(scores.steps!, threshold);
    const alarms = recordAlarms(predictWith(fitted, scores.steps!.test), test.labels!, stepSeconds);
    return { threshold: fitted.value, measures: alarmMeasures([alarms]), alarms };
  },
  /** Puts the events, the alarms and the days of all channels together before it takes medians and ratios of them. */
  aggregate: (channels) => alarmMeasures(channels.flatMap(({ alarms }) => alarms ?? [])),
};

/** Says what an alarm is and how long a step is taken to be, for whoever reads alarms a day. */
export function alarmNote({ stepSeconds = TELEMETRY_STEP }: Pick<Protocol, 'stepSeconds'>): string {
  const step = stepSeconds % 60 > 0 ? [stepSeconds, 'second'] : [stepSeconds / 60, 'minute'];
  const [count, unit] = step;
  return `An alarm is over after ${QUIET_STEPS} steps without a predicted one. It finds an event if it sounds in it, or at most ${QUIET_STEPS} steps before; one that was on for longer finds nothing, and an alarm that finds no event is false. A step counts as ${count === 1 ? `a ${unit}` : `${count} ${unit}s`} (stepSeconds of the protocol).`;
}

/**
 * Joins predicted steps to alarms: one lasts from its first predicted step to its last, and a new one sounds only after
 * `QUIET_STEPS` steps without any.
 *
 * @param predictions  1 or 0 for each time step.
 */
export function alarmsOf(predictions: Uint8Array): Segment[] {
  const alarms: { start: number; end: number }[] = [];
  for (const { start, end } of labelsToSegments(predictions)) {
    const last = alarms[alarms.length - 1];
    if (last !== undefined && start - last.end < QUIET_STEPS) last.end = end;
    else alarms.push({ start, end });
  }
  return alarms;
}

/**
 * Records what the alarms on one series come to. An alarm finds an event if it sounds within it, or at most `QUIET_STEPS`
 * steps before its first step, and one of its predicted steps lies in it; the delay is that of the first. An alarm that was
 * on for longer before the event says nothing new when the event begins: it does not find it, and is false if it finds
 * none.
 *
 * @param predictions  1 or 0 for each time step.
 * @param labels       1 for the steps of events; as long as `predictions`.
 * @param stepSeconds  Seconds from one step to the next.
 */
export function recordAlarms(predictions: Uint8Array, labels: Uint8Array, stepSeconds: number): AlarmRecord {
  const alarms = alarmsOf(predictions);
  const events = labelsToSegments(labels);
  const delayOf = (alarm: Segment, event: Segment) => {
    if (alarm.start < event.start - QUIET_STEPS) return -1;
    const [from, to] = [Math.max(alarm.start, event.start), Math.min(alarm.end, event.end)];
    const first = from < to ? predictions.subarray(from, to).indexOf(1) : -1;
    return first < 0 ? -1 : from + first - event.start;
  };
  const found = events.map((event) => alarms.map((alarm) => delayOf(alarm, event)));
  return {
    delays: found.map((delays) => delays.find((delay) => delay >= 0) ?? null),
    falseAlarms: alarms.filter((_, i) => found.every((delays) => delays[i] < 0)).length,
    alarmSteps: segmentsToLabels(alarms, labels.length).reduce((sum, on) => sum + on, 0),
    steps: labels.length,
    stepSeconds,
  };
}

/** Computes the measures of several series' alarms together; null where there is no event, or no time. */
export function alarmMeasures(records: readonly AlarmRecord[]): MeasuresOf<AlarmMeasure> {
  const sum = (count: (record: AlarmRecord) => number) => records.reduce((total, each) => total + count(each), 0);
  const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const delays = records.flatMap((record) => record.delays);
  const found = delays.filter((delay): delay is number => delay !== null);
  const within = (steps: number) => ratio(found.filter((delay) => delay < steps).length, delays.length);
  const days = sum(({ steps, stepSeconds }) => (steps * stepSeconds) / SECONDS_A_DAY);
  return {
    medianDelay: found.length > 0 ? median(found) : null,
    foundWithin10: within(10),
    foundWithin100: within(100),
    foundWithin1000: within(1000),
    foundEver: within(Infinity),
    falseAlarmsPerDay: ratio(
      sum(({ falseAlarms }) => falseAlarms),
      days,
    ),
    alarmShare: ratio(
      sum(({ alarmSteps }) => alarmSteps),
      sum(({ steps }) => steps),
    ),
  };
}
