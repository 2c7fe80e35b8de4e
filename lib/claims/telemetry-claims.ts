/** What report 3 claims of its data, measured. */
import type { ChannelCount, ChannelSummary, OddValues } from '../data/index';
import type { MeasuredClaim } from './sample';

/** Fills the claims of report 3 about its channels and their values. */
export function telemetryClaims(
  channels: readonly ChannelSummary[],
  { counts, odd, kept }: { counts: readonly ChannelCount[]; odd: OddValues; kept: number },
): Record<string, MeasuredClaim> {
  const rowsOf = (spacecraft: string) => counts.find((each) => each.spacecraft === spacecraft)!.rows;
  const total = (measure: 'pointSpans' | 'contextualSpans') =>
    channels.reduce((sum, channel) => sum + channel[measure], 0);
  return {
    'r3-channels': rowsOf('SMAP') + rowsOf('MSL'),
    'r3-smap-channels': rowsOf('SMAP'),
    'r3-msl-channels': rowsOf('MSL'),
    'r3-kept-channels': kept,
    'r3-features': Object.fromEntries(channels.map(({ spacecraft, features }) => [spacecraft, features])),
    'r3-length': Object.fromEntries(channels.map(({ channel, trainLength }) => [channel, trainLength])),
    'r3-anomaly-kinds': { point: total('pointSpans'), contextual: total('contextualSpans') },
    'r3-normalized': odd.shareBeyond,
    'r3-missing': odd.shareMissing,
  };
}
