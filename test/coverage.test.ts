import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base';
import { allSuiteNames } from '../lib/suites';

interface Row {
  readonly item: string;
  readonly where: string;
  readonly size: string;
  readonly state: string;
}

const docs = path.join(REPOSITORY_ROOT, 'docs');
const text = fs.readFileSync(path.join(docs, 'coverage.md'), 'utf8');

/** The rows of all tables of the page. */
function rowsOf(page: string): Row[] {
  const lines = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Item '));
  return lines.map((line) => {
    const cells = line.slice(1, -1).split('|');
    assert.equal(cells.length, 4, line);
    const [item, where, size, state] = cells.map((cell) => cell.trim());
    return { item, where, size, state };
  });
}

const linksOf = (where: string) =>
  [...where.matchAll(/\]\(([^)#]+)(?:#([^)]+))?\)/g)].map(([, file, anchor]) => ({
    file: path.resolve(docs, file),
    anchor: anchor,
  }));

const commandsOf = (where: string) => [...where.matchAll(/`(npm run [^`]+)`/g)].map(([, command]) => command);

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');

function headingsOf(file: string): string[] {
  const pages = file.endsWith('.ipynb')
    ? cellsOf(file).flatMap((cell) => (cell.cell_type === 'markdown' ? [joined(cell.source)] : []))
    : [fs.readFileSync(file, 'utf8')];
  return pages.flatMap((page) => [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading)));
}

interface Cell {
  readonly cell_type: string;
  readonly source: unknown;
  readonly outputs?: readonly { readonly text?: unknown; readonly data?: Readonly<Record<string, unknown>> }[];
}

const cellsOf = (file: string) => (JSON.parse(fs.readFileSync(file, 'utf8')) as { cells: Cell[] }).cells;

const joined = (lines: unknown) => (Array.isArray(lines) ? lines.join('') : String(lines));

/** What a reader of a file sees: of a notebook its cells and the text of its outputs, without the data of figures. */
function visibleText(file: string): string {
  if (!file.endsWith('.ipynb')) return fs.readFileSync(file, 'utf8');
  return cellsOf(file)
    .flatMap(({ source, outputs = [] }) => [
      joined(source),
      ...outputs.flatMap(({ text: printed, data }) => [
        joined(printed ?? ''),
        joined(data?.['text/plain'] ?? data?.['text/markdown'] ?? ''),
      ]),
    ])
    .join('\n');
}

/** All numbers of a text, 10,000 and 10_000 as 10000. */
const numbersOf = (page: string) =>
  new Set([...page.matchAll(/\d[\d,_]*(?:\.\d+)?|\.\d+/g)].map(([number]) => Number(number.replace(/[,_]/g, ''))));

const visible = new Map<string, Set<number>>();
function visibleNumbers(file: string): Set<number> {
  const found = visible.get(file) ?? numbersOf(visibleText(file));
  visible.set(file, found);
  return found;
}

describe('docs/coverage.md', () => {
  const rows = rowsOf(text);

  it('has a table for each report, and links every notebook', () => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings, ['Report 1', 'Report 2', 'Report 3', 'The chapter']);
    const linked = new Set(rows.flatMap(({ where }) => linksOf(where).map(({ file }) => path.basename(file))));
    const notebooks = fs.readdirSync(path.join(REPOSITORY_ROOT, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
    assert.deepEqual(
      notebooks.filter((name) => !linked.has(name)),
      [],
    );
  });

  it('links files and headings that are there', () => {
    for (const { item, where } of rows) {
      const links = linksOf(where);
      assert.ok(links.length > 0, `${item}: no link`);
      for (const { file, anchor } of links) {
        assert.ok(fs.existsSync(file), `${item}: no ${file}`);
        if (anchor === undefined) continue;
        const headings = headingsOf(file);
        assert.ok(
          headings.includes(anchor),
          `${item}: ${path.basename(file)} has no #${anchor}, but ${headings.join()}`,
        );
      }
    }
  });

  it('names commands, suites and options that exist', () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const { item, where } of rows) {
      for (const command of commandsOf(where)) {
        const [, , name, , ...options] = command.split(' ');
        assert.ok(Object.hasOwn(scripts, name), `${item}: no command ${name}`);
        const folder = path.join(REPOSITORY_ROOT, name === 'bench' ? 'bench' : 'scripts');
        const sources = sourcesIn(folder);
        options.forEach((option, i) => {
          if (option.startsWith('--')) assert.ok(sources.includes(`'${option} `), `${item}: no option ${option}`);
          else if (options[i - 1] === '--suite') assert.ok(allSuiteNames.includes(option), `${item}: no ${option}`);
          else if (options[i - 1] === '--only') assert.match(sources, new RegExp(`^ +'?${option}'?[:,]`, 'm'), item);
        });
      }
    }
  });

  it('names sizes that stand in the files that it links', () => {
    for (const { item, where, size } of rows) {
      const there = linksOf(where).map(({ file }) => visibleNumbers(file));
      for (const number of numbersOf(size)) {
        assert.ok(
          there.some((numbers) => numbers.has(number)),
          `${item}: ${number} stands in none of its files`,
        );
      }
    }
  });

  it('says why something is reduced or missing, and gives what is complete in a notebook', () => {
    for (const { item, where, size, state } of rows) {
      assert.match(state, /^(complete|opinion|(reduced|missing): .{15,}\.)$/, item);
      if (state !== 'complete') continue;
      assert.ok(/\.ipynb|`npm run/.test(where), `${item}: complete, but where?`);
      assert.ok(size === '' || numbersOf(size).size > 0, `${item}: the size '${size}' has no number`);
    }
  });
});

describe('numbers of a size', () => {
  it('are read with commas, underscores and leading points', () => {
    assert.deepEqual([...numbersOf('10,000 and 10_000 steps, .95, 128-64-32')], [10_000, 0.95, 128, 64, 32]);
  });

  it('follow headings as GitHub does', () => {
    assert.equal(
      anchorOf('Exercise 5: a false positive rate of 5 % or less'),
      'exercise-5-a-false-positive-rate-of-5--or-less',
    );
  });
});

function sourcesIn(folder: string): string {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
}
