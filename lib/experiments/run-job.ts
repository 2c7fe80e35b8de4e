/** Runs one job in this process: loads and prepares the series, scores them, measures the scores. */
import { counted, isOrAre } from '../base/index';
import { windowCount, type Segment, type Series } from '../data/index';
import {
  findSeriesDetector,
  type ScoreOptions,
  type ScoringTime,
  type SeriesPair,
  type SeriesScores,
} from '../detectors/index';
import type { Confusion } from '../metrics/index';
import type { RunOptions } from '../runs/index';
import type { ScorePair } from '../scoring/index';
import type { History } from '../training/index';
import { parseJob, type Job } from './job';
import {
  measure,
  measuresOn,
  windowLabels,
  type AlarmRecord,
  type KindMeasures,
  type Measures,
} from './measures/index';
import { labelledSteps, scalePair, type ScaledPair } from './prepare';
import { probes } from './probes/index';
import type { Protocol, WindowCut } from './protocol';
import { loadSource, targetsOf } from './sources/index';

/** How far a job has come that trains. */
export interface EpochProgress {
  readonly epoch: number;
  readonly loss: number;
}

/** Whether what a job told of its progress is an epoch. */
export function isEpochProgress(progress: object): progress is EpochProgress {
  return 'epoch' in progress && 'loss' in progress;
}

/** Scores of windows, of steps or of both, training and test: each as `measure` took it. */
export type MeasuredScores = Partial<
  Readonly<Record<'windows' | 'steps', Readonly<Record<'train' | 'test', readonly number[]>>>>
>;

export interface JobResult {
  readonly measures: Measures;
  /** That of the last thing measured that needs one; absent where nothing does. */
  readonly threshold?: number;
  /** Windows by what they are and what they are called, where windows were measured. */
  readonly confusion?: Confusion;
  /** By kind of anomaly, where the data tells kinds apart. */
  readonly kinds?: Readonly<Record<string, KindMeasures>>;
  /** Epochs trained; 0 for what is not trained. */
  readonly epochs: number;
  /** Steps of training. */
  readonly steps: number;
  /** To make, train and score; without the probe. */
  readonly seconds: number;
  /** How many values a detector of windows has learnt. */
  readonly parameters?: number;
  /** How long a detector of windows took to score those of the test series; its training is over by then. */
  readonly scoring?: ScoringTime;
  /** How the detector was trained; absent for what is not. */
  readonly history?: History;
  /** One per window of the protocol, with the labels of the test windows, where they were asked for. */
  readonly scores?: {
    readonly train: readonly number[];
    readonly test: readonly number[];
    readonly labels: readonly number[];
  };
  /** One per time step of the test series as it was loaded, where they were asked for. */
  readonly stepScores?: readonly number[];
  /** All scores that the measures are of, where they were asked for. */
  readonly measured?: MeasuredScores;
  /** Anomalous stretches of the test series as it was loaded, where events were measured. */
  readonly sequences?: readonly Segment[];
  /** What alarms came to, where they were measured. */
  readonly alarms?: AlarmRecord;
  /** What the job's probe found. */
  readonly probe?: object;
  /** Labelled steps of the test series that no measure looks at; absent where there is none. */
  readonly unmeasured?: UnmeasuredLabels;
  /** What was found in the data and put right, and in the training, one sentence each. */
  readonly warnings: readonly string[];
}

/** How many test steps that are labelled anomalous drop out of the measures. */
interface UnmeasuredLabels {
  /** All steps that are labelled anomalous, as the series was loaded. */
  readonly labelled: number;
  /** Of these, the steps dropped for missing values. */
  readonly dropped: number;
  /** Of the others, where windows were measured, the steps after the last window. */
  readonly inNoWindow: number;
}

/**
 * Runs a job. The result depends on the job and its data alone.
 *
 * @throws If it is not a job, the channel's files are bad, or training diverges.
 */
export async function runJob(job: Job, { onProgress, signal }: RunOptions<EpochProgress> = {}): Promise<JobResult> {
  const { detector: name, protocol, probe, keep = [] } = parseJob(job);
  const { measuredOn = ['windows'] } = protocol;
  const { detector, ofWindows } = findSeriesDetector(name);
  const pair = pairOf(job);
  let inside: object | undefined;
  let looking = 0; // a look inside is not part of the detector's time; ms
  const look = (input: Pick<Parameters<(typeof probes)['dense']>[0], 'detector' | 'windows'>) => {
    if (probe === undefined) return;
    const begun = performance.now();
    inside = probes[probe]({ pair, protocol, seed: job.seed, ...input });
    looking = performance.now() - begun;
  };
  const begun = performance.now();
  const scores = await detector.score(pair, {
    ...scoreOptions(job),
    steps: measuredOn.some((what) => what !== 'windows') || keep.includes('steps'),
    onEpoch: (history) => onProgress?.(progressOf(history)),
    onTrained: (trained, windows) => look({ detector: trained, windows }),
    signal,
  });
  const seconds = (performance.now() - begun - looking) / 1000;
  if (!ofWindows) look({});
  const { sequences, ...found } = measure({ scores, test: pair.test, kinds: pair.kinds, protocol }, measuredOn);
  const measured = { ...found, measures: definedMeasures(found.measures, pair) };
  const { history, parameters, scoring, windows, steps: perStep } = scores;
  const unmeasured = unmeasuredLabels(pair, protocol);
  return {
    ...measured,
    epochs: history?.trainLoss.length ?? 0,
    steps: history?.steps ?? 0,
    seconds,
    ...(parameters !== undefined && { parameters }),
    ...(scoring && { scoring }),
    ...(history && { history }),
    ...(keep.includes('windows') && windows && { scores: labelled(windows, windowLabels(pair.test, protocol)) }),
    ...(keep.includes('steps') && perStep && { stepScores: asLoaded(perStep.test, pair) }),
    ...(keep.includes('measured') && { measured: plainScores(scores) }),
    ...(sequences && { sequences: sequences.map((segment) => segmentAsLoaded(segment, pair)) }),
    ...(inside && { probe: inside }),
    ...(unmeasured && { unmeasured }),
    warnings: [
      ...pair.warnings,
      ...(unmeasured ? inNoWindow(pair, protocol, unmeasured) : []),
      ...notTrainedOn(pair, protocol),
      ...undefinedMeasures(job, measured.measures),
      ...(history?.warnings ?? []),
      ...(scores.warnings ?? []),
    ],
  };
}

/** Loads the series of a job, cleans and scales them. */
function pairOf({ source, channel, seed, protocol }: Job): ScaledPair {
  return scalePair(loadSource(source, channel, seed), protocol.scaling, targetsOf(source));
}

function scoreOptions(job: Job): Omit<ScoreOptions, 'steps'> {
  const { channel, seed, profile, config, training, view, protocol } = job;
  return { channel, seed, profile, config, training, view, windows: protocol };
}

/**
 * Makes the job's detector and disposes it: the detectors know what their settings may be.
 *
 * @throws If a value is out of its range, or does not suit the windows; the message names the setting. If data cannot be read.
 */
export function checkSettings(job: Job): void {
  findSeriesDetector(job.detector).detector.check(pairOf(job), { ...scoreOptions(job), steps: false });
}

function progressOf({ trainLoss, validationLoss }: History): EpochProgress {
  const losses = validationLoss.length > 0 ? validationLoss : trainLoss;
  return { epoch: trainLoss.length, loss: losses[losses.length - 1] };
}

function plainScores({ windows, steps }: Pick<SeriesScores, 'windows' | 'steps'>): MeasuredScores {
  const plain = ({ train, test }: ScorePair) => ({ train: Array.from(train), test: Array.from(test) });
  return { ...(windows && { windows: plain(windows) }), ...(steps && { steps: plain(steps) }) };
}

function labelled({ train, test }: Readonly<Record<'train' | 'test', Float64Array>>, labels: Uint8Array) {
  return { train: Array.from(train), test: Array.from(test), labels: Array.from(labels) };
}

/**
 * Lays scores out on the loaded test series: a step that was dropped takes the last score before it, or the first one
 * after it.
 */
function asLoaded(scores: Float64Array, { places, loadedLength }: ScaledPair): number[] {
  let next = 0;
  return Array.from({ length: loadedLength }, (_, step) => {
    if (places[next] === step) next++;
    return scores[Math.max(0, next - 1)];
  });
}

/** Translates a segment to the steps of the loaded test series; it takes in what was dropped within it. */
function segmentAsLoaded({ start, end }: Segment, { places }: ScaledPair): Segment {
  return { start: places[start], end: places[end - 1] + 1 };
}

/** Leaves F1 undefined where every anomaly was dropped, also by the rules that give 0 for a series without any. */
function definedMeasures(measures: Measures, { test, droppedLabels }: ScaledPair): Measures {
  if (droppedLabels === 0 || labelledSteps(test) > 0) return measures;
  const undefinedNow = (['rangeF1', 'pointAdjustedF1'] as const).filter((name) => name in measures);
  return { ...measures, ...Object.fromEntries(undefinedNow.map((name) => [name, null])) };
}

/** Counts the labelled test steps that no measure looks at; undefined where there is none. */
function unmeasuredLabels(
  { test, droppedLabels: dropped }: ScaledPair,
  { windowSize, stride, measuredOn = ['windows'] }: Protocol,
): UnmeasuredLabels | undefined {
  const kept = labelledSteps(test);
  const end = lastWindowEnd(test, { windowSize, stride });
  const covered = measuredOn.includes('windows') ? labelledSteps({ labels: test.labels?.subarray(0, end) }) : kept;
  const inNoWindow = kept - covered;
  return dropped + inNoWindow === 0 ? undefined : { labelled: kept + dropped, dropped, inNoWindow };
}

/** Finds the step after the last window. */
function lastWindowEnd({ length }: Pick<Series, 'length'>, cut: WindowCut): number {
  return (windowCount(length, cut) - 1) * cut.stride + cut.windowSize;
}

/** Says in a sentence that labelled steps at the end of the test series lie in no window. */
function inNoWindow({ test }: ScaledPair, cut: WindowCut, { inNoWindow: lost }: UnmeasuredLabels): string[] {
  if (lost === 0) return [];
  const rest = test.length - lastWindowEnd(test, cut);
  const which = rest === 1 ? 'last time step lies' : `last ${rest} time steps lie`;
  const windows = `no window of ${cut.windowSize} with stride ${cut.stride}`;
  return [`${test.name}: its ${which} in ${windows}; ${lost} labelled anomalous there are not measured on windows`];
}

/** Says in a sentence that labelled steps of the training series are not trained on. */
function notTrainedOn({ train }: SeriesPair, { windowSize }: Protocol): string[] {
  const labelled = labelledSteps(train);
  if (labelled === 0) return [];
  return [
    `${train.name}: ${counted(labelled, 'time step')} labelled anomalous ${isOrAre(labelled)} not trained on${windowSize > 1 ? ', nor are the windows that hold one' : ''}`,
  ];
}

/** Says which measures the channel's labels leave undefined; those of alarms are so too where none finds an event. */
function undefinedMeasures({ channel }: Job, measures: Measures): string[] {
  const ofAlarms: readonly string[] = measuresOn('alarms');
  const missing = Object.entries(measures).filter(([name, value]) => value === null && !ofAlarms.includes(name));
  if (missing.length === 0) return [];
  return [
    `${channel}: labels of one class only; ${missing.map(([name]) => name).join(', ')} are not defined, and averages leave the channel out`,
  ];
}
