/** What a reader must know of the leaderboard's tables, one sentence or two each. */
import { PLACE_NOTE, type MeasuredOn } from '../../experiments/index';

const transductive =
  'The multi-scale ensemble is transductive: it compares every stretch with the pool of training AND test stretches, without labels, so that it needs the whole test series. It is for offline use only.';

const causalForm =
  "The row 'causal' of the multi-scale ensemble compares with training and what came before, and may run on a stream. Both have one setting for all channels, and read no label.";

const autoencoders =
  'The autoencoder ensemble is transductive, but in its causal form: it is scaled by, and fitted to, the stretches of training AND test series, without labels. It is for offline use only.';

/** What to know of detectors that look at the whole test series, by their names. */
const transductiveNotes = { 'multi-scale': transductive, 'autoencoder-ensemble': autoencoders } as const;

/** A detector that fits to the test series too, without its labels. */
export type TransductiveDetector = keyof typeof transductiveNotes;

const use =
  "'offline' means that later steps count in the score of a step: those of the same window, half a centred average, or the whole test series (the ensemble; the forecasters, which subtract the median of their errors over it; rows that look at the place alone, which need its length). 'streaming' means that no later step counts.";

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

const thresholds =
  "In protocol (a) the ensemble's threshold is Otsu's cut of its own test scores, which needs no label but all scores; the row 'the protocol's threshold' has the 70th percentile of the training scores, as all others.";

const clipped =
  "Rows named 'clipped' see the values as report 3 has them, cut at five training deviations, which flattens much of what is looked for; all other rows see them as they are.";

const hindsight =
  'Settings by hand (context 300, windows of 50 and 100; scales, shares and contexts of the ensemble) were set with these channels in sight. docs/what-we-learned.md says how far the ensemble depends on them.';

/** Of the tables of the suite. */
export const leaderboardNotes: readonly string[] = [
  transductive,
  causalForm,
  autoencoders,
  use,
  sequences,
  overlaps,
  thresholds,
  clipped,
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
  /** The detectors of their rows that fit to the test series too; default none. */
  readonly transductive?: readonly TransductiveDetector[];
  /** Whether the channels' incidents are known, as on telemetry, so that intervals are over these too. */
  readonly incidents?: boolean;
}

/** Lists the notes of tables of series at hand: of what these tables show, and of no other. */
export function ownSeriesNotes({
  lengths,
  measuredOn,
  transductive: fitted = [],
  incidents = false,
}: SeriesAtHand): string[] {
  const several = lengths.length > 1;
  const shortest = Math.min(...lengths);
  const on = (...any: MeasuredOn[]) => any.some((what) => measuredOn.includes(what));
  const notes: readonly (readonly [shown: boolean, note: string])[] = [
    ...fitted.map((name) => [true, transductiveNotes[name]] as const),
    [on('windows', 'steps'), use],
    [on('events'), sequences],
    [on('events'), overlaps],
    [on('windows'), trivial],
    [on('steps'), flattering],
    [incidents, PLACE_NOTE],
    [several, differences(on('events') ? notTrivial : '', incidents)],
    [on('events') && shortest < SHORT, short(shortest)],
  ];
  return notes.flatMap(([shown, note]) => (shown ? [note] : []));
}

const short = (steps: number) =>
  `${steps} test steps are few for protocol (c): rows that describe or average 50 steps and more spread an anomaly over so much of the series that no threshold sets it apart, and then find no sequence; their scores may still rank it well.`;
