import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';

const folder = path.join(__dirname, '..', 'notebooks');

interface Cell {
  cell_type: 'code' | 'markdown';
  source: string[];
  metadata?: { tags?: string[] };
  execution_count?: number | null;
  outputs?: { output_type: string; name?: string; data?: Record<string, unknown> }[];
}
interface Notebook {
  cells: Cell[];
  metadata: { kernelspec: { name: string; language: string } };
  nbformat: number;
}

/** What the text of each part must say somewhere, in this order: the template that all notebooks share. */
const sections = [
  '**Question.**',
  '## Set-up',
  '## Data',
  '## What the report claimed and what we measured',
  '## Where it fails',
  '## References',
];

/** Lists the calls that fail the second time: a folder that is there already, or that the first run has removed. */
function unrepeatable(code: string): string[] {
  const calls = code.match(/\b(?:mkdir|rm|rmdir|unlink)(?:Sync)?\((?:[^()]|\([^()]*\))*\)/g) ?? [];
  return calls.filter((call) => !(call.startsWith('mkdir') ? /recursive: true/ : /force: true/).test(call));
}

it('knows the calls that fail the second time', () => {
  const fails = [
    "fs.mkdirSync('series')",
    "rmSync(path.join(folder, 'a'), { recursive: true })",
    'fs.unlinkSync(file)',
  ];
  assert.deepEqual(
    fails.map((call) => unrepeatable(`const x = 1;\n${call};`).length),
    [1, 1, 1],
  );
  const repeats = 'fs.mkdirSync(folder, { recursive: true }); fs.rmSync(f(), { recursive: true, force: true });';
  assert.deepEqual(unrepeatable(repeats), []);
});

/** Says what is wrong with the numbers of a notebook's figures; undefined if none is numbered, or all are, 1 to n. */
function numberingFault(outputs: readonly { data?: Record<string, unknown> }[]): string | undefined {
  const numberOf = (data?: Record<string, unknown>) => {
    return (data?.['application/vnd.telltale.caption+json'] as { number: number } | undefined)?.number;
  };
  const figures = outputs.flatMap(({ data }, i) => (data?.['application/vnd.plotly.v1+json'] ? [i] : []));
  const numbers = figures.map((i) => numberOf(outputs[i + 1]?.data));
  if (numbers.every((number) => number === undefined)) return undefined;
  const wrong = numbers.findIndex((number, i) => number !== i + 1);
  return wrong < 0 ? undefined : `figure ${wrong + 1} of ${figures.length} has ${numbers[wrong] ?? 'no number'}`;
}

const MOST_LINES = 12;
const MOST_LINES_OF_NETWORK = 40;

const hasTag = ({ metadata }: Cell, tag: string) => metadata?.tags?.includes(tag) ?? false;

/** Says what is wrong with the form of a cell; undefined if nothing is. Imports do not count as lines. */
async function codeFault(cell: Cell): Promise<string | undefined> {
  const text = cell.source.join('');
  const formatted = await format(text, { parser: 'typescript', printWidth: 100, singleQuote: true });
  if (formatted.trim() !== text.trim()) return `not as prettier writes it: ${cell.source[0]}`;
  const lines = text.split('\n');
  const long = lines.find((line) => line.length > 100);
  if (long !== undefined) return `${long.length} characters: ${long}`;
  const { length } = text
    .replace(/^import [^;]*;$/gm, '')
    .trim()
    .split('\n');
  const most = hasTag(cell, 'network') ? MOST_LINES_OF_NETWORK : MOST_LINES;
  return length <= most ? undefined : `${length} lines: ${lines[0]}`;
}

it('knows cells that are too long, too wide or not formatted', async () => {
  const cell = (text: string, tag?: string): Cell => ({
    cell_type: 'code',
    source: [text],
    metadata: { tags: tag ? [tag] : [] },
  });
  const many = Array.from({ length: 13 }, (_, i) => `f(${i});`).join('\n');
  assert.equal(await codeFault(cell('f(1);')), undefined);
  assert.match((await codeFault(cell('f( 1 )')))!, /not as prettier/);
  assert.match((await codeFault(cell(`// ${'x'.repeat(99)}`)))!, /102 characters/);
  assert.match((await codeFault(cell(many)))!, /13 lines/);
  assert.equal(await codeFault(cell(many, 'network')), undefined);
  assert.equal(await codeFault(cell(many.replace(/f\((\d+)\)/g, "import './$1'"))), undefined);
});

it('knows figures that are not numbered 1 to n', () => {
  const figure = { data: { 'application/vnd.plotly.v1+json': {} } };
  const caption = (number: number) => ({ data: { 'application/vnd.telltale.caption+json': { number } } });
  assert.equal(numberingFault([figure, figure]), undefined);
  assert.equal(numberingFault([figure, caption(1), {}, figure, caption(2)]), undefined);
  assert.equal(numberingFault([figure, caption(1), figure]), 'figure 2 of 2 has no number');
  assert.equal(numberingFault([figure, caption(1), figure, caption(1)]), 'figure 2 of 2 has 1');
});

/** Sections in which there is nothing to change: what decides the numbers, and what the report claimed. */
const fixedSections = ['Set-up', 'What the report claimed and what we measured'];

interface Section {
  readonly heading: string;
  runs: boolean;
  asks: boolean;
}

/** Lists the sections of a notebook: whether each has code, and whether it asks the reader to change something. */
function sectionsOf(cells: readonly Pick<Cell, 'cell_type' | 'source'>[]): Section[] {
  const found: Section[] = [];
  for (const { cell_type: kind, source } of cells) {
    const last = found.at(-1);
    if (kind === 'code' && last) last.runs = true;
    if (kind === 'code') continue;
    for (const line of source.join('').split('\n')) {
      const heading = /^## (.+)$/.exec(line)?.[1];
      if (heading !== undefined) found.push({ heading, runs: false, asks: false });
      const own = found.at(-1);
      if (own && line.startsWith('**Change this and see.** ')) own.asks = true;
    }
  }
  return found;
}

/** Whether code shows a figure, and says nothing after the last one. */
function showsInSilence(code: string): boolean {
  // A function shows nothing where it is defined.
  const text = code.replace(/^const \w+ = async \([^]*?^};$/gm, '');
  const last = [...text.matchAll(/await show(?:Both)?\(/g)].at(-1);
  return last !== undefined && !/\b(?:display\.markdown|seen)\(/.test(text.slice(last.index));
}

it('knows sections that ask for nothing, and figures without a sentence', () => {
  const cells = [
    { cell_type: 'markdown' as const, source: ['# T\n', '## A\n', 'text'] },
    { cell_type: 'code' as const, source: ['f();'] },
    { cell_type: 'markdown' as const, source: ['**Change this and see.** Set `x`.\n', '\n', '## B\n', '## C'] },
    { cell_type: 'code' as const, source: ['g();'] },
  ];
  assert.deepEqual(sectionsOf(cells), [
    { heading: 'A', runs: true, asks: true },
    { heading: 'B', runs: false, asks: false },
    { heading: 'C', runs: true, asks: false },
  ]);
  assert.ok(showsInSilence("display.markdown('x');\nawait show(plotA(), { number: 1 });"));
  assert.ok(!showsInSilence("await show(plotA(), { number: 1 });\nseen('x');"));
  assert.ok(!showsInSilence('f();'));
  assert.ok(!showsInSilence('const f = async (x: A) => {\n  await show(x);\n};'));
  assert.ok(showsInSilence('const f = async () => {\n  await show(x);\n};\nawait show(y);'));
});

for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb'))) {
  describe(`notebooks/${file}`, () => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const notebook = JSON.parse(text) as Notebook;
    const code = notebook.cells.filter((cell) => cell.cell_type === 'code');
    const outputs = code.flatMap((cell) => cell.outputs ?? []);

    it('is for the TypeScript kernel and follows the template', () => {
      assert.equal(notebook.nbformat, 4);
      assert.equal(notebook.metadata.kernelspec.name, 'tslab');
      const prose = notebook.cells.filter((cell) => cell.cell_type === 'markdown').map((cell) => cell.source.join(''));
      const places = sections.map((section) => prose.join('\n').indexOf(section));
      places.forEach((place, i) => assert.ok(place >= 0, `no '${sections[i]}'`));
      assert.deepEqual(
        [...places].sort((a, b) => a - b),
        places,
      );
    });

    it('has 8 to 32 code cells, but for one of times, and starts each run of three with prose', () => {
      const { length } = code.filter((cell) => !hasTag(cell, 'timing'));
      assert.ok(length >= 8 && length <= 32 && code.length - length <= 1, `${length} of ${code.length} code cells`);
      notebook.cells.forEach((_, i) => {
        const before = notebook.cells.slice(Math.max(0, i - 3), i + 1);
        assert.ok(
          before.some((each) => each.cell_type === 'markdown'),
          `cell ${i} has no prose before it`,
        );
      });
    });

    it('has short cells as prettier writes them', async () => {
      const faults = await Promise.all(
        code.map((cell, i) => codeFault(cell).then((fault) => fault && `${i}: ${fault}`)),
      );
      assert.deepEqual(faults.filter(Boolean), []);
    });

    it('asks the reader to change something and see, in each section that runs something', () => {
      const silent = sectionsOf(notebook.cells).filter(({ runs, asks, heading }) => {
        return runs && !asks && !fixedSections.includes(heading);
      });
      assert.deepEqual(
        silent.map(({ heading }) => heading),
        [],
      );
    });

    it('says below each figure, in the same cell, what it shows', () => {
      const silent = code.map((cell) => cell.source.join('')).filter(showsInSilence);
      assert.deepEqual(silent, []);
    });

    it('is committed as it ran: in order, from a fresh kernel, without an error', () => {
      assert.deepEqual(
        code.map((cell) => cell.execution_count),
        code.map((_, i) => i + 1),
      );
      const bad = outputs.filter((output) => output.output_type === 'error' || output.name === 'stderr');
      assert.deepEqual(bad, []);
    });

    it('carries each figure as Plotly, as a picture and as a sentence, in less than 3 MB altogether', () => {
      const figures = outputs.filter((output) => output.data?.['application/vnd.plotly.v1+json']);
      assert.ok(figures.length >= 3, `${figures.length} figures`);
      for (const { data } of figures) {
        assert.ok(String(data!['image/png']).length > 2000, 'a figure has no picture, or a blank one');
        assert.ok(String(data!['text/plain']).length > 20, 'a figure has no sentence');
      }
      assert.ok(text.length < 3e6, `${(text.length / 1e6).toFixed(1)} MB`);
    });

    it('numbers all of its figures in order, if it numbers one', () => {
      assert.equal(numberingFault(outputs), undefined);
    });

    it('makes and removes folders only so that a cell can be run again', () => {
      const calls = code.flatMap((cell) => unrepeatable(cell.source.join('')));
      assert.deepEqual(calls, []);
    });

    it('names no folder of the machine it ran on', () => {
      assert.doesNotMatch(text, /\/(work|home|root|Users|tmp)\//);
    });
  });
}
