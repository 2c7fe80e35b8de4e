import { transformSync } from 'esbuild';
import { createRequire } from 'node:module';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/base/index';
import type { CellRun } from '../../scripts/support/exercises/run-cells';

const fromHere = createRequire(__filename);

/** Writes imports as calls of require, and top-level declarations so that later cells see them. */
function asScript(code: string): string {
  const { code: plain } = transformSync(code, {
    loader: 'ts',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return plain
    .replace(/^import \* as (\w+) from (.+?);$/gm, 'var $1 = require($2);')
    .replace(/^import (\{[^}]*\}) from (.+?);$/gm, (_, names: string, from: string) => {
      return `var ${names.replace(/ as /g, ': ')} = require(${from});`;
    })
    .replace(/^(const|let) /gm, 'var ');
}

/** Runs cells one after the other in this process, as a kernel would but for types, limits and ends of the process. */
export async function runInNode(cells: readonly string[]): Promise<CellRun[]> {
  const runs: CellRun[] = cells.map(() => ({ status: 'ok', said: '' }));
  const report = (i: number, error: unknown) => {
    runs[i] = { status: 'error', said: error instanceof Error ? String(error.stack) : String(error) };
  };
  const load = (name: string): unknown => {
    return fromHere(name.startsWith('.') ? path.join(REPOSITORY_ROOT, name) : name) as unknown;
  };
  const quiet = { log: () => undefined };
  const guarded = cells.map((code, i) => {
    try {
      return `try {\n${asScript(code)}\n} catch (error) { report(${i}, error); }`;
    } catch (error) {
      report(i, error);
      return '';
    }
  });
  const body = `return (async () => {\n${guarded.join('\n')}\n})();`;
  await (new Function('require', 'report', 'console', body) as (...all: unknown[]) => Promise<void>)(
    load,
    report,
    quiet,
  );
  return runs;
}
