/** What scores can be measured on, and every measure by its name. */
import { mean } from '../../base/index';
import { onAlarms, type AlarmMeasure } from './alarms';
import { onEvents, type EventMeasure } from './events';
import type { Measured, MeasureInfo, MeasuresOf, Measurement, Scored } from './measure';
import { onPointAdjusted, type PointAdjustedMeasure } from './point-adjusted';
import { onSteps, type StepMeasure } from './steps';
import { onTsbAd, type TsbAdMeasure } from './tsb-ad';
import { onWindows, type WindowMeasure } from './windows';

export { alarmNote, alarmMeasures, alarmsOf, onAlarms, QUIET_STEPS, recordAlarms, type AlarmMeasure } from './alarms';
export {
  countEvents,
  eventScores,
  onEvents,
  predictedSequences,
  type EventCounts,
  type EventMeasure,
  type Count,
} from './events';
export {
  setThreshold,
  type AlarmRecord,
  type KindMeasures,
  type Measurement,
  type MeasuresOf,
  type MeasureInfo,
} from './measure';
export { meanOverWindows, windowKinds, windowLabels } from './protocol-windows';
export { onPointAdjusted, overlappingAdjustedF1 } from './point-adjusted';
export { tsbAdWindow } from './tsb-ad';
export { onSteps, type StepMeasure, type StepMeasures } from './steps';
export {
  evaluate,
  onWindows,
  type Evaluation,
  type WindowScores,
  type WindowMeasure,
  type WindowMeasures,
} from './windows';

export const measuredOnNames = ['windows', 'steps', 'events', 'alarms', 'tsb-ad', 'point-adjusted'] as const;

/** What scores are measured on. */
export type MeasuredOn = (typeof measuredOnNames)[number];

const measurements: Readonly<Record<MeasuredOn, Measurement<never>>> = {
  windows: onWindows,
  steps: onSteps,
  events: onEvents,
  alarms: onAlarms,
  'tsb-ad': onTsbAd,
  'point-adjusted': onPointAdjusted,
};

export type MeasureName =
  WindowMeasure | StepMeasure | EventMeasure | AlarmMeasure | TsbAdMeasure | PointAdjustedMeasure;

/** Of one channel, or over several; a measure that was not asked for is absent, one that is undefined is null. */
export type Measures = Partial<MeasuresOf<MeasureName>>;

/** How tables show each measure. */
export const measureInfo: Readonly<Record<MeasureName, MeasureInfo>> = infoByName(measurements) as Record<
  MeasureName,
  MeasureInfo
>;

export const measureNames = Object.keys(measureInfo) as readonly MeasureName[];

/**
 * Collects how tables show the measures of every kind.
 *
 * @throws If two kinds have a measure of the same name: the results hold both by name, so that one would replace the
 *         other.
 */
export function infoByName(
  kinds: Readonly<Record<string, Pick<Measurement<never>, 'measures'>>>,
): Record<string, MeasureInfo> {
  const all = Object.entries(kinds).flatMap(([kind, { measures }]) =>
    Object.entries<MeasureInfo>(measures).map(([name, info]) => ({ kind, name, info })),
  );
  for (const { kind, name } of all) {
    const first = all.find((each) => each.name === name)!;
    if (first.kind === kind) continue;
    throw new Error(`measures: expected a name of its own for each, found '${name}' on ${first.kind} and on ${kind}.`);
  }
  return Object.fromEntries(all.map(({ name, info }) => [name, info]));
}

/** Names what is measured on windows, on steps and so on. */
export function measuresOn(what: MeasuredOn): readonly MeasureName[] {
  return Object.keys(measurements[what].measures) as MeasureName[];
}

/** Measures scores on everything that is asked for. */
export function measure(scored: Scored, on: readonly MeasuredOn[]): Measured<MeasureName> {
  const found = on.map((what) => measurements[what].measure(scored) as Measured<MeasureName>);
  return Object.assign({}, ...found, {
    measures: Object.assign({}, ...found.map(({ measures }) => measures)) as Measures,
  });
}

/** What one channel came to, as far as measures of several follow from it. */
export interface MeasuredChannel extends Pick<Measured<MeasureName>, 'alarms'> {
  readonly measures: Measures;
}

/** Computes the measures of several channels together. */
export function aggregate(channels: readonly MeasuredChannel[]): Measures {
  const present = measuredOnNames.filter((what) =>
    channels.some(({ measures }) => measuresOn(what).some((name) => name in measures)),
  );
  return Object.assign({}, ...present.map((what) => aggregateOn(what, channels))) as Measures;
}

function aggregateOn(what: MeasuredOn, channels: readonly MeasuredChannel[]): Measures {
  const { aggregate: together } = measurements[what];
  if (together) return together(channels);
  const over = (name: MeasureName) => meanOf(channels.map(({ measures }) => measures[name] ?? null));
  const means = measuresOn(what).map((name) => [name, over(name)] as const);
  return Object.fromEntries(means);
}

/** Averages the values that are defined; null if none is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value): value is number => value !== null);
  return defined.length > 0 ? mean(defined) : null;
}
