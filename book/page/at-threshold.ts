/** The page of threshold, window and context. */
import { callAbove, type Called } from '../live/at-threshold';
import type { LiveChannel } from '../live/channel-scores';
import { thresholdStart } from '../live/starts';
import { colours } from './chart';
import { choice, digits, slider } from './elements';
import { liveFrame, type Shown } from './frame';

const contexts = ['causal', 'centred'] as const;

/** Shows scores over the labelled spans, and what the threshold makes of them. */
export function thresholdPage(place: HTMLElement, channels: readonly LiveChannel[]): void {
  const frame = liveFrame(place, show);
  const names = channels.map(({ channel }) => channel);
  const labels = channels[0].rows.map(({ label }) => label);
  const on = choice(
    { id: 'channel', label: 'Channel', options: names, at: names.indexOf(thresholdStart.channel) },
    frame.moved,
  );
  const of = choice(
    { id: 'detector', label: 'Detector', options: labels, at: labels.indexOf(thresholdStart.row) },
    frame.moved,
  );
  const percentile = slider(
    {
      id: 'percentile',
      label: 'Threshold: the percentile of the scores',
      min: 50,
      max: 100,
      step: 0.1,
      value: thresholdStart.percentile,
      say: (value) => `${value.toFixed(1)} %`,
    },
    frame.moved,
  );
  const window = slider(
    {
      id: 'window',
      label: 'Window: steps over which scores are averaged',
      min: 1,
      max: 300,
      step: 1,
      value: thresholdStart.window,
      say: (value) => (value === 1 ? '1 step, as they are' : `${value} steps`),
    },
    frame.moved,
  );
  const context = choice(
    {
      id: 'context',
      label: 'Context: where the window lies',
      options: ['before the step (causal)', 'around the step (centred)'],
    },
    frame.moved,
  );
  frame.start([on, of, percentile, window, context].map((control) => control.element));

  function show(): Shown {
    const channel = channels[on.value()];
    const { label, kind, draws } = channel.rows[of.value()];
    const called = callAbove(draws[0], channel.labels, {
      percentile: percentile.value(),
      window: window.value(),
      context: contexts[context.value()],
    });
    const { tp, fp, fn } = called.confusion;
    const sentence =
      `${label} on ${channel.channel}: of ${tp + fp} steps that are called, ${tp} are labelled, and ${fn} labelled steps ` +
      `are missed. F1 ${digits(called.f1)}, event F1 ${digits(called.eventF1)}.`;
    return {
      sentence,
      chart: chartOf(channel, called, { label, colour: colours[kind] }),
      table: {
        caption: `${label} on ${channel.channel}`,
        columns: ['measure', 'value'],
        rows: Object.entries(figuresOf(called)).map((cells) => ({ cells })),
      },
    };
  }
}

/** Names what the table shows. */
function figuresOf({ confusion: { tp, fp, fn, tn }, ...called }: Called): Record<string, string> {
  return {
    'labelled and called (true positives)': String(tp),
    'called, not labelled (false positives)': String(fp),
    'labelled, not called (false negatives)': String(fn),
    'neither (true negatives)': String(tn),
    precision: digits(called.precision),
    recall: digits(called.recall),
    F1: digits(called.f1),
    'event F1': digits(called.eventF1),
    'ROC-AUC, of all thresholds': digits(called.rocAuc),
    threshold: called.threshold.toPrecision(4),
  };
}

function chartOf(
  { channel, segments }: LiveChannel,
  { scores, threshold, called }: Called,
  { label, colour }: { readonly label: string; readonly colour: string },
) {
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const span = ({ start, end }: { start: number; end: number }, fill: string, [y0, y1]: readonly [number, number]) => {
    return { type: 'rect', xref: 'x', yref: 'paper', x0: start, x1: end, y0, y1, fillcolor: fill, line: { width: 0 } };
  };
  return {
    alt:
      `Scores of ${label} on ${channel} by step, ${segments.length} labelled spans shaded, the threshold ` +
      `${threshold.toPrecision(3)} as a line, the highest score ${highest.toPrecision(3)}; ${called.length} spans called.`,
    height: 360,
    data: [
      { type: 'scatter', mode: 'lines', name: 'score', y: Array.from(scores), line: { color: colour, width: 1.5 } },
      {
        type: 'scatter',
        mode: 'lines',
        name: 'threshold',
        x: [0, scores.length],
        y: [threshold, threshold],
        line: { color: 'rgb(140, 140, 140)', width: 2, dash: 'dash' },
      },
    ],
    layout: {
      xaxis: { title: { text: 'Time (steps)' } },
      yaxis: { title: { text: 'Score (a.u.)' }, rangemode: 'tozero' },
      shapes: [
        ...segments.map((each) => span(each, 'rgba(213, 94, 0, 0.3)', [0, 1])),
        ...called.map((each) => span(each, 'rgba(204, 121, 167, 0.9)', [0, 0.03])),
      ],
    },
  };
}
