/**
 * Does a model that sees several channels of one incident find it sooner, or better, than models of single channels?
 * Compared on the same steps and the same labels: each channel alone, one model of all their features, and the mean of
 * the single models' scores, which sees as many channels without relating them. Beside them stands what knows nothing: the
 * distance from the mean training window of all features, and the place in the series alone.
 */
import { mean } from '../base/index';
import { joinSeries, listChannels, loadChannel, type Series } from '../data/index';
import { runDetector } from '../detectors/index';
import { evaluate, placeScores, prepareSeries, smapMslProtocol, smapMslSource } from '../experiments/index';
import type { ByProfile, ProfileName } from '../models/index';
import { applyThreshold, combineScores, percentileThreshold, type ScorePair } from '../scoring/index';
import type { Table } from '../tables/index';

/**
 * Channels whose labels begin within 25 steps of each other and overlap almost wholly. D-7 and D-12 belong to the first
 * incident, too, but the labels of D-7 begin 285 steps earlier, in a series that is shorter, and D-12 has 312
 * steps of training, to which the others would be cut.
 */
const groups: readonly (readonly string[])[] = [
  ['D-1', 'D-3', 'D-4'],
  ['M-1', 'M-2'],
  ['A-8', 'A-9'],
];

const detectors = ['lstm-attention', 'nearest-neighbour'];

/** Knows nothing but the mean training window. */
const CONSTANT = 'constant';

const epochsAt: ByProfile<number> = { smoke: 1, quick: 50, full: 100 };

/** The alarm is raised above this percentile of the training scores: one in a hundred normal windows, if they were alike. */
const ALARM_PERCENTILE = 99;

export interface IncidentRow {
  readonly incident: string;
  readonly detector: string;
  /** What was seen: a channel's name, `one model of all`, `mean of the single models`, or `the place alone`. */
  readonly seen: string;
  readonly rocAuc: number;
  readonly prAuc: number;
  /** Share of the windows before the incident that raise an alarm. */
  readonly falseAlarms: number;
  /** Steps from the incident's beginning to the end of the first window in it that raises an alarm; null if none does. */
  readonly delay: number | null;
}

const ALL = 'one model of all';
const MEAN = 'mean of the single models';
const PLACE = 'the place alone';

export interface IncidentOptions {
  readonly root: string;
  readonly profile: ProfileName;
  readonly seed: number;
  readonly onRow?: (row: IncidentRow) => void;
}

/** Runs the comparison on the incidents of which all channels are there; at `smoke`, on the first. */
export async function incidentStudy({ root, profile, seed, onRow }: IncidentOptions): Promise<IncidentRow[]> {
  const known = new Set(listChannels(root).map(({ channel }) => channel));
  const found = groups.filter((channels) => channels.every((channel) => known.has(channel)));
  const rows: IncidentRow[] = [];
  for (const channels of profile === 'smoke' ? found.slice(0, 1) : found) {
    const incident = loadIncident(root, channels);
    const add = (detector: string, seen: string, scores: ScorePair) => {
      rows.push({ incident: channels.join(', '), detector, seen, ...findingOf(scores, incident) });
      onRow?.(rows[rows.length - 1]);
    };
    for (const detector of detectors) {
      const score = (series: Pair) => scoresOf(series, { detector, profile, seed });
      const singles: ScorePair[] = [];
      for (const [i, channel] of channels.entries()) {
        singles.push(await score(incident.singles[i]));
        add(detector, channel, singles[i]);
      }
      add(detector, MEAN, combineScores(singles, { calibration: 'tail' }));
      add(detector, ALL, await score(incident.joint));
    }
    add(CONSTANT, ALL, await scoresOf(incident.joint, { detector: CONSTANT, profile, seed }));
    for (const { name, windows } of await placesOf(root, channels, incident)) add(name, PLACE, windows);
  }
  return rows;
}

/** Scores the steps of an incident by their place alone. The fixed cut ranks as the time index does, and is left out. */
async function placesOf(root: string, [channel]: readonly string[], { joint }: Incident) {
  const places = await placeScores(smapMslSource(root, [channel]), joint, smapMslProtocol);
  return places.filter(({ threshold }) => threshold === undefined);
}

interface Pair {
  readonly train: Series;
  readonly test: Series;
}

interface Incident {
  readonly joint: Pair;
  /** Cut to the steps of the joint series. */
  readonly singles: readonly Pair[];
  readonly labels: Uint8Array;
}

function loadIncident(root: string, channels: readonly string[]): Incident {
  const loaded = channels.map((channel) => loadChannel(root, channel));
  const joint = {
    train: joinSeries(loaded.map(({ train }) => train)),
    test: joinSeries(loaded.map(({ test }) => test)),
  };
  const labels = joint.test.labels!;
  // Side by side with nothing, a series is cut to the steps of the joint one and keeps its own features.
  const singles = loaded.map(({ train, test }) => ({
    train: firstSteps(train, joint.train.length),
    test: { ...firstSteps(test, joint.test.length), labels },
  }));
  return { joint, singles, labels };
}

function firstSteps(series: Series, length: number): Series {
  const { values, features, labels } = series;
  return {
    ...series,
    values: values.slice(0, length * features),
    length,
    ...(labels && { labels: labels.slice(0, length) }),
  };
}

interface ScoreOptions {
  readonly detector: string;
  readonly profile: ProfileName;
  readonly seed: number;
}

async function scoresOf(series: Pair, { detector, profile, seed }: ScoreOptions): Promise<ScorePair> {
  const { windows } = prepareSeries({ ...series, warnings: [] }, { seed });
  const training = { epochs: epochsAt[profile] };
  const { train, test } = await runDetector(detector, { windows, seed, profile, training });
  return { train: Float64Array.from(train), test: Float64Array.from(test) };
}

/** Measures scores of windows by the labels of the incident. */
function findingOf(
  { train, test }: ScorePair,
  { labels }: Incident,
): Omit<IncidentRow, 'incident' | 'detector' | 'seen'> {
  const { windowSize, stride, threshold } = smapMslProtocol;
  const begins = labels.indexOf(1);
  const starts = Array.from(test, (_, i) => i * stride);
  const ofWindows = Uint8Array.from(starts, (start) => Number(labels.subarray(start, start + windowSize).includes(1)));
  const { rocAuc, prAuc } = evaluate({ trainScores: train, testScores: test, labels: ofWindows }, threshold);
  const alarms = applyThreshold(test, percentileThreshold(train, ALARM_PERCENTILE));
  const before = starts.flatMap((start, i) => (start + windowSize <= begins ? [alarms[i]] : []));
  const first = starts.find((_, i) => alarms[i] === 1 && ofWindows[i] === 1);
  return {
    rocAuc: rocAuc!,
    prAuc: prAuc!,
    falseAlarms: mean(before),
    delay: first === undefined ? null : first + windowSize - begins,
  };
}

/** Shows the study: the single channels of an incident, then what sees all of them. */
export function incidentTable(rows: readonly IncidentRow[]): Table {
  return {
    caption: `One incident seen by one channel or by several; an alarm is a score above the ${ALARM_PERCENTILE}th percentile of training scores`,
    columns: [
      'Incident',
      { heading: 'Detector', align: 'left' },
      { heading: 'Seen by', align: 'left' },
      'ROC-AUC',
      'PR-AUC',
      'False alarms before it',
      { heading: 'Delay (steps)', digits: 0 },
    ],
    rows: rows.map(({ incident, detector, seen, rocAuc, prAuc, falseAlarms, delay }) => [
      incident,
      detector,
      seen,
      rocAuc,
      prAuc,
      falseAlarms,
      delay,
    ]),
  };
}

/** What sees all channels, held against the single channels of the same incident and detector. */
export interface IncidentSummary {
  readonly incident: string;
  readonly detector: string;
  /** ROC-AUC of the best single channel, which only the labels tell, and the mean of all. */
  readonly bestSingle: number;
  readonly meanSingle: number;
  readonly joint: number;
  readonly combined: number;
  /** Whether the joint model raised its first alarm sooner than each single channel that raised one. */
  readonly sooner: boolean;
  /** Whether the mean of the single models' scores did. */
  readonly combinedSooner: boolean;
  /** ROC-AUC of the rows that know nothing, by name. */
  readonly knowingNothing: Readonly<Record<string, number>>;
}

/** Sums the study up, incident by incident. */
export function summarizeIncidents(rows: readonly IncidentRow[]): IncidentSummary[] {
  const isBlind = ({ detector, seen }: IncidentRow) => detector === CONSTANT || seen === PLACE;
  const looking = rows.filter((row) => !isBlind(row));
  const keys = [...new Set(looking.map(({ incident, detector }) => `${incident}\n${detector}`))];
  return keys.map((key) => {
    const own = looking.filter(({ incident, detector }) => `${incident}\n${detector}` === key);
    const blind = rows.filter((row) => isBlind(row) && row.incident === own[0].incident);
    const singles = own.filter(({ seen }) => seen !== ALL && seen !== MEAN);
    const [joint, combined] = [ALL, MEAN].map((name) => own.find(({ seen }) => seen === name)!);
    const delays = singles.flatMap(({ delay }) => delay ?? []);
    return {
      incident: own[0].incident,
      detector: own[0].detector,
      bestSingle: Math.max(...singles.map(({ rocAuc }) => rocAuc)),
      meanSingle: mean(singles.map(({ rocAuc }) => rocAuc)),
      joint: joint.rocAuc,
      combined: combined.rocAuc,
      sooner: isSooner(joint, delays),
      combinedSooner: isSooner(combined, delays),
      knowingNothing: Object.fromEntries(blind.map(({ detector, rocAuc }) => [detector, rocAuc])),
    };
  });
}

function isSooner({ delay }: IncidentRow, others: readonly number[]): boolean {
  return delay !== null && others.every((other) => delay < other);
}
