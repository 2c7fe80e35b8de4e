/** A chart in the colours of the page, light or dark, drawn again when they change. */
import { okabeIto } from '../../lib/plots/theme';
import type { RowKind } from '../live/channel-scores';

interface PlotlyLibrary {
  react(place: HTMLElement, data: readonly object[], layout: object, config: object): Promise<unknown>;
}

declare const Plotly: PlotlyLibrary;

/** Colours that stand out on white and on black. */
export const colours: Readonly<Record<RowKind, string>> = {
  network: okabeIto.skyBlue,
  ensemble: okabeIto.green,
  baseline: '#8C8C8C',
  random: okabeIto.vermilion,
};

export interface ChartContent {
  /** What the chart shows, for who does not see it. */
  readonly alt: string;
  readonly data: readonly object[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly height: number;
}

/** Draws a chart, or draws it again with other content. */
export async function drawChart(place: HTMLElement, { alt, data, layout, height }: ChartContent): Promise<void> {
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', alt);
  place.style.minHeight = `${height}px`;
  const text = getComputedStyle(document.body).color;
  const { xaxis, yaxis, ...rest } = layout as { xaxis?: object; yaxis?: object };
  const axis = { gridcolor: 'rgba(128, 128, 128, 0.3)', zeroline: false, automargin: true, fixedrange: true };
  const themed = {
    height,
    paper_bgcolor: 'rgba(0, 0, 0, 0)',
    plot_bgcolor: 'rgba(0, 0, 0, 0)',
    font: { color: text, size: 13, family: 'Open Sans, Verdana, Arial, sans-serif' },
    margin: { l: 12, r: 16, t: 12, b: 44 },
    hovermode: 'closest',
    legend: { orientation: 'h', y: -0.25, yanchor: 'top' },
    ...rest,
    xaxis: { ...axis, ...xaxis },
    yaxis: { ...axis, ...yaxis },
  };
  await Plotly.react(place, data, themed, { responsive: true, displayModeBar: false });
}

/** Calls back when the page's colours change, by its own switch or by the system's. */
export function onColoursChanged(callback: () => void): void {
  new MutationObserver(callback).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback);
}

/** Breaks a long name over lines, for the axis of a narrow chart. */
export const inLines = (label: string) => label.replace(/([,:]) /g, '$1<br>');
