import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Executor } from 'tslab/dist/executor';
import { makeCells } from '../../scripts/kernel/cells';
import { mend } from '../../scripts/kernel/mended-converter';

describe('the kernel of the notebooks', () => {
  let cells: Executor;
  let said: string[] = [];
  const say = (text: string) => said.push(text);

  before(() => {
    cells = makeCells({
      begun: () => undefined,
      failed: say,
      note: say,
      reading: () => Promise.resolve(),
      compiled: () => undefined,
    });
  });
  after(() => {
    cells.close();
    Reflect.deleteProperty(globalThis, Symbol.for('telltale.cell'));
    Reflect.deleteProperty(globalThis, '__tslab__');
  });

  /** Runs cells one after another. @returns What the last one left in `result`, and what was said. */
  async function run(...sources: readonly string[]): Promise<{ result: unknown; said: string }> {
    said = [];
    delete cells.locals.result;
    for (const source of sources) await cells.execute(source);
    return { result: cells.locals.result as unknown, said: said.join('\n') };
  }

  describe('takes what an earlier cell declared', () => {
    const first = `
      let a = 1, b = 2;
      const list = [3, 4], options = { c: 5 };
      function f(x: number) { return 10 * x; }
      class Point { x = 6; }
      type Pair = { a: number; b: number };
      import { join } from 'node:path';`;
    const numbers = { a: 1, b: 2 };
    for (const [what, source, expected] of [
      ['as shorthand properties', 'const result = { a, b };', numbers],
      ['beside others', 'const result = { a, n: b, ...options, list };', { a: 1, n: 2, c: 5, list: [3, 4] }],
      ['nested', 'const result = { deep: [{ a }, { inner: { b } }] };', { deep: [{ a: 1 }, { inner: { b: 2 } }] }],
      ['as an argument', 'const result = Object.keys({ a, f, Point });', ['a', 'f', 'Point']],
      ['inside functions', 'const g = (n: number) => ({ a, n }); const result = g(7);', { a: 1, n: 7 }],
      ['imported', `const result = Object.values({ join }).map((j) => j('x', 'y'));`, ['x/y']],
      ['of a type that an earlier cell declared', 'const result: Pair = { a, b };', numbers],
      ['behind an assertion', 'const result = { a, b } as const satisfies Pair;', numbers],
      ['in methods', 'const o = { get() { return { a }; }, b }; const result = [o.get(), o.b];', [{ a: 1 }, 2]],
      ['in template strings', 'const result = `${JSON.stringify({ a })}`;', '{"a":1}'],
      ['as a type and a value', 'const p: Point = new Point(); const result = { p: { ...p }, y: typeof Point };', { p: { x: 6 }, y: 'function' }], // prettier-ignore
    ] as const) {
      it(what, async () => {
        assert.deepEqual(await run(first, source), { result: expected, said: '' });
      });
    }

    it('but not where a name of the cell itself is nearer', async () => {
      const sources = [
        first,
        'const g = (a: number) => ({ a }); const h = () => { const b = 9; return { b }; }; const result = [g(8), h()];',
      ];
      assert.deepEqual(await run(...sources), { result: [{ a: 8 }, { b: 9 }], said: '' });
    });

    it('and assigns to it by a pattern', async () => {
      const source = `
        ({ a, b = 5 } = { a: 7 } as { a: number; b?: number });
        const { a: again, ...rest } = { a, b, list };
        const result = [a, b, again, rest];`;
      assert.deepEqual(await run(first, source), { result: [7, 5, 7, { b: 5, list: [3, 4] }], said: '' });
    });
  });

  describe('says of an error', () => {
    const blocks = 'const fail = (n: number) => {\n  throw new Error(`expected less than ${n}`);\n};';

    it('one sentence and the line of the cell, comments and types counted', async () => {
      const source = '// one\n\ninterface A { x: number }\n\nconst n: any = null;\nn.toString();\n';
      const expected = "TypeError: Cannot read properties of null (reading 'toString')\n  line 6: n.toString();";
      assert.equal((await run(source)).said, expected);
    });

    it('after an await', async () => {
      const source = "await Promise.resolve();\nconsole.log;\nawait Promise.reject(new Error('late'));";
      assert.match((await run(source)).said, /^late(\n {2}line [13]: await.*)?$/);
    });

    it('also the line of the earlier cell that threw', async () => {
      const { said: text } = await run(blocks, 'const n = 3;\nfail(n);');
      assert.match(
        text,
        /^expected less than 3\n {2}cell \[\d+\], line 2: throw new Error.*;\n {2}line 2: fail\(n\);$/,
      );
    });

    it('of the library its sentence and the line that called it', async () => {
      const call = 'slidingWindows(s, {\n  windowSize: -1,\n  stride: 1,\n});';
      const source = "import { makeSeries, slidingWindows } from './lib/data/index';\nconst s = makeSeries({ name: 's', values: new Float64Array(9), features: 1 });\n"; // prettier-ignore
      const { said: text } = await run(source + call);
      assert.match(text, /^windowSize.*found -1.*\n {2}line 3: slidingWindows\(s, \{$/);
    });

    it('what was thrown if it is not an error', async () => {
      assert.equal((await run('throw { code: 3 } as unknown;')).said, 'Thrown: { code: 3 }');
    });

    it('of types as tslab does', async () => {
      const { said: text } = await run("const x: number = 'a';");
      assert.equal(text, "1:7 - Type 'string' is not assignable to type 'number'.");
    });

    it('that it was an interrupt', async () => {
      said = [];
      const cell = cells.execute('await new Promise(() => undefined);');
      setTimeout(() => cells.interrupt(), 50);
      assert.equal(await cell, false);
      assert.deepEqual(said, ['Interrupted.']);
    });
  });

  it('leaves to work that hears an interrupt to end the cell, and keeps what the cell declares', async () => {
    const listening = `
      const cell = (globalThis as any)[Symbol.for('telltale.cell')];
      cell.hearing.add(cell);
      const result = await new Promise((resolve) => setTimeout(() => resolve(cell.interrupted), 200));
      void cell.hearing.delete(cell);`;
    said = [];
    const run = cells.execute(listening);
    setTimeout(() => cells.interrupt(), 50);
    assert.equal(await run, false, 'cells that wait behind it do not run');
    assert.equal(cells.locals.result, true);
    assert.equal(await cells.execute('const after = result;'), true);
    assert.deepEqual([cells.locals.after, said], [true, []]);
  });

  it('refuses another converter than the one that it mends', () => {
    const known = fs.readFileSync(require.resolve('tslab/dist/converter'), 'utf8');
    assert.notEqual(mend(known, '1.0.22'), known);
    const other = known.replace('wrapPrevIdentifier(node) {', 'wrapEarlier(node) {');
    assert.throws(() => mend(other, '2.0.0'), /^Error: tslab 2\.0\.0: expected the converter of tslab 1\.0\.22/);
  });
});
