/** The rows of the leaderboard. */
import type { Entry } from './entry';
import { forecastEntry } from './forecast-entries';
import { contextMembers, pooledContextEntry } from './pooled-context';
import { windowEntries } from './window-entries';

const [standardized] = contextMembers;

/** The ensemble's label; its settings were chosen on the report's channels, so that its windows figures are an oracle's. */
export const ENSEMBLE = 'pooled-context ensemble';

/** The best of the rows that are no contribution of the leaderboard; the ensemble is held against it. */
export const BEST_BASELINE = 'nearest-neighbour, telemetry, context 300';

export const entries: readonly Entry[] = [
  ...windowEntries,
  pooledContextEntry('statistics of 50 steps, training alone, causal', {
    ...{ members: [standardized], compareWith: 'training', calibration: 'none', shares: [0.01], contexts: [300] },
  }),
  pooledContextEntry('statistics of 50 steps, pooled', { members: [standardized] }),
  pooledContextEntry(ENSEMBLE),
  // What choices.ts gives for the 53 channels: their anomalies are short, so that a tenth of the pool does.
  pooledContextEntry("pooled-context, settings of the 53 channels outside the report's", {
    ...{ contexts: [100], shares: [0.1], calibration: 'none' },
  }),
  forecastEntry('lstm-forecaster'),
  forecastEntry('convolutional-forecaster', { network: 'convolutional' }),
  forecastEntry('convolutional-forecaster, pooled codes', { network: 'convolutional', scores: 'codes', context: 300 }),
];
