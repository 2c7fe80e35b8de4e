import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import type { Browser } from '../../lib/plots/launch';
import { plotlyMimeType } from '../../lib/plots/show';
import { browserOrSkip, keepScreenshot, newPage, skip, type TestPage } from '../support/browser-page';
import { dataInk, LEAST_INK } from '../support/figure-ink';
import { JupyterLab, labMissing } from '../support/jupyter-lab';
import { sleep, until } from '../support/processes';

const root = path.join(__dirname, '..', '..');
const notebooks = ['03-lstm-vae', '08-pipeline'];
const windowSize = { width: 1400, height: 1000 };
// Chromium draws no higher picture than 16,384 pixels.
const HIGHEST = 16_000;
const panel = '.jp-NotebookPanel .jp-WindowedPanel-outer';
/** What JupyterLab's Plotly extension makes of an output: the picture, and under the mouse the plot instead. */
const rendered = '.jp-NotebookPanel .jp-RenderedPlotly';

interface Notebook {
  cells: { outputs?: { data?: Record<string, unknown> }[] }[];
}

/** JupyterLab warns where it starts slowly: that is the load of the machine, not a fault of a page. */
function isFault(complaint: string): boolean {
  return !/^Plugin \S+ .*(took [\d.]+ms|is taking too long) to activate\.$/.test(complaint);
}

/** The outputs of a notebook that are figures. */
function figuresOf({ cells }: Notebook): Record<string, unknown>[] {
  const outputs = cells.flatMap((cell) => cell.outputs ?? []);
  return outputs.flatMap(({ data }) => (data?.[plotlyMimeType] ? [data] : []));
}

function readNotebook(file: string): Notebook {
  return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Notebook;
}

/** A picture of the same size, all white. */
function whitened(png: string): string {
  const { width, height } = PNG.sync.read(Buffer.from(png, 'base64'));
  const white = new PNG({ width, height });
  white.data.fill(0xff);
  return PNG.sync.write(white).toString('base64');
}

describe('notebooks in JupyterLab', () => {
  let browser: Browser | undefined;
  let lab: JupyterLab | undefined;
  let scratch: string | undefined;

  before(async function () {
    const missing = labMissing();
    if (missing) skip(this, missing);
    browser = await browserOrSkip(this);
    fs.mkdirSync(path.join(root, 'results'), { recursive: true });
    // In the repository, because JupyterLab shows nothing outside its root.
    scratch = fs.mkdtempSync(path.join(root, 'results', 'lab-'));
    lab = await JupyterLab.start();
  });

  after(async () => {
    await browser?.close();
    await lab?.stop();
    if (scratch) fs.rmSync(scratch, { recursive: true });
  });

  /** Opens a notebook and waits until every figure of its file has a picture or a plot on the page. */
  async function open(file: string): Promise<{ page: TestPage; complaints: string[] }> {
    const allowed = [lab!.address, lab!.address.replace('http', 'ws'), 'data:', 'blob:'];
    const allows = (url: string) => allowed.some((start) => url.startsWith(start));
    const opened = await newPage(browser!, { viewport: windowSize, allows, offline: false });
    await opened.page.goto(lab!.urlOf(file), { waitUntil: 'load', timeout: 60_000 });
    const shown = `[...document.querySelectorAll('${rendered}')].filter((figure) =>
      figure.querySelector('.main-svg') || figure.querySelector('img[src]')?.complete).length`;
    const count = figuresOf(readNotebook(file)).length;
    await until(`${count} figures of ${file}`, async () => (await opened.page.evaluate<number>(shown)) === count);
    return opened;
  }

  /** The whole notebook, in a window that is high enough for it. */
  async function screenshot(page: TestPage): Promise<Buffer> {
    const outside =
      windowSize.height - (await page.evaluate<number>(`document.querySelector('${panel}').clientHeight`));
    const content = await page.evaluate<number>(`document.querySelector('${panel}').scrollHeight`);
    await page.setViewportSize({ ...windowSize, height: Math.min(content + outside, HIGHEST) });
    const png = await page.screenshot();
    await page.setViewportSize(windowSize);
    return png;
  }

  /** What is wrong with the figures as they are when a notebook is opened. */
  async function pictureFaults(page: TestPage): Promise<string[]> {
    const faults: string[] = [];
    const overflow = `[...document.querySelectorAll('${rendered}')].map((each) => each.scrollWidth - each.clientWidth)`;
    for (const [i, excess] of (await page.evaluate<number[]>(overflow)).entries()) {
      if (excess > 0) faults.push(`figure ${i + 1}: ${excess} pixels of the picture's width are cut off`);
      const ink = await dataInk(page, page.locator(rendered).nth(i));
      if (ink < LEAST_INK) faults.push(`figure ${i + 1}: blank picture`);
    }
    return faults;
  }

  /** Brings the mouse to each figure, which turns it into a plot, and says what is wrong with these. */
  async function plotFaults(page: TestPage): Promise<string[]> {
    const figures = page.locator(rendered);
    const count = await figures.count();
    for (let i = 0; i < count; i++) await figures.nth(i).hover();
    const plots = `document.querySelectorAll('${rendered}:has(.main-svg)').length`;
    await until(`${count} plots`, async () => (await page.evaluate<number>(plots)) === count);
    // The extension draws a plot a second time, in the size of the cell.
    await sleep(2000);
    const faults: string[] = [];
    const heights = `[...document.querySelectorAll('${rendered}')].map((each) => each.offsetHeight)`;
    for (const [i, height] of (await page.evaluate<number[]>(heights)).entries()) {
      if (height === 0) faults.push(`figure ${i + 1}: the plot has no height`);
      else if ((await dataInk(page, figures.nth(i))) < LEAST_INK) faults.push(`figure ${i + 1}: blank plot`);
    }
    return faults;
  }

  for (const name of notebooks) {
    it(`${name} shows every figure, asks nobody for anything and leaves the console empty`, async () => {
      const { page, complaints } = await open(`notebooks/${name}.ipynb`);
      keepScreenshot(`${name}.png`, await screenshot(page));
      assert.deepEqual(await pictureFaults(page), []);
      assert.deepEqual(await plotFaults(page), []);
      assert.deepEqual(complaints.filter(isFault), []);
      await page.close();
    });
  }

  it('would see a white picture and a plot without data', async () => {
    const notebook = readNotebook(`notebooks/${notebooks[0]}.ipynb`);
    const cells = notebook.cells.filter((cell) => figuresOf({ cells: [cell] }).length > 0).slice(0, 3);
    const [first, second] = figuresOf({ cells });
    first['image/png'] = whitened(String(first['image/png']));
    (second[plotlyMimeType] as { data: unknown[] }).data = [];
    const file = path.join(path.relative(root, scratch!), 'blank.ipynb');
    fs.writeFileSync(path.join(root, file), JSON.stringify({ ...notebook, cells }));
    const { page } = await open(file);
    assert.deepEqual(await pictureFaults(page), ['figure 1: blank picture']);
    assert.deepEqual(await plotFaults(page), ['figure 2: blank plot']);
    await page.close();
  });

  it('begins at the welcome page of the working copy, with no news before it', async () => {
    const allowed = [lab!.address, lab!.address.replace('http', 'ws'), 'data:', 'blob:'];
    const allows = (url: string) => allowed.some((start) => url.startsWith(start));
    const { page, complaints } = await newPage(browser!, { viewport: windowSize, allows, offline: false });
    await page.goto(lab!.welcome, { waitUntil: 'load', timeout: 60_000 });
    const preview = '.jp-MarkdownViewer .jp-RenderedMarkdown';
    const found = `[...document.querySelectorAll('${preview} a')].map((link) => link.textContent)`;
    await until('the welcome page', async () => (await page.evaluate<string[]>(found)).length > 0);
    const links = await page.evaluate<string[]>(found);
    for (const name of ['01', '03', '10']) assert.ok(links.includes(name), String(links));
    await sleep(2000); // the news would be there by then
    assert.equal(await page.evaluate<number>(`document.querySelectorAll('.Toastify__toast').length`), 0);
    const copy = path.join(root, 'results', 'lab');
    await page.locator(`${preview} td a:text-is("01")`).click();
    // Lab also opens what was open before, so notebook 01 need not be the first.
    const opened = `[...document.querySelectorAll('.jp-NotebookPanel .jp-Notebook')].some((notebook) =>
      notebook.textContent.includes('The telemetry'))`;
    await until('notebook 01', () => page.evaluate<boolean>(opened));
    assert.equal(fs.realpathSync(path.join(copy, 'lib')), path.join(root, 'lib'));
    keepScreenshot('lab-welcome.png', await page.screenshot());
    assert.deepEqual(complaints.filter(isFault), []);
    await page.close();
  });

  it('started no kernel', async () => {
    assert.equal(await lab!.kernels(), 0);
  });
});
