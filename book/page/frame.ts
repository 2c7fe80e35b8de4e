/** What the live pages share: controls above, a sentence of what is seen, the chart, and the same figures as a table. */
import { onColoursChanged, drawChart, type ChartContent } from './chart';
import { element, fillTable, type TableContent } from './elements';

/** What is shown for one setting of the controls. */
export interface Shown {
  /** One sentence: what is seen. A screen reader says it after a change. */
  readonly sentence: string;
  readonly chart: ChartContent;
  readonly table: TableContent;
}

/**
 * Lays out a page and shows it.
 *
 * @param controls  In their order.
 * @param show      Computes what is shown from the controls' values.
 * @returns         What a control calls when it is moved: the page is shown again before the next frame, once.
 */
export function liveFrame(
  place: HTMLElement,
  show: () => Shown,
): { start(controls: readonly HTMLElement[]): void; moved(): void } {
  const sentence = element('p', { class: 'seen', role: 'status', 'aria-live': 'polite' });
  const chart = element('div', { class: 'chart' });
  const region = element('div', { class: 'figures', role: 'region', tabindex: '0' });
  let waits = false;
  const draw = async () => {
    waits = false;
    const { sentence: text, chart: content, table } = show();
    sentence.textContent = text;
    fillTable(region, table);
    await drawChart(chart, content);
    if (!waits) document.documentElement.dataset.live = 'drawn';
  };
  const moved = () => {
    document.documentElement.dataset.live = 'waits';
    if (!waits) requestAnimationFrame(() => void draw());
    waits = true;
  };
  const start = (controls: readonly HTMLElement[]) => {
    place.replaceChildren(element('form', { class: 'controls' }, controls), sentence, chart, region);
    place.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());
    onColoursChanged(moved);
    moved();
  };
  return { start, moved };
}
