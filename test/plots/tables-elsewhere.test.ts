import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tableBundle } from '../../lib/plots/index';
import type { Browser } from '../../lib/plots/launch';
import { readContents } from '../../lib/site/contents';
import { readNotebook } from '../../lib/site/notebook-file';
import { toCsv, toLatex } from '../../lib/tables';
import { browserOrSkip, newPage } from '../support/browser-page';

const first = {
  caption: 'Claims',
  columns: ['Claim', { heading: 'Verdict', align: 'left' as const }, { heading: 'F1', best: 'highest' as const }],
  rows: [
    ['Training is stable', 'reproduced', 0.5],
    ['| a pipe', 'not reproduced', 1234],
  ],
};
const second = { caption: 'Other', columns: ['Row', 'ROC-AUC'], rows: [['pca', [0.5, 0.75]]] };
const nbconvert = path.join(__dirname, '..', '..', '.venv', 'bin', 'jupyter-nbconvert');

describe('tables in what others make of a notebook', function () {
  this.timeout(120_000);
  let folder = '';
  let file = '';
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-tables-'));
    file = path.join(folder, 'own.ipynb');
    // One cell that shows two tables, as showTable twice does.
    const outputs = [first, second].map((table) => ({
      output_type: 'display_data',
      data: tableBundle(table),
      metadata: {},
    }));
    const cells = [{ cell_type: 'code', id: 'a', source: 'x', execution_count: 1, metadata: {}, outputs }];
    const metadata = { kernelspec: { name: 'tslab', language: 'typescript', display_name: 'TypeScript' } };
    fs.writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const convert = (format: string) => {
    const { status, stderr } = spawnSync(nbconvert, ['--to', format, file], { encoding: 'utf8', cwd: folder });
    assert.equal(status, 0, stderr);
  };

  it('are aligned as they were meant, against the rules of the page of nbconvert', async function () {
    if (!fs.existsSync(nbconvert)) this.skip();
    convert('html');
    const browser: Browser = await browserOrSkip(this);
    try {
      const allows = () => true;
      const { page } = await newPage(browser, { viewport: { width: 900, height: 700 }, allows, offline: true });
      await page.goto(pathToFileURL(path.join(folder, 'own.html')).href, { waitUntil: 'load', timeout: 60_000 });
      const aligned = await page.evaluate<string[][]>(`[...document.querySelectorAll('table')].map((table) =>
        [...table.querySelectorAll('th, td')].map((cell) => cell.textContent + ': ' + getComputedStyle(cell).textAlign))`);
      assert.deepEqual(aligned, [
        ['Claim: left', 'Verdict: left', 'F1: right', 'Training is stable: left', 'reproduced: left', '.500: right', '| a pipe: left', 'not reproduced: left', '1,234: right'], // prettier-ignore
        ['Row: left', 'ROC-AUC: right', 'pca: left', '.625 ± .177: right'],
      ]);
    } finally {
      await browser.close();
    }
  });

  it('stay two in one cell: in HTML, in Markdown, and in CSV and LaTeX of the site', function () {
    const { tables } = readContents(readNotebook(file));
    assert.deepEqual([...tables.values()].map(({ caption }) => caption), ['Claims', 'Other']); // prettier-ignore
    const [claims, other] = [...tables.values()];
    assert.equal(toCsv(claims).trim().split('\r\n').length, 3);
    assert.match(toCsv(other), /^Row,ROC-AUC,ROC-AUC deviation,ROC-AUC values\r\npca,0\.625,/);
    assert.match(toLatex(claims), /\\begin\{tabular\}\{llr\}/);
    assert.match(toLatex(other), /\\begin\{tabular\}\{lr\}/);
    if (!fs.existsSync(nbconvert)) this.skip();
    convert('markdown');
    const markdown = fs.readFileSync(path.join(folder, 'own.md'), 'utf8');
    assert.equal((markdown.match(/<table>|^\| -+ \|/gm) ?? []).length, 2);
  });

  it('have rules in Markdown that say which columns are aligned to the right', () => {
    const [, , heads, rule] = String(tableBundle(first)['text/markdown']).split('\n');
    assert.match(heads, /^\| Claim +\| Verdict +\| +F1 \|$/);
    assert.match(rule, /^\| -+ \| -+ \| -+: \|$/);
  });
});
