import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readContents } from '../../lib/site/contents';
import { readNotebook } from '../../lib/site/notebook-file';
import { figureHtml, markupOf, notebookBody, tableHtml } from '../../lib/site/notebook-page';
import { claimsMimeType } from '../../lib/claims/claims-table';
import { answerMimeType, captionMimeType, tableMimeType } from '../../lib/plots/index';

const layout = { title: { text: 'Loss' }, height: 380 };
const png = Buffer.from('a picture').toString('base64');
const judged = [{ id: 'r1-steps', claim: 'c', measured: '10,000', interval: '', verdict: 'reproduced' }];

const table = {
  caption: 'F1 <macro>',
  columns: ['model', { heading: 'F1', best: 'highest' }],
  rows: [
    ['a|b', [0.25, 0.75]],
    ['c', 0.25],
  ],
};

/** What a kernel writes: lists of lines, a picture, a table, judged claims, Markdown alone, an answer. */
const notebook = {
  nbformat: 4,
  cells: [
    { cell_type: 'markdown', source: ['# 3. A title\n', '\n', 'Text.'] },
    {
      cell_type: 'code',
      source: 'const a = 1;',
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['1 < 2\n'] },
        {
          output_type: 'display_data',
          data: {
            'application/vnd.plotly.v1+json': { data: [{ type: 'bar', name: '</script>' }], layout },
            'image/png': png,
            'text/plain': ['Loss falls.'],
          },
        },
        {
          output_type: 'display_data',
          data: {
            'text/markdown': ['**F1 <macro>**\n', '\n', '| model | F1 |\n', '| ...'],
            [tableMimeType]: table,
            [claimsMimeType]: { claims: judged },
          },
        },
        { output_type: 'display_data', data: { 'text/markdown': ['**Old**\n', '\n', '| a |\n', '| --- |\n'] } },
        {
          output_type: 'display_data',
          data: { 'text/markdown': ['**Answer.** Yes.'], [answerMimeType]: { markdown: '**Answer.** Yes.' } },
        },
      ],
    },
    { cell_type: 'raw', source: 'left out' },
  ],
};

describe('site: a notebook', () => {
  let folder = '';
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-site-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const written = (content: unknown, name = '03-some.ipynb'): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const contents = () => readContents(readNotebook(written(notebook)));

  it('gives its title, answer, figures, tables and judged claims', () => {
    const { title, answer, figures, tables, claims } = contents();
    assert.deepEqual([title, answer], ['A title', '**Answer.** Yes.']);
    const [figure] = [...figures.values()];
    assert.deepEqual([figure.id, figure.alt, figure.png?.toString()], ['03-some-01', 'Loss falls.', 'a picture']);
    assert.deepEqual([...tables.values()], [{ ...table, id: '03-some-table-01-f1-macro' }]);
    assert.deepEqual(claims, judged);
  });

  it('becomes a page: headings with anchors, code, printed text, picture and figure, table, answer', () => {
    const { markdown, code } = markupOf(contents());
    assert.deepEqual([markdown.length, code], [3, ['const a = 1;']]);
    const rendered = { markdown: ['<h1>3. A title</h1>', '<p>Old</p>', '<p>Yes.</p>'], code: ['<i>a</i>'] };
    const html = notebookBody(contents(), rendered, { interactive: true, svg: new Set(['03-some-01']) });
    const parts = [
      '<h1 id="03-some-3-a-title">3. A title</h1>',
      '<pre class="code"><code><i>a</i></code></pre>',
      '<pre class="stream">1 &lt; 2\n</pre>',
      '<img src="figures/03-some-01.svg" alt="Loss falls.">',
      '<th scope="col" class="right">F1</th>',
      '<td class="right"><strong>.500 ± .354</strong></td>',
      '<div class="prose"><p>Old</p></div>',
      '<div class="prose"><p>Yes.</p></div>',
    ];
    const places = parts.map((part) => html.indexOf(part));
    assert.ok(places.every((place, i) => place > (places[i - 1] ?? -1)), JSON.stringify(places)); // prettier-ignore
  });

  it('moves headings down where it is a chapter, and gives equal ones different anchors', () => {
    const rendered = { markdown: ['<h1>A</h1><h2>B</h2><h2>B</h2>', '', ''], code: [''] };
    const html = notebookBody(contents(), rendered, { interactive: false, headingShift: 1, svg: new Set() });
    assert.match(html, /<h2 id="03-some-a">A<\/h2><h3 id="03-some-b">B<\/h3><h3 id="03-some-b-2">B<\/h3>/);
  });

  it('puts a figure into the page as data that cannot end its script, and on paper as a picture alone', () => {
    const [figure] = [...contents().figures.values()];
    const html = figureHtml(figure, { interactive: true, svg: new Set() });
    const [, json] = /<script type="application\/json">(.*?)<\/script>/s.exec(html) ?? [];
    const { narrow, ...wide } = JSON.parse(json) as { narrow: { layout: { title: unknown }; traces: object[] } };
    assert.deepEqual(wide, { data: [{ type: 'bar', name: '</script>' }], layout });
    assert.deepEqual(
      [narrow.traces, narrow.layout.title],
      [[{ name: '</script>' }], { text: '', pad: { l: 12, t: 12 } }],
    );
    assert.match(html, /role="group" aria-label="Loss falls\."/);
    const printed = figureHtml(figure, { interactive: false, svg: new Set() });
    assert.ok(!printed.includes('<script') && printed.includes('<img src="figures/03-some-01.png"'));
  });

  it('gives a figure the numbered caption beneath it, once, and keeps its own sentence for its picture', () => {
    const figure = {
      'application/vnd.plotly.v1+json': { data: [], layout },
      'image/png': png,
      'text/plain': 'Loss falls.',
    };
    const caption = {
      'text/markdown': '**Figure 2.** Loss <2>.',
      [captionMimeType]: { number: 2, sentence: 'Loss <2>.' },
    };
    const cells = [{ cell_type: 'code', source: '', outputs: [{ data: figure }, { data: caption }] }];
    const found = readContents(readNotebook(written({ nbformat: 4, cells })));
    assert.deepEqual(markupOf(found).markdown, []);
    const html = notebookBody(found, { markdown: [], code: [''] }, { interactive: true, svg: new Set() });
    assert.match(html, /<figcaption><b>Figure 2\.<\/b> Loss &lt;2&gt;\. <span/);
    assert.match(html, /<img [^>]*alt="Loss falls\."/);
    assert.equal(html.split('Figure 2.').length, 2);
    const wrong = [{ ...cells[0], outputs: [{ data: figure }, { data: { [captionMimeType]: { number: 0 } } }] }];
    assert.throws(
      () => readContents(readNotebook(written({ nbformat: 4, cells: wrong }))),
      /03-some\.ipynb holds a damaged caption/,
    );
  });

  it('names a table that scrolls, for those who reach it by the keyboard', () => {
    const [table] = [...contents().tables.values()];
    assert.match(tableHtml(table, { scrolls: true }), /role="region" aria-label="F1 &lt;macro&gt;" tabindex="0"/);
    assert.ok(!tableHtml(table, { scrolls: false, anchor: false }).match(/role=|id=/));
  });

  it('gives no table and no answer where its outputs are Markdown alone', () => {
    const markdown = { 'text/markdown': ['| a |\n', '| --- |\n'] };
    const cells = [{ cell_type: 'code', source: '', outputs: [{ output_type: 'display_data', data: markdown }] }];
    const { answer, tables } = readContents(readNotebook(written({ nbformat: 4, cells })));
    assert.deepEqual([answer, tables.size], [undefined, 0]);
  });

  it('is refused where a table is damaged', () => {
    const data = { [tableMimeType]: { ...table, rows: [[{ value: 1 }]] } };
    const cells = [{ cell_type: 'code', source: '', outputs: [{ output_type: 'display_data', data }] }];
    const damaged = readNotebook(written({ nbformat: 4, cells }));
    assert.throws(
      () => readContents(damaged),
      /03-some\.ipynb holds a damaged table \(rows\.0\.0\.low: .*number.*run it again/,
    );
  });

  it('is refused where the file is not a notebook, or a cell failed', () => {
    assert.throws(
      () => readNotebook(written('{"cells": [', 'torn.ipynb')),
      /torn\.ipynb could not be read as a notebook/,
    );
    assert.throws(() => readNotebook(written({ nbformat: 3 }, 'old.ipynb')), /old\.ipynb is not a notebook of format 4: it has format 3/); // prettier-ignore
    const failed = { nbformat: 4, cells: [{ cell_type: 'code', outputs: [{ output_type: 'error', evalue: 'no memory' }] }] }; // prettier-ignore
    assert.throws(() => readNotebook(written(failed, 'failed.ipynb')), /a cell that failed \(no memory\)/);
    assert.throws(() => readNotebook(path.join(folder, 'gone.ipynb')), /gone\.ipynb could not be read/);
  });
});
