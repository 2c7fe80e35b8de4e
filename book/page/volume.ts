/** The page of VUS's window. */
import type { LiveChannel } from '../live/channel-scores';
import { volumeStart, volumeWindows } from '../live/starts';
import { volumeByWindow, volumeRows } from '../live/volume';
import { colours } from './chart';
import { choice, digits, slider } from './elements';
import { liveFrame, type Shown } from './frame';

const dashes = ['solid', 'dash', 'dot'];

/** Shows the volume of each row by the widest window, beside the areas that have none. */
export function volumePage(place: HTMLElement, channels: readonly LiveChannel[]): void {
  const frame = liveFrame(place, show);
  const curves = new Map<string, readonly number[][]>();
  const names = channels.map(({ channel }) => channel);
  const on = choice(
    { id: 'channel', label: 'Channel', options: names, at: names.indexOf(volumeStart.channel) },
    frame.moved,
  );
  const window = slider(
    {
      id: 'window',
      label: "VUS's widest window: how far around a label a score still counts",
      min: 0,
      max: 500,
      step: 10,
      value: volumeStart.window,
      say: (value) => (value === 0 ? 'no window' : `${value} steps`),
    },
    frame.moved,
  );
  frame.start([on.element, window.element]);

  function curvesOf(channel: LiveChannel): readonly number[][] {
    const known = curves.get(channel.channel);
    const made = known ?? channel.rows.map((row) => volumeByWindow(row, channel.labels, volumeWindows));
    curves.set(channel.channel, made);
    return made;
  }

  function show(): Shown {
    const channel = channels[on.value()];
    const widest = window.value();
    const rows = volumeRows(channel, widest);
    const random = rows.find(({ kind }) => kind === 'random');
    const best = rows.reduce((most, each) => (each.vusPr > most.vusPr ? each : most));
    const sentence =
      `On ${channel.channel}, ${widest === 0 ? 'without a window' : `with windows up to ${widest} steps`}, random scores ` +
      `have a VUS-PR of ${digits(random?.vusPr ?? 0)} and ${best.label} has the highest, ${digits(best.vusPr)}. ` +
      `ROC-AUC knows no window: random scores have ${digits(random?.rocAuc ?? 0)}.`;
    return {
      sentence,
      chart: {
        alt: `Lines of VUS-PR by window, at ${widest}: ${rows.map(({ label, vusPr }) => `${label} ${digits(vusPr)}`).join('; ')}.`,
        height: 460,
        data: curvesOf(channel).map((values, i) => ({
          type: 'scatter',
          mode: 'lines+markers',
          name: rows[i].label,
          x: volumeWindows,
          y: values,
          line: { color: colours[rows[i].kind], dash: dashes[dashAt(rows, i)] },
        })),
        layout: {
          xaxis: { title: { text: 'Widest window (steps)' } },
          yaxis: { title: { text: 'VUS-PR (fraction)' }, range: [0, 1.02] },
          shapes: [
            {
              type: 'line',
              xref: 'x',
              yref: 'paper',
              x0: widest,
              x1: widest,
              y0: 0,
              y1: 1,
              line: { color: 'rgb(140, 140, 140)', width: 2, dash: 'dash' },
            },
          ],
        },
      },
      table: {
        caption: `Measures on ${channel.channel}, windows up to ${widest} steps`,
        columns: ['detector', 'VUS-PR', 'VUS-ROC', 'ROC-AUC', 'average precision'],
        rows: rows.map(({ kind, label, ...row }) => ({
          kind,
          cells: [label, ...[row.vusPr, row.vusRoc, row.rocAuc, row.averagePrecision].map(digits)],
        })),
      },
    };
  }
}

/** Rows of one kind share a colour, and differ in their dashes. */
function dashAt(rows: readonly { readonly kind: string }[], at: number): number {
  return rows.slice(0, at).filter(({ kind }) => kind === rows[at].kind).length % dashes.length;
}
