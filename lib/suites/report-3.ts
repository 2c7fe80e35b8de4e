/** Report 3: LSTM-VAE, LSTM-Attention and the Anomaly Transformer on SMAP/MSL, or on simulated telemetry. */
import {
  measuresOn,
  PLACE_NOTE,
  placeRows,
  plainRows,
  protocolFor,
  smapMslProtocol,
  smapMslSource,
  type ByProfile,
  type SuiteContext,
  type SuiteRow,
  type SuiteTable,
} from '../experiments/index';
import { trivialDetectors } from '../models/index';
import { lstmVaeRows } from './lstm-vae-readings';

/** Channels, evenly spread over the 28 of the report. */
const channelLimit: ByProfile<number> = { smoke: 1, quick: 5, full: Infinity };
const seeds: ByProfile<readonly number[]> = { smoke: [0], quick: [0], full: [0, 1, 2] };

/**
 * The report names no number of epochs. By 100, what the others train at most, LSTM-Attention still learnt on 23 of the 28
 * channels.
 */
export const attentionTraining: ByProfile<SuiteRow['training']> = {
  smoke: undefined,
  quick: undefined,
  full: { epochs: 300 },
};

export function report3({ profile, telemetry }: SuiteContext): readonly SuiteTable[] {
  const source = smapMslSource(telemetry, 'all', channelLimit[profile]);
  const count = source.channels.length;
  const channels = `${count} ${count === 1 ? 'channel' : 'channels'}`;
  const shared = { source, seeds: seeds[profile], measures: measuresOn('windows') } as const;
  return [
    {
      ...shared,
      name: 'report-3',
      title: `SMAP/MSL, windows of 10 with stride 5, macro average of ${channels}`,
      protocol: smapMslProtocol,
      rows: [
        ...lstmVaeRows(source, profile),
        ...plainRows(['lstm-attention'], { training: attentionTraining[profile] }),
        ...plainRows(['pca', 'k-means', 'isolation-forest', 'moving-average', 'range']),
        ...plainRows(trivialDetectors),
        ...placeRows(source),
      ],
      notes: [
        ...(count < 28 ? [`${count} of the report's 28 channels; profile full runs them all.`] : []),
        "The report's loss has three readings; its figures of one may be another's.",
        PLACE_NOTE,
      ],
    },
    {
      ...shared,
      name: 'report-3, transformer',
      title: `SMAP/MSL, windows of 200 with stride 50, macro average of ${channels}`,
      protocol: protocolFor('anomaly-transformer'),
      rows: [...plainRows(['anomaly-transformer', 'pca', ...trivialDetectors]), ...placeRows(source)],
      notes: ['Longer windows hold an anomaly more often: all-anomalous is another row than above.'],
    },
  ];
}
