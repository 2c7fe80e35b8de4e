import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { DataError, REPOSITORY_ROOT } from '../../lib/base';
import { claimsMimeType } from '../../lib/claims/claims-table';
import { answerMimeType, tableMimeType } from '../../lib/plots/index';
import { closeRenderer } from '../../lib/plots/render';
import { launchFirst, wantsSandbox, type Browser } from '../../lib/plots/launch';
import { buildSite } from '../../lib/site/build';
import { readContents } from '../../lib/site/contents';
import { readNotebook } from '../../lib/site/notebook-file';
import { printPdf } from '../../lib/site/print';

const display = (data: object) => ({ output_type: 'display_data', data });
const cellOf = (...outputs: object[]) => ({ cell_type: 'code', source: 'const a = "</code><h5>";', outputs });
const pngOf = (size: number) => PNG.sync.write(new PNG({ width: size, height: size }));

describe('site: a hostile notebook', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-hostile-'));
  const site = path.join(root, 'site');
  const secret = path.join(root, 'secret.png');
  let browser: Browser | undefined;
  before(async () => {
    fs.writeFileSync(secret, pngOf(40));
    ({ started: browser } = await launchFirst());
  });
  after(async () => {
    await browser?.close();
    await closeRenderer();
    fs.rmSync(root, { recursive: true });
  });

  const local = pathToFileURL(secret).href;
  const attack = [
    '<script>window.stolen = 1</script>',
    `<iframe src="${local}"></iframe> <img src="${local}" onerror="window.stolen = 1">`,
    `<object data="${local}"></object><embed src="${local}"><link rel="import" href="${local}">`,
    `![picture](${local}) ![beside](../secret.png) [link](javascript:window.stolen=1) [file](${local})`,
    '<base href="https://example.org"><meta http-equiv="refresh" content="0; url=https://example.org">',
    '<svg onload="window.stolen = 1"><style>@import url(https://example.org);</style>',
    '```mermaid\n<script>window.stolen = 1</script>\n```',
    '$\\href{javascript:window.stolen=1}{x}$ <tex-inline>x</tex-inline>',
    '<p onclick="window.stolen = 1">',
    '# A <script>window.stolen = 1</script> heading',
  ].join('\n\n');
  const name = '"><script>window.stolen = 1<';
  const layout = { title: { text: attack }, height: 300 };
  const hostile = {
    nbformat: 4,
    cells: [
      { cell_type: 'markdown', source: `# ${attack}` },
      cellOf(
        { output_type: 'stream', text: attack },
        display({ 'text/markdown': attack }),
        display({ 'text/html': attack, 'text/plain': attack }),
        display({ 'application/vnd.plotly.v1+json': { data: [{ type: 'bar', x: [attack], y: [1] }], layout }, 'text/plain': attack }), // prettier-ignore
        display({ [tableMimeType]: { caption: attack, columns: [attack], rows: [[attack]] } }),
        display({ [answerMimeType]: { markdown: attack } }),
        display({ [claimsMimeType]: { claims: [{ id: 'r1-steps', claim: attack, measured: attack, interval: attack, verdict: 'reproduced' }] } }), // prettier-ignore
      ),
    ],
  };

  it('becomes pages and a PDF that run none of its scripts and load no other files', async function () {
    if (!fs.existsSync(path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python'))) this.skip();
    this.timeout(180_000);
    const file = path.join(root, `${name}.ipynb`);
    fs.writeFileSync(file, JSON.stringify(hostile));
    const { pages } = await buildSite({ notebooks: [file], output: site, pdf: true });
    assert.deepEqual(pages, ['index.html', 'script-window.stolen-1-.html']);
    for (const page of [...pages, 'print.html']) {
      const html = fs.readFileSync(path.join(site, page), 'utf8');
      const elements = new Set([...html.matchAll(/<([a-z][\w-]*)/gi)].map(([, element]) => element.toLowerCase()));
      const bad = ['iframe', 'object', 'embed', 'base', 'form', 'h5', 'tex-inline'];
      assert.deepEqual(bad.filter((element) => elements.has(element)), [], page); // prettier-ignore
      const scripts = html.match(/<script[^>]*>/g) ?? [];
      const own = ['<script src="plotly.js" defer>', '<script src="figures.js" defer>', '<script type="application/json">']; // prettier-ignore
      assert.deepEqual(scripts.filter((script) => !own.includes(script)), [], page); // prettier-ignore
      const markup = html.replace(/<script type="application\/json">.*?<\/script>/gs, '').match(/<[^>]*>/g) ?? [];
      for (const tag of markup) assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+=/, page);
      for (const [, attribute, address] of markup.join('\n').matchAll(/\s(src|href|data)="([^"]*)"/g)) {
        assert.doesNotMatch(
          address,
          attribute === 'href' ? /^(file|javascript):|\.\./i : /^[a-z]+:(?<!data:)|\.\./i,
          `${page}: ${address}`,
        );
      }
    }
    if (!browser) return;
    assert.ok(fs.existsSync(path.join(site, 'telltale.pdf')));
    assert.ok(!holdsPicture(path.join(site, 'telltale.pdf'), 40));
    const loaded: string[] = [];
    const context = await browser.newContext({ offline: true, viewport: { width: 1000, height: 800 } });
    await context.route('**/*', (route) => {
      loaded.push(route.request().url());
      return route.continue();
    });
    for (const page of pages) {
      const opened = await context.newPage();
      await opened.goto(pathToFileURL(path.join(site, page)).href, { waitUntil: 'load', timeout: 60_000 });
      assert.equal(await opened.evaluate('typeof window.stolen'), 'undefined', page);
    }
    const start = pathToFileURL(site).href;
    assert.deepEqual(
      loaded.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(start)),
      [],
    );
  });

  it('shows no file of another folder on paper, whatever the page asks for', async function () {
    if (!browser) this.skip();
    this.timeout(120_000);
    const folder = path.join(root, 'paper');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'beside.png'), pngOf(37));
    fs.writeFileSync(path.join(root, 'frame.html'), `<img src="${local}">`);
    const print = async (body: string) => {
      const [html, pdf] = [path.join(folder, 'print.html'), path.join(folder, 'print.pdf')];
      fs.writeFileSync(html, `<!doctype html><body>${body}</body>`);
      assert.equal(await printPdf(html, pdf), undefined);
      return pdf;
    };
    assert.ok(holdsPicture(await print('<img src="beside.png">'), 37));
    for (const body of [
      `<img src="${local}">`,
      '<img src="../secret.png">',
      `<iframe width="300" height="300" src="${pathToFileURL(path.join(root, 'frame.html')).href}"></iframe>`,
      `<script>document.body.innerHTML = '<img src="beside.png">'</script>`,
    ]) {
      const pdf = await print(body);
      assert.ok(!holdsPicture(pdf, 40) && !holdsPicture(pdf, 37), body);
    }
  });

  it('is refused in a sentence if its data are damaged, whatever they are', () => {
    const file = path.join(root, 'damaged.ipynb');
    const refusal = (content: unknown) => {
      fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      try {
        readContents(readNotebook(file));
      } catch (error) {
        assert.ok(error instanceof DataError, error instanceof Error ? error.stack : String(error));
        assert.match(error.message, /^damaged\.ipynb .*\.$/);
        return error.message;
      }
      return 'read';
    };
    const notebook = (cell: unknown) => ({ nbformat: 4, cells: [cell] });
    const damaged = (data: object) => refusal(notebook(cellOf(display(data))));
    assert.equal(refusal(hostile), 'read');
    for (const content of ['null', '3', '[]', '{"nbformat": {}, "cells": []}']) {
      assert.match(refusal(content), /is not a notebook of format 4/);
    }
    assert.match(refusal(notebook(null)), /is damaged \(cells\.0: .*found null/);
    assert.match(refusal(notebook({ cell_type: 'code', source: 5 })), /is damaged \(cells\.0\.source: /);
    assert.match(refusal(notebook({ cell_type: 'code', outputs: {} })), /is damaged \(cells\.0\.outputs: /);
    assert.match(damaged({ [answerMimeType]: { markdown: 5 } }), /holds a damaged answer \(markdown: /);
    assert.match(damaged({ [claimsMimeType]: null }), /holds a damaged list of claims \(/);
    const figure = (content: unknown) => damaged({ 'application/vnd.plotly.v1+json': content });
    assert.match(figure(3), /holds a damaged figure \(/);
    assert.match(
      figure({ data: [], layout: { height: '1px"><script>' } }),
      /holds a damaged figure \(layout\.height: /,
    );
    const remote = { data: [], layout: { images: [{ source: local }] } };
    assert.match(figure(remote), /holds a damaged figure \(layout\.images\.0\.source: /);
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const text = JSON.stringify(notebook(cellOf(display({ 'application/vnd.plotly.v1+json': 'HERE' }))));
    assert.match(
      refusal(text.replace('"HERE"', `{"data":[{"x":${deep(200_000)}}],"layout":{}}`)),
      /holds a damaged figure \(.*expected at most 32 levels of brackets/,
    );
    const anything = fc.constantFrom(
      'cells',
      'cell',
      'source',
      'output',
      'data',
      'figure',
      'table',
      'answer',
      'claims',
    );
    const run = (part: string, value: unknown) => {
      const outputs = part === 'output' ? [value] : [display(part === 'data' ? (value as object) : { [typeOf(part)]: value })]; // prettier-ignore
      const cell = { cell_type: 'code', source: part === 'source' ? value : '', outputs };
      refusal(part === 'cells' ? { nbformat: 4, cells: value } : notebook(part === 'cell' ? value : cell));
    };
    fc.assert(fc.property(anything, fc.jsonValue(), run), { numRuns: 500, seed: 20_261_202 });
  });

  it('is refused if its page is taken', async () => {
    const files = ['index', 'a b', 'a?b'].map((each) => path.join(root, `${each}.ipynb`));
    for (const file of files) fs.writeFileSync(file, JSON.stringify({ nbformat: 4, cells: [] }));
    const message = (page: string) => new RegExp(`^DataError: ${page}\\.html: expected a page of its own`);
    await assert.rejects(buildSite({ notebooks: files.slice(0, 1), output: site }), message('index'));
    await assert.rejects(buildSite({ notebooks: files.slice(1), output: site }), message('a-b'));
  });

  it('is shown by a browser in a sandbox, unless root starts it or the user does without', () => {
    assert.deepEqual(
      [wantsSandbox({}, 1000), wantsSandbox({}, 0), wantsSandbox({ TELLTALE_CHROMIUM_SANDBOX: '0' }, 1000)],
      [true, false, false],
    );
  });
});

function typeOf(part: string): string {
  const types: Record<string, string> = { figure: 'application/vnd.plotly.v1+json', table: tableMimeType, claims: claimsMimeType }; // prettier-ignore
  return types[part] ?? answerMimeType;
}

/** Whether a PDF holds a picture of so many pixels on a side. */
function holdsPicture(file: string, size: number): boolean {
  const pdf = fs.readFileSync(file, 'latin1');
  return [...pdf.matchAll(/\/Subtype \/Image[^>]*/g)].some(([image]) => image.includes(`/Width ${size}\n`));
}
