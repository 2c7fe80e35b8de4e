/** The page of the point-adjustment slider. */
import type { LiveChannel } from '../live/channel-scores';
import { adjustedRows, passedNetworks } from '../live/point-adjustment';
import { adjustmentStart } from '../live/starts';
import { colours, inLines } from './chart';
import { choice, digits, slider } from './elements';
import { liveFrame, type Shown } from './frame';

/** Shows the adjusted F1 of each row, and which networks random scores pass. */
export function pointAdjustmentPage(place: HTMLElement, channels: readonly LiveChannel[]): void {
  const frame = liveFrame(place, show);
  const on = choice(
    {
      id: 'channel',
      label: 'Channel',
      options: [`mean of all ${channels.length}`, ...channels.map(({ channel }) => channel)],
    },
    frame.moved,
  );
  const k = slider(
    {
      id: 'k',
      label: 'k: the share of a segment that must be predicted before all of it counts',
      min: 0,
      max: 100,
      step: 1,
      value: adjustmentStart.k,
      say: (value) => `${value} %${value === 0 ? ', plain point adjustment' : value === 100 ? ', no adjustment' : ''}`,
    },
    frame.moved,
  );
  const share = slider(
    {
      id: 'share',
      label: 'Threshold: the share of each series that is called anomalous',
      min: 0.5,
      max: 20,
      step: 0.5,
      value: adjustmentStart.share,
      say: (value) => `the highest ${value} % of the scores`,
    },
    frame.moved,
  );
  frame.start([on.element, k.element, share.element]);

  function show(): Shown {
    const chosen = on.value() === 0 ? channels : [channels[on.value() - 1]];
    const state = { k: k.value(), share: share.value() };
    const rows = adjustedRows(chosen, state);
    const plain = adjustedRows(chosen, { ...state, k: 100 });
    const random = rows.find(({ kind }) => kind === 'random');
    const networks = rows.filter(({ kind }) => kind === 'network');
    const passed = passedNetworks(rows).length;
    const best = networks.reduce((most, each) => (each.f1 > most.f1 ? each : most));
    const passing = passed === networks.length ? `all ${passed}` : passed === 0 ? 'none' : `${passed}`;
    const sentence =
      `At k = ${state.k} % random scores have an F1 of ${digits(random?.f1 ?? 0)} and the best network, ${best.label}, ` +
      `${digits(best.f1)}: random scores pass ${passing} of the networks.`;
    const upwards = [...rows].reverse();
    return {
      sentence,
      chart: {
        alt: `Bars of F1: ${rows.map(({ label, f1 }) => `${label} ${digits(f1)}`).join('; ')}.`,
        height: 420,
        data: [
          {
            type: 'bar',
            orientation: 'h',
            y: upwards.map(({ label }) => inLines(label)),
            x: upwards.map(({ f1 }) => f1),
            marker: { color: upwards.map(({ kind }) => colours[kind]) },
            error_x: {
              type: 'data',
              symmetric: false,
              color: 'rgb(140, 140, 140)',
              array: upwards.map(({ f1, highest }) => highest - f1),
              arrayminus: upwards.map(({ f1, lowest }) => f1 - lowest),
            },
            hovertemplate: '%{x:.3f}<extra></extra>',
          },
        ],
        layout: { xaxis: { range: [0, 1], title: { text: 'F1 (fraction)' } }, yaxis: { type: 'category' } },
      },
      table: {
        caption: 'F1 of each detector',
        columns: ['detector', 'F1', 'without adjustment'],
        rows: rows.map(({ label, kind, f1, lowest, highest }, i) => ({
          kind,
          cells: [
            label,
            digits(f1) + (kind === 'random' ? ` (${digits(lowest)} to ${digits(highest)})` : ''),
            digits(plain[i].f1),
          ],
        })),
      },
    };
  }
}
