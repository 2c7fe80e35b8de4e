/**
 * What each part of the multi-scale ensemble is worth: its rows differ from the one setting in one thing each, on all labelled
 * channels of the telemetry, the two spacecraft apart.
 */
import { incidentsOf, listChannels, type Spacecraft } from '../data/index';
import type { MultiScaleConfig } from '../detectors/index';
import { smapMslProtocol, smapMslSource, type Suite, type SuiteRow, type SuiteTable } from '../experiments/index';
import { ENSEMBLE, labelledChannels, UNCLIPPED } from '../leaderboard/index';

function variant(label: string, config: Partial<MultiScaleConfig>, protocol?: SuiteRow['protocol']): SuiteRow {
  return {
    label,
    detector: 'multi-scale',
    ...(Object.keys(config).length > 0 && { config: config as SuiteRow['config'] }),
    ...(protocol && { protocol }),
    about: { kind: 'ensemble', use: config.pool === undefined ? 'offline' : 'streaming' },
  };
}

/** All columns of short stretches would take a minute a channel. */
const LONG_SCALES = [64, 128, 256];

const rows: readonly SuiteRow[] = [
  variant(ENSEMBLE, {}),
  ...[16, 32, 64, 128, 256].map((scale) => variant(`one scale, ${scale} steps`, { scales: [scale] })),
  variant('scales of 64 to 256 steps', { scales: LONG_SCALES }),
  variant('scales of 64 to 256 steps, all columns', { scales: LONG_SCALES, features: 'all' }),
  ...[0.01, 0.1, 0.3, 0.5].map((share) => variant(`share ${share} of the pool alone`, { shares: [share] })),
  variant('without averages over time', { contexts: [1] }),
  variant('average over 100 steps alone', { contexts: [100] }),
  variant('quantiles in place of statistics', { describe: 'quantiles' }),
  variant('pool of training and past, looks only back', { pool: 'past' }),
  variant('pool of training alone, looks only back', { pool: 'training' }),
  variant('clipped at five training deviations', {}, { scaling: 'telemetry' }),
];

export const ablation: Suite = ({ profile, telemetry }) => {
  const craftOf = new Map(listChannels(telemetry).map(({ channel, spacecraft }) => [channel, spacecraft]));
  const incidents = incidentsOf(telemetry);
  const crafts: readonly Spacecraft[] = ['SMAP', 'MSL'];
  return crafts.flatMap((craft): SuiteTable[] => {
    const all = labelledChannels(telemetry).filter((channel) => craftOf.get(channel) === craft);
    const channels = profile === 'smoke' ? all.slice(0, 1) : all;
    if (channels.length === 0) return [];
    const independent = new Set(channels.map((channel) => incidents.get(channel))).size;
    return [
      {
        name: `ablation, ${craft}`,
        title: `${craft}: the multi-scale ensemble and what is left of it, ${channels.length} channels, ${independent} incidents`,
        source: smapMslSource(telemetry, channels),
        protocol: { ...smapMslProtocol, ...UNCLIPPED, measuredOn: ['steps'] },
        rows,
        seeds: [0],
        measures: ['vusPr', 'stepPrAuc'],
        across: craft,
        incidents: Object.fromEntries(incidents),
        notes: [
          'The setting was put together with both spacecraft in sight. Whoever picks the best row on one spacecraft and reads its figure on the other looks at no label of the latter.',
        ],
      },
    ];
  });
};
