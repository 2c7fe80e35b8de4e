import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSite, PDF_NAME, type BuiltSite } from '../../lib/site/build';
import type { Browser } from '../../lib/plots/launch';
import { browserOrSkip, keepScreenshot, newPage, type TestPage } from '../support/browser-page';
import { dataInk, inkOf, LEAST_INK } from '../support/figure-ink';

// Evaluated, since the pages allow no script but their own.
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const notebookFolder = path.join(__dirname, '..', '..', 'notebooks');

describe('the site in a browser', () => {
  const output = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-site-'));
  let built: BuiltSite;
  let browser: Browser | undefined;

  before(async function () {
    browser = await browserOrSkip(this);
    const names = fs.readdirSync(notebookFolder).filter((name) => name.endsWith('.ipynb'));
    built = await buildSite({ notebooks: names.sort().map((name) => path.join(notebookFolder, name)), output });
  });

  after(async () => {
    await browser?.close();
    fs.rmSync(output, { recursive: true });
  });

  /** Opens a page, waits for its figures, and gives what went wrong on the way. */
  async function open(file: string): Promise<{ page: TestPage; complaints: string[] }> {
    const allows = (url: string) => /^(file|data|blob):/.test(url);
    const viewport = { width: 1100, height: 900 };
    const { page, complaints } = await newPage(browser!, { viewport, allows, offline: true });
    await page.goto(pathToFileURL(path.join(output, file)).href, { waitUntil: 'load', timeout: 60_000 });
    const drawn = `!document.querySelector('figure script') || document.documentElement.dataset.figures === 'drawn'`;
    await page.waitForFunction(drawn, undefined, { timeout: 120_000 });
    return { page, complaints };
  }

  it('is whole: pages, figures and tables as files, and a PDF', () => {
    assert.deepEqual(built.missing, []);
    for (const file of [...built.pages, 'plotly.js', PDF_NAME, path.join('tables', 'claims.csv')]) {
      assert.ok(fs.statSync(path.join(output, file)).size > 1000, file);
    }
    assert.ok(fs.readFileSync(path.join(output, PDF_NAME)).subarray(0, 5).equals(Buffer.from('%PDF-')));
    for (const ending of ['png', 'svg']) {
      const files = fs.readdirSync(path.join(output, 'figures')).filter((name) => name.endsWith(`.${ending}`));
      assert.equal(files.length, built.figures, ending);
    }
  });

  it('has no link or picture that leads nowhere', () => {
    for (const file of [...built.pages, 'print.html']) {
      const html = fs
        .readFileSync(path.join(output, file), 'utf8')
        .replace(/<script type="application.*?<\/script>/gs, '');
      const targets = [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, target]) => target);
      for (const target of targets.filter((each) => !/^(https?|data):/.test(each))) {
        const [name, anchor] = target.split('#');
        const page = name ? path.join(output, name) : path.join(output, file);
        assert.ok(fs.existsSync(page), `${file} leads to ${target}`);
        if (anchor) assert.ok(fs.readFileSync(page, 'utf8').includes(`id="${anchor}"`), `${file} leads to ${target}`);
      }
    }
  });

  it('draws every figure, asks no server for anything and leaves the console empty', async () => {
    let figures = 0;
    for (const file of built.pages) {
      const { page, complaints } = await open(file);
      const plots = page.locator('.interactive');
      const count = await plots.count();
      for (let i = 0; i < count; i++) {
        const ink = await dataInk(page, plots.nth(i));
        assert.ok(ink >= LEAST_INK, `${file}: figure ${i + 1} is blank (${ink} pixels of data)`);
      }
      const whole = await page.screenshot({ fullPage: true });
      keepScreenshot(`site-${path.basename(file, '.html')}.png`, whole);
      assert.ok(inkOf(whole) > 5000, `${file} is blank`);
      assert.deepEqual(complaints, [], file);
      figures += count;
      await page.close();
    }
    assert.equal(figures, built.figures);
  });

  it('is accessible: headings in order, alternative texts, contrast, names of regions', async () => {
    for (const file of [...built.pages, 'print.html']) {
      const { page } = await open(file);
      await page.evaluate(axe);
      const rules = JSON.stringify({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
      const found = await page.evaluate<{
        checked: number;
        faults: string[];
      }>(`axe.run(document, ${rules}).then((result) => ({
        checked: result.passes.length,
        faults: result.violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')),
      }))`);
      assert.ok(found.checked > 10, `${file}: only ${found.checked} rules applied`);
      assert.deepEqual(found.faults, [], file);
      await page.close();
    }
  });

  it('would see a picture without an alternative text, a skipped heading and pale text', async () => {
    const { page } = await open('index.html');
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend',
      '<h2>a</h2><h5>b</h5><img src="data:,"><p style="color:#bbb">pale</p>')`);
    await page.evaluate(axe);
    const ids = await page.evaluate<string[]>(`axe.run().then(({ violations }) => violations.map(({ id }) => id))`);
    for (const rule of ['image-alt', 'heading-order', 'color-contrast']) assert.ok(ids.includes(rule), ids.join(', '));
    await page.close();
  });
});
