/** Summarizes each channel of a data set from its labels and the headers of its files. */
import { anomalousWindowCount, channelSize, listChannels } from './smap-msl';

export interface ChannelSummary {
  readonly channel: string;
  readonly spacecraft: string;
  readonly features: number;
  /** Time steps. */
  readonly trainLength: number;
  readonly testLength: number;
  /** Labelled spans in the test series, by class. */
  readonly pointSpans: number;
  readonly contextualSpans: number;
  /** Time steps inside a span. */
  readonly anomalousSteps: number;
  /** Report 3's windows (10 steps, stride 5) that hold an anomalous step. */
  readonly anomalousWindows: number;
}

/**
 * Summarizes every labelled channel, in the order of the label file.
 *
 * @throws {DataError} If a labelled channel's files are missing or malformed.
 */
export function describeChannels(root: string): ChannelSummary[] {
  return listChannels(root)
    .filter(({ labelled }) => labelled)
    .map((info) => {
      const { channel, segments, spacecraft = 'SMAP' } = info;
      const contextualSpans = segments.filter(({ anomalyClass }) => anomalyClass === 'contextual').length;
      const size = channelSize(root, channel);
      return {
        channel,
        spacecraft,
        ...size,
        pointSpans: segments.length - contextualSpans,
        contextualSpans,
        anomalousSteps: segments.reduce((sum, { start, end }) => sum + Math.min(end, size.testLength) - start, 0),
        anomalousWindows: anomalousWindowCount(root, info),
      };
    });
}
