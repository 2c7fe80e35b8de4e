/** A judgement in words: what was judged, what is shown, and what to beware of. */
import { counted } from '../base/index';
import type { Judgement } from './judge';

/** Makes the lines that stand before the tables. */
export function describeJudgement({ data, intervals, threshold, notes, verdicts, cautions }: Judgement): string[] {
  const { series, steps, anomalous, segments } = data;
  const share = ((100 * anomalous) / steps).toFixed(1);
  const by = {
    incident: 'incident (series whose labels share half of their union are one)',
    series: 'series',
    segment: 'labelled segment',
  };
  const over = intervals.given
    ? `95 %, by ${by[intervals.by]}: each of ${intervals.groups} is left out in turn (jackknife, Student's t)`
    : intervals.groups === 0
      ? 'none'
      : `none, as ${counted(intervals.groups, intervals.by)} ${intervals.groups === 1 ? 'is' : 'are'} too few`;
  return [
    `Judged on ${series.length} series, ${counted(steps, 'step')}, ${share} % anomalous, in ${counted(segments, 'segment')}.`,
    `Intervals: ${over}.`,
    `Threshold: ${threshold}. No threshold reads the test labels, but those marked (oracle).`,
    "Events have a threshold of their own, telemanom's dynamic one. VUS of (b) has windows of up to 100 steps.",
    ...notes.map((note) => `Note: ${note}.`),
    '',
    'Verdict',
    ...verdicts.map((verdict) => `  ${verdict}`),
    ...(cautions.length > 0
      ? ['', 'Beware', ...cautions.map(({ row, kind, text }) => `  ${row}, ${kind}: ${text}`)]
      : []),
  ];
}
