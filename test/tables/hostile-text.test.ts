import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { REPOSITORY_ROOT } from '../../lib/base';
import { renderMarkup } from '../../lib/site/markup';
import { parseCsv, toCsv, toHtml, toLatex, toMarkdown, type Table } from '../../lib/tables';

/** Names of columns, channels and files, and captions, as they should not be taken for more than text. */
const HOSTILE = [
  '<script>alert(1)</script>',
  'a caption\n\n<script>alert(1)</script>',
  'two\r\rreturns <img src=x onerror=alert(1)>',
  'a\u2028b <iframe src="file:///etc/passwd">',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</td></tr></table><h1>x',
  '<!-- ',
  '&lt;b&gt; &#60;b&#62; &amp;',
  '![x](file:///etc/passwd)',
  '[x](javascript:alert(1))',
  '<https://example.org> https://example.org www.example.org me@example.org',
  '`code` ``more`` ~~gone~~ **bold** __bold__ _it_ *it*',
  '$x$ $$y$$ \\(z\\) \\[w\\] \\begin{align}v\\end{align}',
  'a | b \\| c',
  '# x',
  '- x',
  'ends in \\',
  '[128, 64]',
  '[2cm]',
  '*',
  '*[1]',
  '(1-2)',
  '\\input{/etc/passwd} \\write18{ls} ^^5c % # { } & ~',
  '\u001b[2J\u0007bell\u0000nul',
  '=1+1',
  '@SUM(A1)',
];

/** A table in which the text stands wherever a text can. */
function tableOf(text: string): Table {
  return {
    caption: text,
    columns: [text, { heading: text, best: 'highest' }, { heading: text, align: 'left' }],
    rows: [
      [text, 0.5, text],
      [text, 0.25, 'plain'],
    ],
  };
}

const tags = (html: string) => html.match(/<[^>]*>/g) ?? [];

describe('tables of hostile text', () => {
  it('have no other elements as HTML, and the text itself in each cell', () => {
    for (const text of HOSTILE) {
      const html = toHtml(tableOf(text));
      assert.deepEqual(tags(html), tags(toHtml(tableOf('plain'))), text);
    }
    assert.ok(toHtml(tableOf('a"b\'c')).includes('<td class="left">a&quot;b&#39;c</td>'));
  });

  it('have no other elements as Markdown in a notebook, and stay one table', function () {
    if (!fs.existsSync(path.join(REPOSITORY_ROOT, '.venv', 'bin', 'python'))) this.skip();
    const texts = ['plain', ...HOSTILE];
    const { markdown } = renderMarkup({ markdown: texts.map((text) => toMarkdown(tableOf(text))), code: [] });
    const text = (html: string) => {
      const cell = /<td>(.*?)<\/td>/s.exec(html)?.[1] ?? '';
      const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
      return cell.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => entities[name]);
    };
    markdown.forEach((html, i) => {
      assert.deepEqual(tags(html), tags(markdown[0]), texts[i]);
      // eslint-disable-next-line no-control-regex
      const shown = texts[i].replace(/[\u0000-\u0008\u000e-\u001f]/g, '').replace(/\s*[\n\r\u2028]\s*/g, ' ');
      assert.equal(text(html), shown.trim());
    });
  });

  it('have no control character in a terminal', () => {
    for (const text of HOSTILE) {
      for (const line of toMarkdown(tableOf(text)).split('\n')) {
        assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u, JSON.stringify(text));
      }
    }
  });

  it('begin no row of LaTeX with what its command would take for an argument', () => {
    for (const text of HOSTILE) {
      const latex = toLatex(tableOf(text), { label: text });
      const lines = latex.split('\n');
      assert.equal(lines.length, toLatex(tableOf('plain'), { label: 'x' }).split('\n').length, text);
      for (const row of lines.filter((line) => line.endsWith(' \\\\'))) assert.doesNotMatch(row, /^\s*[[*(]/, text);
      assert.match(lines[3], /^ {2}\\label\{[\w:.-]+\}$/);
      // Every brace is escaped or has its partner.
      const braces = latex.replace(/\\[\\{}]/g, '').replace(/[^{}]/g, '');
      let depth = 0;
      for (const brace of braces) assert.ok((depth += brace === '{' ? 1 : -1) >= 0, text);
      assert.equal(depth, 0, text);
    }
    assert.match(toLatex(tableOf('[128, 64]')), /\\midrule\n {4}\{\}\[128, 64\] & /);
    assert.match(toLatex(tableOf('*')), /\\toprule\n {4}\{\}\* & /);
    assert.match(toLatex(tableOf('a--b')), /a-\{\}-b/);
  });

  it('compile as LaTeX', function () {
    if (spawnSync('pdflatex', ['--version']).status !== 0) this.skip();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-latex-'));
    const tables = HOSTILE.map((text) => toLatex(tableOf(text)));
    const document = ['\\documentclass{article}\\usepackage{booktabs}\\begin{document}', ...tables, '\\end{document}'];
    fs.writeFileSync(path.join(folder, 'tables.tex'), document.join('\n'));
    const options = { cwd: folder, encoding: 'utf8', timeout: 60_000 } as const;
    const { status, stdout } = spawnSync('pdflatex', ['-halt-on-error', '-no-shell-escape', 'tables.tex'], options);
    assert.equal(status, 0, stdout.slice(-2000));
    fs.rmSync(folder, { recursive: true });
  });
});

describe('text in CSV', () => {
  const fieldOf = (cell: string) => parse(toCsv({ columns: ['a'], rows: [[cell]] }))[1][0];

  it('is not run by a spreadsheet', () => {
    const formulas = [
      '=1+1',
      '+cmd|x',
      '-x',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '\uff1d1',
      "'=1",
      "''-a",
      '-',
      '-1,5',
    ];
    for (const text of formulas) assert.equal(fieldOf(text), `'${text}`);
    const [heading] = parse(toCsv({ columns: ['=HYPERLINK("x")'], rows: [] }))[0];
    assert.equal(heading, '\'=HYPERLINK("x")');
  });

  it('stays as it is if it is a number, or begins with something else', () => {
    for (const text of ['-1.5', '+.024', '-1e-9', '+3', '-2.', 'a=b', '', "it's", "'tis", '1-2', '–']) {
      assert.equal(fieldOf(text), text);
    }
    assert.equal(toCsv({ columns: ['a'], rows: [[-1.5], [[-1, -2]]] }).split('\r\n')[1], '-1.5,,');
  });

  it('is read back as it was', () => {
    const cells = fc.array(
      fc.array(fc.oneof(fc.string(), fc.constantFrom(...HOSTILE)), { minLength: 2, maxLength: 2 }),
    );
    const run = (rows: string[][]) => {
      const columns = ['=a', 'b'];
      assert.deepEqual(parseCsv(toCsv({ columns, rows }), 'it'), [columns, ...rows]);
    };
    fc.assert(fc.property(cells, run), { numRuns: 500, seed: 20_261_201 });
    assert.throws(() => parseCsv('a,b\n1\n', 'x.csv'), /^DataError: x\.csv: expected a table as CSV \(/);
  });
});

describe('a long table', () => {
  it('looks at each number a few times, however many rows there are', () => {
    const callsOf = (count: number) => {
      const { toFixed } = Number.prototype;
      let calls = 0;
      Number.prototype.toFixed = function (digits) {
        calls++;
        return toFixed.call(this, digits);
      };
      try {
        const columns = ['a', { heading: 'f1', best: 'highest' as const }, { heading: 's', best: 'lowest' as const }];
        toMarkdown({ columns, rows: Array.from({ length: count }, (_, i) => [`r${i}`, i / count, 1 - i / count]) });
      } finally {
        Number.prototype.toFixed = toFixed;
      }
      return calls;
    };
    const [some, more] = [callsOf(1000), callsOf(4000)];
    assert.ok(more <= 4 * some && some <= 8 * 1000, `${some}, ${more}`);
  });

  it('may have more rows than a function has arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => [i]);
    assert.ok(toMarkdown({ columns: ['a'], rows }).endsWith('|'));
  });
});
