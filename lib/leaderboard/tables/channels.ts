/** Channel by channel: where most detectors rank normal windows above anomalous ones, and which channels are one incident. */
import type { Incidents } from '../../data/index';
import { timeIndexRow } from '../../experiments/index';
import type { Table } from '../../tables/index';
import type { LeaderboardRow } from './rows';

/** Below it scores order windows the wrong way round. */
const CHANCE = 0.5;

export interface HardChannel {
  readonly channel: string;
  /** Detectors whose ROC-AUC is below one half. */
  readonly failing: number;
  /** Detectors that have a ROC-AUC there. */
  readonly of: number;
  /** The one of the highest ROC-AUC. */
  readonly best: LeaderboardRow;
}

const isContender = ({ about: { kind, oracle } }: LeaderboardRow) => kind !== 'trivial' && !oracle;

/**
 * Counts for each channel the detectors whose windows' ROC-AUC, averaged over seeds, is below one half. Oracles and the
 * trivial rows are not detectors here.
 *
 * @returns The channel with the most first; of equal ones in the order of the results.
 */
export function hardChannels(rows: readonly LeaderboardRow[]): HardChannel[] {
  const contenders = rows.filter(isContender).map((row) => ({ row, figures: row.results.byChannel('rocAuc') }));
  const channels = contenders[0]?.row.results.channels ?? [];
  const found = channels.flatMap((channel) => {
    const own = contenders.flatMap(({ row, figures }) => {
      const rocAuc = figures.get(channel);
      return rocAuc === undefined ? [] : [{ row, rocAuc }];
    });
    if (own.length === 0) return [];
    const best = own.reduce((a, b) => (b.rocAuc > a.rocAuc ? b : a)).row;
    return [{ channel, failing: own.filter(({ rocAuc }) => rocAuc < CHANCE).length, of: own.length, best }];
  });
  return found.sort((a, b) => b.failing - a.failing);
}

/**
 * Makes the table of the channels on which half of the detectors or more are worse than chance, with the ROC-AUC of the
 * best, of the first row and of the time index, and the share of test steps that report 3's clip cuts.
 *
 * @param rows     Of the same channels, the ensemble first.
 * @param clipped  By channel.
 */
export function leaderboardChannelTable(rows: readonly LeaderboardRow[], clipped: ReadonlyMap<string, number>): Table {
  const hard = hardChannels(rows).filter(({ failing, of }) => failing >= of / 2);
  const shown = [rows[0], ...rows.filter(({ label }) => label === timeIndexRow.label)];
  const of = (row: LeaderboardRow, channel: string) => row.results.byChannel('rocAuc').get(channel) ?? null;
  return {
    caption: `Channels on which half of the detectors or more have a ROC-AUC of windows below .5, where a coin would do better`,
    columns: [
      'channel',
      { heading: 'detectors below .5', digits: 0 },
      { heading: 'of', digits: 0 },
      'best ROC-AUC',
      'best',
      ...shown.map(({ label }) => label),
      'share clipped by report 3',
    ],
    rows: hard.map(({ channel, failing, of: count, best }) => [
      channel,
      failing,
      count,
      of(best, channel),
      best.label,
      ...shown.map((row) => of(row, channel)),
      clipped.get(channel) ?? null,
    ]),
  };
}

/** Lists the incidents of some channels, the one with the most channels first. */
export function incidentTable(channels: readonly string[], incidents: Incidents): Table {
  const members = new Map<string, string[]>();
  for (const channel of channels) {
    const incident = incidents.get(channel) ?? channel;
    members.set(incident, [...(members.get(incident) ?? []), channel]);
  }
  return {
    caption: `Incidents of the report's ${channels.length} channels: their labels share at least half of their steps, or a chain of such pairs connects them`,
    columns: [
      { heading: 'channels', digits: 0, align: 'right' },
      { heading: 'which', align: 'left' },
    ],
    rows: [...members.values()].sort((a, b) => b.length - a.length).map((own) => [own.length, own.join(', ')]),
  };
}
