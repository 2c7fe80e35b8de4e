import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildBook, type BuiltBook } from '../../book/build-book';
import { readKeptScores } from '../../book/kept-scores';
import { openChannel, type ScoredRow } from '../../book/live/channel-scores';
import { mean, quantile } from '../../lib/base';
import {
  averagePrecision,
  confusion,
  eventF1,
  pointAdjustedF1,
  precisionRecallF1,
  rocAuc,
  vus,
} from '../../lib/metrics';
import type { Browser } from '../../lib/plots/launch';
import { movingAverage } from '../../lib/scoring';
import { browserOrSkip, keepScreenshot, newPage, type TestPage } from '../support/browser-page';
import { dataInk, inkOf, LEAST_INK } from '../support/figure-ink';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1200, height: 900 };
const NARROW = { width: 390, height: 844 };

/** How a page is looked at: one page of each width, in its themes one after the other. */
const WIDTHS = [
  { viewport: WIDE, modes: [{ mode: 'light', theme: 'light' }, { mode: 'dark', theme: 'dark' }] },
  { viewport: NARROW, modes: [{ mode: 'narrow', theme: 'light' }] },
]; // prettier-ignore

type Look = (page: TestPage, where: string) => Promise<void>;

describe('the book in a browser', () => {
  const output = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-book-'));
  const channels = readKeptScores().map(openChannel);
  let built: BuiltBook;
  let browser: Browser | undefined;

  before(async function () {
    browser = await browserOrSkip(this);
    built = await buildBook({ output });
  });

  after(async () => {
    await browser?.close();
    fs.rmSync(output, { recursive: true });
  });

  async function open(file: string, viewport = WIDE): Promise<{ page: TestPage; complaints: string[] }> {
    const allows = (url: string) => /^(file|data|blob):/.test(url);
    const { page, complaints } = await newPage(browser!, { viewport, allows, offline: true });
    await page.goto(pathToFileURL(path.join(output, file)).href, { waitUntil: 'load', timeout: 60_000 });
    await page.waitForFunction(`document.body.style.display !== 'none'`, undefined, { timeout: 60_000 });
    await drawn(page);
    return { page, complaints };
  }

  /** Waits until figures and live pages show what they should. */
  async function drawn(page: TestPage): Promise<void> {
    const dataset = 'document.documentElement.dataset';
    const live = `(!document.querySelector('[data-live-page]') || ${dataset}.live === 'drawn')`;
    const figures = `(!document.querySelector('figure script') || ${dataset}.figures === 'drawn')`;
    await page.waitForFunction(`${live} && ${figures}`, undefined, { timeout: 120_000 });
  }

  /** Moves a slider by the keyboard: Home, then a step for each press. */
  async function press(page: TestPage, slider: string, keys: readonly string[]): Promise<void> {
    await page.locator(`#${slider}`).focus();
    for (const key of keys) await page.keyboard.press(key);
    await drawn(page);
  }

  const times = (count: number, key: string) => Array.from({ length: count }, () => key);

  /** Reads the table that stands beside the chart, by the name of each row. */
  async function figures(page: TestPage): Promise<Map<string, readonly string[]>> {
    const rows = await page.evaluate<[string, ...string[]][]>(
      `[...document.querySelectorAll('.figures tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))`,
    );
    return new Map(rows.map(([name, ...cells]) => [name, cells]));
  }

  const textOf = (page: TestPage, selector: string) =>
    page.evaluate<string>(`document.querySelector('${selector}').textContent.replace(/\\s+/g, ' ')`);

  const digits = (value: number) => value.toFixed(3).replace(/^0\./, '.');

  /** F1 of a row's draws after adjustment, averaged over channels, computed by lib/metrics. */
  function adjustedF1(label: string, k: number, share: number): number {
    const ofChannel = ({ rows, labels }: (typeof channels)[number]) => {
      const { draws } = rows.find((row) => row.label === label)!;
      return mean(draws.map((scores) => pointAdjustedF1(calledOf(scores, 1 - share / 100), labels, k)));
    };
    return mean(channels.map(ofChannel));
  }

  function calledOf(scores: Float64Array, level: number): Uint8Array {
    const threshold = quantile(scores.slice().sort(), level);
    return Uint8Array.from(scores, (score) => (score > threshold ? 1 : 0));
  }

  it('has no link or picture that leads nowhere', () => {
    const files = fs
      .readdirSync(output, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html'));
    assert.ok(files.length > 500, `${files.length} pages`);
    const html = new Map(
      files.map((file) => [path.join(output, file), fs.readFileSync(path.join(output, file), 'utf8')]),
    );
    const lost = [...html].flatMap(([file, text]) => {
      const body = text.replace(/<script type="application.*?<\/script>/gs, '');
      const targets = [...body.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, target]) => target);
      return [...new Set(targets)].filter((target) => {
        if (/^(https?|data|mailto):/.test(target) || target.startsWith('#icon-')) return false;
        const [name, anchor] = target.split('#');
        const to = name ? path.join(path.dirname(file), decodeURIComponent(name)) : file;
        return !fs.existsSync(to) || Boolean(anchor && html.has(to) && !html.get(to)!.includes(`id="${anchor}"`));
      }).map((target) => `${path.relative(output, file)} leads to ${target}`); // prettier-ignore
    });
    assert.deepEqual(lost, []);
  });

  it('opens every document from disk with an empty console and no request, and at 390 pixels without scrolling sideways', async () => {
    for (const file of ['index.html', 'modules.html', 'functions/metrics.vus.html', ...built.documents]) {
      const { page, complaints } = await open(file);
      assert.ok(inkOf(await page.screenshot()) > 5000, `${file} is blank`);
      await page.setViewportSize(NARROW);
      await drawn(page);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= NARROW.width, `${file} is ${width} pixels wide`);
      assert.deepEqual(complaints, [], file);
      await page.close();
    }
  });

  /** Looks at a page in the themes of a width, after each has been drawn, and keeps a picture of each. */
  async function look(file: string, { viewport, modes }: (typeof WIDTHS)[number], at: Look): Promise<void> {
    const { page } = await open(file, viewport);
    for (const { mode, theme } of modes) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      await drawn(page);
      const where = `${path.basename(file, '.html')}-${mode}`;
      await at(page, where);
      keepScreenshot(`book-${where}.png`, await page.screenshot({ fullPage: true, timeout: 120_000 }));
    }
    await page.close();
  }

  for (const width of WIDTHS) {
    const names = width.modes.map(({ mode }) => mode).join(' and ');
    it(`draws every figure of the notebooks, neither blank nor clipped: ${names}`, async () => {
      const notebooks = built.documents.filter((file) => /documents\/\d\d-/.test(file));
      assert.equal(notebooks.length, 10);
      let figures = 0;
      for (const file of notebooks) {
        await look(file, width, async (page, where) => {
          assert.deepEqual(await page.evaluate(clippedTexts('.interactive')), [], where);
          const plots = page.locator('.interactive');
          for (let i = 0; i < (await plots.count()); i++, figures++) {
            const ink = await dataInk(page, plots.nth(i));
            assert.ok(ink >= LEAST_INK, `${where}, figure ${i + 1} is blank (${ink} pixels of data)`);
          }
        });
      }
      assert.equal(figures, built.figures * width.modes.length);
    });
  }

  it('is searched from disk, by the keyboard', async () => {
    const { page } = await open('index.html');
    await page.evaluate(`document.querySelector('#tsd-search-trigger').click()`);
    await page.keyboard.type('bestPointAdjustedF1');
    const found = `document.querySelector('#tsd-search-results')?.textContent.includes('bestPointAdjustedF1')`;
    await page.waitForFunction(found, undefined, { timeout: 60_000 });
    await page.close();
  });

  it('lets random scores overtake the networks where the text says, by lib/metrics', async () => {
    const { page } = await open('documents/point-adjustment.html');
    const text = await textOf(page, '.col-content');
    const said =
      /At k = (\d+) % the best network is still ahead, (\.\d+) to (\.\d+)\. At k = (\d+) % random scores pass all three: (\.\d+) to (\.\d+)\./.exec(
        text,
      )!;
    assert.ok(said, text.slice(0, 900));
    const networks = channels[0].rows.filter(({ kind }) => kind === 'network').map(({ label }) => label);
    const random = channels[0].rows.find(({ kind }) => kind === 'random')!.label;
    const start = await figures(page);
    assert.equal(start.size, channels[0].rows.length);
    for (const { label } of channels[0].rows)
      assert.ok(start.get(label)![0].startsWith(digits(adjustedF1(label, 100, 5))), label);
    const best = (k: number) => digits(Math.max(...networks.map((label) => adjustedF1(label, k, 5))));
    const [before, passes] = [Number(said[1]), Number(said[4])];
    assert.equal(before, passes + 1);
    assert.deepEqual(said.slice(2, 4), [best(before), digits(adjustedF1(random, before, 5))]);
    assert.deepEqual(said.slice(5, 7), [digits(adjustedF1(random, passes, 5)), best(passes)]);

    await press(page, 'k', ['Home', ...times(before, 'ArrowRight')]);
    assert.doesNotMatch(await textOf(page, '.seen'), /pass all/);
    await press(page, 'k', ['ArrowLeft']);
    assert.match(
      await textOf(page, '.seen'),
      new RegExp(`At k = ${passes} % .*random scores pass all 3 of the networks`),
    );
    const shown = await figures(page);
    for (const { label } of channels[0].rows)
      assert.ok(shown.get(label)![0].startsWith(digits(adjustedF1(label, passes, 5))), label);

    // Two percent, where random scores are the first of all.
    await press(page, 'k', ['Home']);
    await press(page, 'share', ['Home', ...times(3, 'ArrowRight')]);
    const first = await figures(page);
    const others = channels[0].rows.filter(({ label }) => label !== random);
    for (const { label } of others)
      assert.ok(Number(first.get(label)![0]) < Number(first.get(random)![0].slice(0, 4)), label);
    assert.ok(first.get(random)![0].startsWith(digits(adjustedF1(random, 0, 2))));
    await page.close();
  });

  it('moves the measures of a threshold, a window and a context as lib/metrics does', async () => {
    const { page } = await open('documents/threshold.html');
    const { rows, labels } = channels.find(({ channel }) => channel === 'T-8')!;
    await page.locator('#channel').selectOption({ label: 'T-8' });
    await page.locator('#detector').selectOption({ label: 'k-means, windows of 50' });
    await page.locator('#context').selectOption({ label: 'around the step (centred)' });
    await press(page, 'percentile', ['End', ...times(100, 'ArrowLeft')]);
    await press(page, 'window', ['Home', ...times(29, 'ArrowRight')]);
    const { draws } = rows.find(({ label }) => label === 'k-means, windows of 50')!;
    const averaged = movingAverage(draws[0], { windowSize: 30, alignment: 'centred' });
    const predictions = calledOf(averaged, 0.9);
    const { tp, fp, fn, tn } = confusion(predictions, labels);
    const { precision, recall, f1 } = precisionRecallF1(predictions, labels);
    const shown = await figures(page);
    const at = (name: string) => [...shown].find(([label]) => label.startsWith(name))![1][0];
    assert.deepEqual(
      ['labelled and called', 'called, not', 'labelled, not', 'neither'].map(at),
      [tp, fp, fn, tn].map(String),
    );
    const event = eventF1(predictions, labels, { boundary: 'definition' });
    assert.deepEqual(
      ['precision', 'recall', 'F1', 'event F1', 'ROC-AUC'].map(at),
      [precision, recall, f1, event, rocAuc(averaged, labels)].map(digits),
    );
    await page.close();
  });

  it('moves VUS with its widest window, and leaves what has none', async () => {
    const { page } = await open('documents/volume.html');
    const { rows, labels } = channels.find(({ channel }) => channel === 'C-1')!;
    const expected = ({ draws }: ScoredRow, maxWindow: number) => {
      const volumes = draws.map((scores) => vus(scores, labels, { maxWindow }));
      const over = (value: (scores: Float64Array) => number) => mean(draws.map(value));
      return [
        mean(volumes.map(({ vusPr }) => vusPr)),
        mean(volumes.map(({ vusRoc }) => vusRoc)),
        over((scores) => rocAuc(scores, labels)),
        over((scores) => averagePrecision(scores, labels)),
      ].map(digits);
    };
    const start = await figures(page);
    for (const row of rows) assert.deepEqual(start.get(row.label), expected(row, 0), row.label);
    await press(page, 'window', times(10, 'ArrowRight'));
    const moved = await figures(page);
    for (const row of rows) assert.deepEqual(moved.get(row.label), expected(row, 100), row.label);
    assert.notDeepEqual(moved, start);
    await page.close();
  });

  it('says the value of a slider, and what is seen, to a screen reader', async () => {
    const { page } = await open('documents/point-adjustment.html');
    await press(page, 'k', ['Home']);
    const said = await page.evaluate<string[]>(`[
      document.querySelector('#k').getAttribute('aria-valuetext'),
      document.querySelector('output[for=k]').textContent,
      document.querySelector('output[for=k]').getAttribute('aria-live'),
      document.querySelector('label[for=k]').textContent.slice(0, 2),
      document.querySelector('.seen').getAttribute('role'),
    ]`);
    assert.deepEqual(said, ['0 %, plain point adjustment', '0 %, plain point adjustment', 'polite', 'k:', 'status']);
    assert.match(
      await page.evaluate<string>(`document.querySelector('.chart').getAttribute('aria-label')`),
      /random, 10 draws \.\d{3}/,
    );
    await page.close();
  });

  it('is accessible, light and dark', async () => {
    for (const file of ['index.html', 'documents/03-lstm-vae.html', 'documents/judge.html', ...built.live]) {
      for (const theme of ['light', 'dark']) {
        const { page } = await open(file);
        await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
        await drawn(page);
        assert.deepEqual(await faultsOf(page), [], `${file}, ${theme}`);
        await page.close();
      }
    }
  });

  async function faultsOf(page: TestPage): Promise<string[]> {
    await page.evaluate(axe);
    const rules = JSON.stringify({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
    return page.evaluate<string[]>(`axe.run(document, ${rules}).then(({ passes, violations }) =>
      passes.length < 10 ? ['too few rules applied'] : violations.map(({ id, nodes }) =>
        id + ': ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')))`);
  }

  it('draws live charts that are neither blank nor clipped: light, dark and narrow', async () => {
    for (const file of built.live) {
      for (const width of WIDTHS) {
        await look(file, width, async (page, where) => {
          const ink = await dataInk(page, page.locator('.chart').nth(0));
          assert.ok(ink >= LEAST_INK, `${where} is blank (${ink} pixels of data)`);
          assert.deepEqual(await page.evaluate(clippedTexts('.chart')), [], where);
        });
      }
    }
  });
});

/** Texts of charts that reach beyond their chart, by more than the pixel that letters are rounded to. */
const clippedTexts = (charts: string) => `[...document.querySelectorAll('${charts} .main-svg')].flatMap((svg) => {
  const chart = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')]
    .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0)
    .filter(({ box }) => box.left < chart.left - 1 || box.right > chart.right + 1 || box.bottom > chart.bottom + 1 || box.top < chart.top - 1)
    .map(({ text }) => text);
})`;
