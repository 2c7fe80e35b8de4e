import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { captionMimeType, closeRenderer, figureBundle, tableBundle } from '../../lib/plots/index';
import type { Browser } from '../../lib/plots/launch';
import { buildReport } from '../../lib/site/report';
import { browserOrSkip, keepScreenshot, newPage } from '../support/browser-page';
import { samples } from '../plots/samples';

// Evaluated, since the page allows no script but its own.
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const text = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });
const code = (source: string, order: number | null, outputs: unknown[] = []) => {
  return { cell_type: 'code', metadata: {}, source, execution_count: order, outputs };
};
const shown = (data: object) => ({ output_type: 'display_data', data, metadata: {} });
const wide = {
  caption: 'Twelve columns',
  columns: ['model', ...Array.from({ length: 11 }, (_, i) => `measure ${i}`)],
  rows: [['LSTM-VAE', ...Array.from({ length: 11 }, (_, i) => i / 7)]],
};

describe('site: a report of a notebook of one of its readers', function () {
  this.timeout(120_000);
  let folder = '';
  let browser: Browser;
  before(async function () {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-report-'));
    browser = await browserOrSkip(this);
  });
  after(async () => {
    await closeRenderer();
    await browser?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const written = (cells: unknown[], name = 'pumps.ipynb'): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
    return file;
  };

  /** A notebook with what is wide: a figure, a tall figure, a table, a formula, a line of code, an address. */
  const whole = async (): Promise<unknown[]> => {
    const tall = { ...samples.heatMap, layout: { ...samples.heatMap.layout, height: 1400 } };
    const caption = { [captionMimeType]: { number: 1, sentence: 'Scores of the pump.' } };
    const ran = { execution: { 'iopub.execute_input': '2026-03-01T23:30:00.000Z' } };
    return [
      text(
        `# Pumps of a plant\n\nWhat <b>was</b> seen: https://example.org/${'a'.repeat(90)}\n\n$$${'x + '.repeat(60)}1$$`,
      ),
      { ...code(`const a = '${'long '.repeat(60)}';`, 1, [shown(await figureBundle(samples.scores)), shown(caption)]), metadata: ran }, // prettier-ignore
      text('## Second part'),
      code('table', 2, [shown(await figureBundle(tall)), shown(tableBundle(wide)), { output_type: 'stream', name: 'stdout', text: 'printed\n' }]), // prettier-ignore
    ];
  };

  const opened = async (file: string, viewport: { width: number; height: number }, colorScheme: 'light' | 'dark') => {
    const allows = (url: string) => /^(file|data|blob):/.test(url);
    const { page, complaints } = await newPage(browser, { viewport, allows, offline: true, colorScheme });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load', timeout: 60_000 });
    await page.waitForFunction(`document.documentElement.dataset.figures === 'drawn'`, undefined, { timeout: 60_000 });
    return { page, complaints };
  };

  it('has a title page, its text, figures, tables, and no ledger or index', async () => {
    const notebook = written(await whole());
    const output = path.join(folder, 'whole');
    const { page, pdf, figures, tables, notes, missing } = await buildReport({ notebook, output, title: 'A study', author: 'A. <Student>' }); // prettier-ignore
    assert.deepEqual([figures, tables, notes, missing], [2, 1, [], []]);
    assert.ok(fs.readFileSync(pdf!).subarray(0, 5).equals(Buffer.from('%PDF-')));
    const html = fs.readFileSync(page, 'utf8');
    assert.match(html, /<h1>A study<\/h1>\n<p class="author">A\. &lt;Student&gt;<\/p>/);
    assert.match(html, /Run on <time datetime="2026-03-01">1 March 2026<\/time>/);
    assert.match(html, /Made of pumps\.ipynb with Telltale \d+\.\d+\.\d+; Commit .*; Node \d+/);
    assert.match(html, /<h2 id="pumps-pumps-of-a-plant">/, 'the heading of the notebook stands below the title');
    assert.match(html, /<figcaption><b>Figure 1\.<\/b> Scores of the pump\. /);
    assert.doesNotMatch(html, /ledger|reproduced|<nav/);
    assert.deepEqual(
      fs.readdirSync(output).filter((name) => /\.(html|pdf)$/.test(name)).sort(),
      ['pumps.html', 'pumps.pdf'],
    ); // prettier-ignore
    assert.equal(fs.readdirSync(path.join(output, 'figures')).length, 4, 'two figures, each as PNG and SVG');
    assert.match(fs.readFileSync(path.join(output, 'tables', 'pumps-table-01-twelve-columns.csv'), 'utf8'), /^model,/);
  });

  it('takes its title from the notebook, and leaves the code out where it is told to', async () => {
    const notebook = written(await whole());
    const { page } = await buildReport({ notebook, output: path.join(folder, 'bare'), code: false, pdf: false });
    const html = fs.readFileSync(page, 'utf8');
    assert.equal(html.match(/Pumps of a plant<\/h1>/g)?.length, 1);
    assert.doesNotMatch(html, /<h2[^>]*>Pumps/);
    assert.match(html, /<h2 id="pumps-second-part">/);
    assert.doesNotMatch(html, /<pre class="code">|const a/);
    assert.match(html, /<pre class="stream">printed\n<\/pre>/);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`fits a telephone of 390 pixels, ${colorScheme}: no sideways scroll, all drawn, texts with contrast`, async () => {
      const file = path.join(folder, 'whole', 'pumps.html');
      const { page, complaints } = await opened(file, { width: 390, height: 844 }, colorScheme);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      keepScreenshot(`report-390-${colorScheme}.png`, await page.screenshot({ fullPage: true }));
      assert.equal(width, 390, 'the page is wider than its window');
      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      assert.equal(ground, colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)');
      const plots = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.interactive .main-svg')].map((svg) => svg.getBoundingClientRect().right)`,
      );
      assert.ok(plots.length >= 2 && plots.every((right) => right <= 390), JSON.stringify(plots));
      assert.deepEqual(complaints, []);
      await page.evaluate(axe);
      const faults = await page.evaluate<string[]>(
        `axe.run({ exclude: ['.interactive'] }, { preload: false }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 120)))`,
      );
      assert.deepEqual(faults, []);
      await page.close();
    });
  }

  it('keeps figures with their captions and the heads of tables with their rows on paper', async () => {
    const { page } = await opened(path.join(folder, 'whole', 'pumps.html'), { width: 672, height: 900 }, 'light');
    await page.emulateMedia({ media: 'print' });
    const boxes = await page.evaluate<{ breaks: string; height: number; hasCaption: boolean }[]>(
      `[...document.querySelectorAll('figure, .table')].map((box) => ({
        breaks: getComputedStyle(box).breakInside,
        height: box.getBoundingClientRect().height,
        hasCaption: box.querySelector('figcaption, caption') !== null,
      }))`,
    );
    assert.equal(boxes.length, 3);
    // A4 without its margins, in CSS pixels: what is higher would be broken in any case.
    const onPaper = ((297 - 36) / 25.4) * 96;
    for (const { breaks, height, hasCaption } of boxes) {
      assert.ok(breaks === 'avoid' && hasCaption, breaks);
      assert.ok(height > 50 && height < onPaper, `${height} pixels high`);
    }
    await page.close();
  });

  it('says which cells have not been run, and that they ran in another order', async () => {
    const cells = [code('a', 3), code('b', 2), code('c', null), text('d')];
    const output = path.join(folder, 'parts');
    const { notes, page } = await buildReport({ notebook: written(cells), output, pdf: false });
    assert.deepEqual(notes, [
      'Code cell 3 has not been run.',
      'The cells were not run in their order; running all again may give other results.',
    ]);
    for (const note of notes) assert.ok(fs.readFileSync(page, 'utf8').includes(`<p class="note">${note}</p>`));
  });

  it('is made of a notebook that nbconvert ran, which counts no cell', async () => {
    const cells = [code('a', null), code('b', null, [{ output_type: 'stream', name: 'stdout', text: 'seen' }])];
    const output = path.join(folder, 'uncounted');
    const { notes, page } = await buildReport({ notebook: written(cells), output, pdf: false });
    assert.deepEqual(notes, []);
    assert.match(fs.readFileSync(page, 'utf8'), /seen/);
  });

  it('is refused where nothing was run, a cell failed, or the file is not a notebook', async () => {
    const refused = (notebook: string) => buildReport({ notebook, output: path.join(folder, 'none'), pdf: false });
    await assert.rejects(
      refused(written([code('a', null)])),
      /^DataError: pumps\.ipynb: expected an executed notebook, found no cell that has run; run all and save it\.$/,
    );
    const failed = code('a', 1, [{ output_type: 'error', ename: 'E', evalue: 'x is not defined', traceback: [] }]);
    await assert.rejects(refused(written([failed])), /holds a cell that failed \(x is not defined\); run the notebook again\.$/); // prettier-ignore
    await assert.rejects(refused(path.join(folder, 'absent.ipynb')), /absent\.ipynb could not be read as a notebook/);
    assert.ok(!fs.existsSync(path.join(folder, 'none')), 'nothing is left behind');
  });
});
