/** Exercise 4 of the chapter: the sequence length of an LSTM autoencoder, by what it finds, what it costs and how late it is. */
import type { ByProfile, Source, Suite } from '../experiments/index';

const windowSizes: ByProfile<readonly number[]> = {
  smoke: [5, 20],
  quick: [5, 10, 20, 40],
  full: [5, 10, 20, 40, 60, 80],
};
/** Training windows, the same number at each length. */
const windows: ByProfile<number> = { smoke: 60, quick: 400, full: 1000 };
/** Time steps of the test series. */
const length: ByProfile<number> = { smoke: 1000, quick: 4000, full: 10_000 };
const hiddenUnits: ByProfile<number> = { smoke: 8, quick: 32, full: 64 };
const epochs: ByProfile<number> = { smoke: 2, quick: 12, full: 60 };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0, 1, 2], full: [0, 1, 2, 3, 4] };

/** Takes half a window, so that a training series can hold as many windows of each length. */
const strideOf = (windowSize: number) => Math.max(1, windowSize >> 1);

/** Makes a row for each length of the windows. */
export const sequenceLength: Suite = ({ profile }) => {
  const cutOf = (windowSize: number) => ({ windowSize, stride: strideOf(windowSize) });
  const sourceOf = (windowSize: number): Source => ({
    kind: 'rhythm',
    channels: ['wave'],
    train: windowSize + (windows[profile] - 1) * strideOf(windowSize),
    test: length[profile],
  });
  const [first] = windowSizes[profile];
  return [
    {
      name: 'exercise-4',
      title: 'LSTM autoencoder on a wave with jumps and wrong rhythms, by sequence length',
      source: sourceOf(first),
      protocol: {
        ...cutOf(first),
        validationFraction: 0.2,
        scaling: 'none',
        threshold: { kind: 'percentile', percentile: 99, of: 'training' },
      },
      rows: windowSizes[profile].map((windowSize) => ({
        label: `lstm-autoencoder, ${windowSize} steps`,
        detector: 'lstm-autoencoder',
        config: { hiddenUnits: hiddenUnits[profile], layers: 1, latentDim: 8 },
        training: { epochs: epochs[profile], learningRate: 0.005 },
        source: sourceOf(windowSize),
        protocol: cutOf(windowSize),
        probe: 'rhythm',
      })),
      seeds: seeds[profile],
      measures: ['rocAuc', 'prAuc'],
      notes: ['Each length has a training series of its own, with the same number of windows.'],
    },
  ];
};
