import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundlePages } from '../../book/bundle';
import { openChannel } from '../../book/live/channel-scores';
import { volumeByWindow } from '../../book/live/volume';
import { withLinks, type BookDocument } from '../../book/documents';
import { readKeptScores, SCORES_FOLDER } from '../../book/kept-scores';
import { notebookDocument, Parts } from '../../book/notebook-document';
import { REPOSITORY_ROOT } from '../../lib/base';
import { readContents } from '../../lib/site/contents';

const places = {
  pages: new Map([
    ['docs/inputs.md', './inputs.md'],
    ['notebooks/03-lstm-vae.ipynb', './03-lstm-vae.md'],
  ]),
  root: REPOSITORY_ROOT,
  staged: path.join(os.tmpdir(), 'staged'),
};
const linked = (markdown: string, file = 'docs/judge.md') =>
  withLinks({ file, name: 'judge', group: 'Documents', title: 'judge', markdown }, places);

describe('book: links', () => {
  it('lead to pages, with the anchors that the pages have', () => {
    assert.equal(linked('[a](inputs.md#dates) [b](../docs/inputs.md)'), '[a](./inputs.md#dates) [b](./inputs.md)');
    const anchor = linked('[`c`](../notebooks/03-lstm-vae.ipynb#why-10--of-it)');
    assert.equal(anchor, '[`c`](./03-lstm-vae.md#why-10-of-it)');
    assert.equal(linked('[a](docs/inputs.md)', 'README.md'), '[a](./inputs.md)');
  });

  it('lead to the API for folders of lib/, and to copies of other files', () => {
    assert.equal(
      linked('[m](../lib/metrics) [n](../lib/metrics/index.ts)'),
      '[m](../modules/metrics.html) [n](../modules/metrics.html)',
    );
    const target = path.relative(places.staged, path.join(REPOSITORY_ROOT, 'lib', 'metrics', 'vus.ts'));
    assert.equal(linked('[v](../lib/metrics/vus.ts)'), `[v](${target})`);
  });

  it('stay as they are on the web, within the page and in code, and are text where there is no file', () => {
    const kept = '[w](https://example.org) [h](#here) `[c](inputs.md)`\n\n```\n[f](inputs.md)\n```';
    assert.equal(linked(kept), kept);
    assert.equal(linked('[folder](results) and [gone](gone.md)'), 'folder and gone');
  });
});

describe('book: notebooks', () => {
  const display = (data: object) => ({ stream: undefined, data: data as Record<string, unknown> });
  const notebook = (source: string, ...outputs: ReturnType<typeof display>[]) => ({
    name: '01-test',
    cells: [
      { kind: 'markdown' as const, source, outputs: [] },
      { kind: 'code' as const, source: 'const price = `$5`;', outputs },
    ],
  });
  const documentOf = (source: string, ...outputs: ReturnType<typeof display>[]): [BookDocument, Parts] => {
    const parts = new Parts();
    return [notebookDocument(readContents(notebook(source, ...outputs)), parts), parts];
  };

  it('have the command that makes them below their title, and code as it is', () => {
    const [{ title, markdown, name, file }] = documentOf('# 1. A title\n\nText.');
    assert.deepEqual([title, name, file], ['01. A title', '01-test', 'notebooks/01-test.ipynb']);
    assert.match(
      markdown,
      /^# 1\. A title\n\n<div class="run-this">\n\n.*npm run reproduce -- --data DIR --only 01-test/,
    );
    assert.ok(markdown.includes('```ts\nconst price = `$5`;\n```'));
  });

  it('name the profile that their outputs are of, but for the one that the command takes by itself', () => {
    const commandOf = (said: string) => {
      const [{ markdown }] = documentOf('# T', display({ 'text/markdown': said }));
      return /`(npm run reproduce[^`]*)`/.exec(markdown)?.[1];
    };
    assert.equal(
      commandOf('**Answer** (profile full).'),
      'npm run reproduce -- --data DIR --only 01-test --profile full',
    );
    assert.equal(commandOf('**Answer** (profile quick).'), 'npm run reproduce -- --data DIR --only 01-test');
    assert.equal(commandOf('**Answer**.'), 'npm run reproduce -- --data DIR --only 01-test');
  });

  it('have formulas rendered, but no dollar of code or of prose', () => {
    const [{ markdown }, parts] = documentOf('# T\n\nThe code $z_T$ costs 5 $, `a $x$ b`.\n\n$$\\mu < 1$$');
    assert.ok(markdown.includes('costs 5 $, `a $x$ b`'));
    const html = parts.fill(markdown);
    assert.equal(html.match(/class="katex"/g)?.length, 2);
    assert.match(html, /<div class="formula" tabindex="0"[^]*\\mu &lt; 1/);
    assert.ok(!markdown.includes('katex'), 'the generator would read the formula as Markdown');
  });

  it('show an output of text as text, whatever it holds', () => {
    const [{ markdown }, parts] = documentOf('# T', { ...display({}), stream: '<b>$1 $& bold</b>\n' } as never);
    assert.ok(parts.fill(markdown).includes('<pre class="stream">&lt;b&gt;$1 $&amp; bold&lt;/b&gt;\n</pre>'));
  });
});

describe('book: kept scores', () => {
  it('refuse a folder without files, a damaged file and channels with other detectors', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-kept-'));
    assert.throws(() => readKeptScores(folder), /expected files of scores, found none/);
    const channel = (name: string, label: string, scores: number[]) => {
      const made = { command: 'c', commit: 'c', profile: 'quick', seed: 0, backend: 'b' };
      const rows = [{ label, kind: 'network', scores }];
      const file = {
        kind: 'telltale book scores',
        channel: name,
        spacecraft: 'MSL',
        length: 2,
        segments: [],
        made,
        rows,
      };
      fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(file));
    };
    channel('A-1', 'one', [1, 2]);
    assert.equal(readKeptScores(folder)[0].rows[0].label, 'one');
    channel('B-1', 'one', [1]);
    assert.throws(() => readKeptScores(folder), /B-1\.json: .*expected a score for each step/);
    channel('B-1', 'two', [1, 2]);
    assert.throws(() => readKeptScores(folder), /B-1\.json: expected the detectors of A-1, one; found two/);
    fs.rmSync(folder, { recursive: true });
  });

  it('are there for eight channels, small, with what made them', () => {
    const kept = readKeptScores();
    const names = fs.readdirSync(SCORES_FOLDER);
    const bytes = names.reduce((sum, name) => sum + fs.statSync(path.join(SCORES_FOLDER, name)).size, 0);
    assert.equal(kept.length, 8);
    assert.ok(bytes < 1.5 * 2 ** 20, `${bytes} bytes`);
    for (const { made, segments } of kept) {
      assert.match(made.commit, /^[0-9a-f]{7,}$/);
      assert.ok(segments.length > 0);
    }
  });

  it('have what the text on VUS says of T-8: two lines that cross', () => {
    const channel = openChannel(readKeptScores().find((each) => each.channel === 'T-8')!);
    const curve = (start: string) => {
      return volumeByWindow(
        channel.rows.find(({ label }) => label.startsWith(start))!,
        channel.labels,
        [0, 500],
      );
    };
    const [ensemble, transformer] = [curve('multi-scale'), curve('Anomaly Transformer, small')];
    assert.ok(ensemble[0] > transformer[0] && ensemble[1] < transformer[1], `${ensemble}; ${transformer}`);
  });

  it('make a page of which nothing needs Node', async function () {
    this.timeout(30_000);
    const script = await bundlePages();
    assert.ok(script.length > 10_000 && script.length < 100_000, `${script.length} bytes`);
  });
});
