/** The window detectors as entries: what every table carries, because it decides what the others are worth. */
import { normalWindows, pointScores, slidingWindows, type Segment, type Series, type Windows } from '../data/index';
import {
  AllAnomalous,
  KMeansDistance,
  NearestNeighbour,
  RandomBaseline,
  type DetectorConfig,
  type FittedDetector,
} from '../models/index';
import {
  anomalousSequences,
  percentileThreshold,
  scoreWindows,
  sequenceBuffer,
  type ScorePair,
} from '../scoring/index';
import type { Entry, EntryKind } from './entry';
import { smoothPair } from './pooled-context';
import { reportWindows, sizeFor } from './report-windows';
import { scoredSeries } from './scored-series';

interface WindowEntry {
  readonly label: string;
  readonly kind: EntryKind;
  readonly seeded: boolean;
  /** Steps of the windows; default: the report's, whose scores then are those of protocol (a). */
  readonly windowSize?: number;
  /** Whether all features are compared, as the report's detectors do, or the scored ones alone. Default the latter. */
  readonly allFeatures?: boolean;
  /** Steps of a centred average; default none. */
  readonly context?: number;
  /** Sequences from the scores of the test steps, where the rule of all others cannot say what the row predicts. */
  sequences?(scores: Float64Array): Segment[];
  make(config: DetectorConfig, seed: number): FittedDetector;
}

function windowEntry(definition: WindowEntry): Entry {
  const {
    label,
    kind,
    seeded,
    windowSize: longest = reportWindows.windowSize,
    allFeatures = false,
    context,
    sequences,
  } = definition;
  return {
    // A step's score is the mean over all windows that cover it, of which most end later; chance depends on no step.
    label,
    kind,
    seeded,
    use: kind === 'trivial' ? 'streaming' : 'offline',
    settings: { windowSize: longest, allFeatures, context },
    async score({ train, test, targets, seed }) {
      const windowSize = sizeFor(train, longest);
      const pick = (series: Series) => (allFeatures ? series : scoredSeries(series, targets));
      const cut = { windowSize, stride: Math.min(windowSize, reportWindows.stride) };
      const windows = { train: slidingWindows(pick(train), cut), test: slidingWindows(pick(test), cut) };
      const found = scoreBoth(definition, windows, seed);
      const steps = {
        train: pointScores(found.train, found.normal, train.length),
        test: pointScores(found.test, windows.test, test.length),
      };
      if (context) return smoothPair(steps, context);
      const own = sequences && { sequences: sequences(steps.test) };
      const { train: ofTrain, test: ofTest } = found;
      return {
        ...steps,
        ...own,
        ...(windowSize === reportWindows.windowSize && { windows: { train: ofTrain, test: ofTest } }),
      };
    },
  };
}

/** Scores of the training windows that are labelled normal, and of all test windows. */
function scoreBoth(
  { make }: WindowEntry,
  windows: { train: Windows; test: Windows },
  seed: number,
): ScorePair & { normal: Windows } {
  const { windowSize, features } = windows.train;
  const detector = make({ windowSize, features }, seed);
  try {
    const normal = normalWindows(windows.train);
    detector.fitTo(normal);
    const train = detector.trainingScores?.(normal) ?? scoreWindows(detector, normal);
    const test = scoreWindows(detector, windows.test);
    return { train: Float64Array.from(train), test: Float64Array.from(test), normal };
  } finally {
    detector.dispose();
  }
}

/** Of the steps' random scores: with windows 5 steps apart about one place in every 1,000 steps lies above it. */
const RANDOM_PERCENTILE = 99.5;

/**
 * Sequences by chance: around the highest random scores, with the buffer of all other rows' sequences. Random scores never
 * stand out enough for the dynamic threshold, which would find none.
 */
function randomSequences(scores: Float64Array): Segment[] {
  const threshold = percentileThreshold(scores, RANDOM_PERCENTILE);
  return anomalousSequences(scores, threshold, { errorBuffer: sequenceBuffer(scores.length) }).sequences;
}

const nearest = (config: DetectorConfig) => new NearestNeighbour(config);

/** Random numbers, all-anomalous, nearest neighbours and k-means. */
export const windowEntries: readonly Entry[] = [
  windowEntry({
    label: 'random',
    kind: 'trivial',
    seeded: true,
    make: (config, seed) => new RandomBaseline({ ...config, seed }),
    sequences: randomSequences,
  }),
  windowEntry({
    label: 'all-anomalous',
    kind: 'trivial',
    seeded: false,
    make: (config) => new AllAnomalous(config),
    sequences: ({ length }) => [{ start: 0, end: length }],
  }),
  windowEntry({
    label: 'nearest-neighbour',
    kind: 'baseline',
    seeded: false,
    allFeatures: true,
    make: nearest,
  }),
  windowEntry({
    label: 'nearest-neighbour, scored features, context 300',
    kind: 'baseline',
    seeded: false,
    context: 300,
    make: nearest,
  }),
  windowEntry({
    label: 'k-means',
    kind: 'baseline',
    seeded: true,
    make: (config, seed) => new KMeansDistance({ ...config, seed }),
  }),
  ...[50, 100].map((windowSize) =>
    windowEntry({
      label: `k-means, windows of ${windowSize}`,
      kind: 'baseline',
      seeded: true,
      windowSize,
      make: (config, seed) => new KMeansDistance({ ...config, seed }),
    }),
  ),
];
