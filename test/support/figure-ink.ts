/** Whether a figure on a page shows anything, judged by its pixels. */
import { PNG } from 'pngjs';
import type { Locator, TestPage } from './browser-page';

/** A figure with fewer pixels of data than this is blank: the thinnest line across a small panel has about this many. */
export const LEAST_INK = 500;

// What Plotly draws from the data, one such layer for each kind of trace; axes, grid, shapes and legend lie outside. And pictures.
const dataParts = '.main-svg .mlayer, .main-svg .polar .scatterlayer, .gl-container, img';

/** Pixels that are not the white ground. */
export function inkOf(png: Buffer): number {
  const { data } = PNG.sync.read(png);
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) if (data.readUIntBE(at, 3) !== 0xffffff) ink++;
  return ink;
}

/**
 * Pixels that change when a figure's data is hidden. A plot that is only its frame has none, nor has a picture that is all
 * of the page's colour.
 */
export async function dataInk(page: TestPage, figure: Locator): Promise<number> {
  // What appears under the mouse and fades again would count as ink.
  await addStyle(page, '.modebar-container, .hoverlayer { display: none !important }');
  const drawn = await figure.screenshot();
  await addStyle(page, `:is(${dataParts}) { opacity: 0 !important; transition: none !important }`);
  const frame = await figure.screenshot();
  await page.evaluate(`document.querySelectorAll('.added-by-test').forEach((style) => style.remove())`);
  return differingPixels(PNG.sync.read(drawn), PNG.sync.read(frame));
}

async function addStyle(page: TestPage, rules: string): Promise<void> {
  const html = JSON.stringify(`<style class="added-by-test">${rules}</style>`);
  await page.evaluate(`document.head.insertAdjacentHTML('beforeend', ${html})`);
}

/** @throws If the two differ in size: then the page moved between them. */
function differingPixels(a: PNG, b: PNG): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`a figure changed from ${a.width} x ${a.height} to ${b.width} x ${b.height} pixels`);
  }
  let differing = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    if (a.data.readUIntBE(at, 3) !== b.data.readUIntBE(at, 3)) differing++;
  }
  return differing;
}
