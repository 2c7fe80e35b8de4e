/** What a reader must know of the leaderboard's tables, one sentence or two each. */
import { PLACE_NOTE, type MeasuredOn } from '../../experiments/index';

const transductive =
  'The pooled-context ensemble is transductive: it compares every stretch with the pool of training AND test stretches, without labels, so that it needs the whole test series. It is for offline use only.';

const use =
  "'offline' means that later steps count in the score of a step: those of the same window, half a centred average, or the whole test series (the ensemble; the forecasters, which subtract the median of their errors over it; rows that look at the place alone, which need its length). 'streaming' means that no later step counts. Of the rows that learn from the data, 'statistics of 50 steps, training alone, causal' is the only one.";

const sequences =
  'In protocol (c) every row is offline: thresholds, pruning and buffers of sequences look at the whole test series. Rows that look at the place alone predict the stretches above their own threshold, as the dynamic threshold finds nothing on a ramp.';

const overlaps =
  'Protocol (c) counts an overlap however small, which rewards long sequences: all-anomalous, one sequence over the whole series, has F1 1 by it and cannot be beaten. Read F1 beside the share of steps predicted, and beside random: sequences around one random place in about 1,000 steps, with the buffer of up to 100 steps on either side that all rows have.';

const trivial =
  'all-anomalous calls everything anomalous: by protocol (a), no detector below its F1 has shown anything by F1.';

const flattering =
  'Best F1 picks its threshold with the labels (an oracle); a point-adjusted F1 counts a whole segment as found by one hit: read both beside the random row.';

const notTrivial = 'in (c) to the best that is not trivial, ';

const differences = (more: string, incidents: boolean) =>
  `Differences are to the best baseline by each measure, ${more}with 95% intervals: Student's over channels${incidents ? overIncidents : ''}. The event F1 is a ratio of sums: its interval is the jackknife's, which leaves out one ${incidents ? 'channel or incident' : 'channel'} at a time. Fewer than five ${incidents ? 'incidents' : 'channels'} have no interval.`;

const overIncidents =
  ', or over incidents, where the deviations of an incident are added up before they are squared, whichever interval is wider. Channels of one spacecraft whose labels share at least half of their steps count as one incident, which is crude';

const intervals = differences(notTrivial, true);

const choices =
  "In the row 'pooled-context ensemble' no channel's settings saw the labels of its own incident: in protocol (a) they are those that are best on the report's channels of other incidents, by F1 + ROC-AUC + AP; in (b) on all channels of other incidents, by ROC-AUC + AP of the windows; in (c) likewise, by event F1. So they differ from protocol to protocol and from channel to channel. 'all members, no choice' is the plain mean of all that the grid combines, and reads no labels.";

const clipped =
  "Rows named 'clipped' see the values as report 3 has them, cut at five training deviations, which flattens much of what is looked for; all other rows see them as they are.";

const oracles =
  "The rows marked ORACLE had their settings chosen on the channels they are judged on, and claim nothing; they are never set in bold, nor a baseline that differences are to. 'settings it ships with' is one setting for everything, the one that your own files are scored with.";

const hindsight =
  'The grid that settings are chosen from was put together with these channels in sight, as were the settings set by hand (context 300, windows of 50 and 100). So was the rule of choice for (b): by the rule of (a) the ensemble came out lower there on both spacecraft, and the rule without F1 was taken after that was seen. Leaving a channel out guards the choice from the grid, not the grid, nor the rule.';

/** Of the tables of the suite. */
export const leaderboardNotes: readonly string[] = [
  transductive,
  use,
  sequences,
  overlaps,
  choices,
  clipped,
  oracles,
  PLACE_NOTE,
  hindsight,
  trivial,
  flattering,
  intervals,
];

/** Five of the longest stretches that are described. */
const SHORT = 500;

export interface SeriesAtHand {
  /** Steps of each test series. */
  readonly lengths: readonly number[];
  readonly measuredOn: readonly MeasuredOn[];
  /** Whether a row is the ensemble that compares with the test series too. */
  readonly transductive: boolean;
  /** Whether a row is the ensemble on the telemetry that its settings come from. */
  readonly oracle: boolean;
  /** Whether the channels' incidents are known, as on telemetry, so that intervals are over these too. */
  readonly incidents?: boolean;
}

/** Lists the notes of tables of series at hand: of what these tables show, and of no other. */
export function ownSeriesNotes({
  lengths,
  measuredOn,
  transductive: pooled,
  oracle,
  incidents = false,
}: SeriesAtHand): string[] {
  const several = lengths.length > 1;
  const shortest = Math.min(...lengths);
  const on = (...any: MeasuredOn[]) => any.some((what) => measuredOn.includes(what));
  const notes: readonly (readonly [shown: boolean, note: string])[] = [
    [pooled, transductive],
    [on('windows', 'steps'), use],
    [on('events'), sequences],
    [on('events'), overlaps],
    [on('windows'), trivial],
    [on('steps'), flattering],
    [incidents, PLACE_NOTE],
    [several, differences(on('events') ? notTrivial : '', incidents)],
    [on('events') && shortest < SHORT, short(shortest)],
    [oracle, chosenHere],
  ];
  return notes.flatMap(([shown, note]) => (shown ? [note] : []));
}

const short = (steps: number) =>
  `${steps} test steps are few for protocol (c): rows that describe or average 50 steps and more spread an anomaly over so much of the series that no threshold sets it apart, and then find no sequence; their scores may still rank it well.`;

const chosenHere =
  "The settings that the ensemble ships with were chosen on the report's channels, so that its row is an oracle on telemetry; --suite leaderboard chooses for each channel without it.";
