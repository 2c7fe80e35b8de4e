/** The kept scores of one channel as the live pages use them: with labels, and with the rows that need no keeping. */
import { Random } from '../../lib/base/random';
import { segmentsToLabels, type Segment } from '../../lib/data/segments';

export type RowKind = 'network' | 'ensemble' | 'baseline' | 'random';

/** One detector's scores of a channel's test series, one for each step. */
interface KeptRow {
  readonly label: string;
  readonly kind: RowKind;
  readonly scores: readonly number[];
}

/** What made the scores. */
export interface Provenance {
  /** The command that makes the file again. */
  readonly command: string;
  readonly commit: string;
  readonly profile: string;
  readonly seed: number;
  readonly backend: string;
}

/** A file of book/scores. */
export interface KeptChannel {
  readonly kind: 'telltale book scores';
  readonly channel: string;
  readonly spacecraft: string;
  /** Steps of the test series. */
  readonly length: number;
  /** Labelled anomalies. */
  readonly segments: readonly Segment[];
  readonly made: Provenance;
  readonly rows: readonly KeptRow[];
}

/** A detector, and its scores: one draw, or several of what is random. Each has shape [length]. */
export interface ScoredRow {
  readonly label: string;
  readonly kind: RowKind;
  readonly draws: readonly Float64Array[];
}

export interface LiveChannel {
  readonly channel: string;
  readonly spacecraft: string;
  readonly segments: readonly Segment[];
  /** 0 or 1, shape [length]. */
  readonly labels: Uint8Array;
  readonly rows: readonly ScoredRow[];
}

export const RANDOM_DRAWS = 10;
export const RANDOM = `random, ${RANDOM_DRAWS} draws`;
export const TIME_INDEX = 'time index';

/** Opens a kept channel: adds the time index, and random scores, drawn uniformly for each step. */
export function openChannel({ channel, spacecraft, length, segments, rows }: KeptChannel): LiveChannel {
  const random = new Random('book').fork(channel);
  const draw = (_: unknown, i: number) => {
    const stream = random.fork(i);
    return Float64Array.from({ length }, () => stream.uniform());
  };
  return {
    channel,
    spacecraft,
    segments,
    labels: segmentsToLabels(segments, length),
    rows: [
      ...rows.map(({ label, kind, scores }) => ({ label, kind, draws: [Float64Array.from(scores)] })),
      { label: TIME_INDEX, kind: 'baseline', draws: [Float64Array.from({ length }, (_, step) => step / length)] },
      { label: RANDOM, kind: 'random', draws: Array.from({ length: RANDOM_DRAWS }, draw) },
    ],
  };
}
