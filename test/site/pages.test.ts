import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base';
import { buildSite } from '../../lib/site/build';
import { environmentTable } from '../../lib/site/environment';
import { htmlPage, slug } from '../../lib/site/html';
import { indexBody, ledgerCsv } from '../../lib/site/index-page';
import { renderMarkup } from '../../lib/site/markup';
import { renderMath } from '../../lib/site/math';
import { ledger } from '../../lib/claims';
import { escapeHtml } from '../../lib/tables/table-html';
import { parse } from 'csv-parse/sync';

describe('site: pages', () => {
  it('load nothing but files beside them', () => {
    const links = [{ href: 'index.html', text: 'Report' }];
    const html = htmlPage({ title: 'a < b', body: '<p>x</p>', links, file: 'index.html', interactive: true });
    assert.match(html, /<title>a &lt; b<\/title>/);
    assert.match(html, /<a href="index\.html" aria-current="page">Report<\/a>/);
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
    assert.deepEqual(sources, ['data:,', 'style.css', 'plotly.js', 'figures.js', 'index.html']);
    const printed = htmlPage({ title: 'a', body: '', links: [], file: 'print.html', interactive: false });
    assert.ok(!/<script|<nav/.test(printed));
  });

  it('print every claim of the ledger, judged or not', () => {
    const judged = [{ id: 'r1-steps', claim: 'c', measured: '10,000', interval: '', verdict: 'reproduced' as const }];
    const notebook = { name: '02-mlp-vae', cells: [] };
    const contents = [
      { notebook, title: 'MLP-VAE', figures: new Map(), captions: new Set<never>(), tables: new Map(), claims: judged },
    ];
    const body = indexBody({ contents, answers: ['<p>Yes.</p>'], environment: environmentTable(), hrefOf: (name) => `${name}.html`, printed: false }); // prettier-ignore
    assert.match(body, /1 reproduced, 0 partly, 0 not reproduced, 0 by construction, \d+ not checkable\./);
    assert.match(body, /<a href="02-mlp-vae\.html">02-mlp-vae: MLP-VAE<\/a><\/h3>\n<p>Yes\.<\/p>/);
    assert.match(body, /<th scope="col" class="left">What was measured<\/th>/);
    for (const { claim, id } of ledger) if (id !== 'r1-steps') assert.ok(body.includes(escapeHtml(claim)), id);
    const rows = parse<Record<string, string>>(ledgerCsv(contents), { columns: true });
    assert.equal(rows.length, ledger.length);
    assert.equal(rows.find(({ id }) => id === 'r1-steps')?.verdict, 'reproduced');
  });

  it('name the versions that decide the numbers', () => {
    const names = environmentTable().rows.map(([name]) => name);
    for (const name of ['Node', 'Commit', '@tensorflow/tfjs', 'plotly.js-dist', 'Python: jupyterlab']) {
      assert.ok(names.includes(name), name);
    }
    const [, version] = environmentTable().rows.find(([name]) => name === '@tensorflow/tfjs')!;
    assert.match(String(version), /^\d+\.\d+\.\d+$/);
  });

  it('need a notebook', async () => {
    await assert.rejects(buildSite({ notebooks: [], output: 'nowhere' }), /There are no notebooks to show/);
  });
});

describe('site: text', () => {
  it('makes names for anchors and files', () => {
    assert.deepEqual(['A look: inside!', '–'].map(slug), ['a-look-inside', 'section']);
  });

  it('renders formulas, and shows the TeX of one that is not understood', () => {
    const html = renderMath('<p>at <tex-inline>z &lt; \\mu</tex-inline></p><tex-block>\\nosuchcommand{x}</tex-block>');
    assert.match(html, /<p>at .*z.*<\/p>/s);
    assert.ok(html.includes('<div class="formula"><code class="tex">\\nosuchcommand{x}</code></div>'));
    assert.ok(!html.includes('<tex-'));
  });

  it('renders Markdown and code as a notebook does', function () {
    if (!fs.existsSync(path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python'))) this.skip();
    const { markdown, code } = renderMarkup({ markdown: ['# A *b*\n\n| x |\n|---|\n| 1 |', '- `c`'], code: ['const a = "<";'] }); // prettier-ignore
    assert.match(markdown[0], /^<h1>A <em>b<\/em><\/h1>\s*<table>/);
    assert.match(markdown[1], /<li><code>c<\/code><\/li>/);
    assert.match(code[0], /<span class="kd">const<\/span>.*"&lt;"/);
  });
});
