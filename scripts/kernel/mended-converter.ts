/**
 * tslab's converter of cells, tslab/dist/converter.js, with three changes to its text before it is loaded:
 *
 * 1. Shorthand properties may name what an earlier cell declared. tslab 1.0.22 rewrites the identifier `x` of an earlier cell
 *    to `exports.x`, but asks TypeScript for the symbol of the property in `{ x }`, not for that of its value; the cell then
 *    fails with "x is not defined".
 * 2. Files in lib/ beside the notebook are neither checked nor compiled for a cell, which takes most of its time: their types
 *    are read, and tsx runs them, as it does in the commands.
 * 3. The output carries a map to the lines of the cell, for its errors.
 */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import type * as converter from 'tslab/dist/converter';

/** The version whose text is known. */
const KNOWN = '1.0.22';

/** What is replaced: each text occurs once. */
const changes: readonly (readonly [from: string, to: string])[] = [
  [
    `        function wrapPrevIdentifier(node) {
            var _a, _b;
            if (!ts.isIdentifier(node)) {`,
    `        function wrapPrevIdentifier(node) {
            var _a, _b;
            if (ts.isShorthandPropertyAssignment(node)) {
                const declared = checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? [];
                const value = declared.some((decl) => decl.getSourceFile() === declsFile)
                    ? ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier("exports"), node.name)
                    : node.name;
                const initializer = node.objectAssignmentInitializer;
                if (value === node.name && !initializer) return node;
                const assigned = initializer
                    ? ts.factory.createAssignment(value, wrapPrevIdentifier(initializer))
                    : value;
                return ts.factory.createPropertyAssignment(node.name, assigned);
            }
            if (!ts.isIdentifier(node)) {`,
  ],
  [
    `(dep) => dep.endsWith(".js") || (dep.endsWith(".ts") && !dep.endsWith(".d.ts"))`,
    `(dep) => !dep.startsWith((0, tspath_1.normalizeJoin)(ts.sys.getCurrentDirectory(), "lib") + "/") &&
        (dep.endsWith(".js") || (dep.endsWith(".ts") && !dep.endsWith(".d.ts")))`,
  ],
  [`        rootDir: cwd,\n`, `        rootDir: cwd,\n        inlineSourceMap: true,\n`],
  [
    `            output: esModuleToCommonJSModule(output, transpileTarget),\n            declOutput,`,
    `            output: esModuleToCommonJSModule(output, transpileTarget),\n            esOutput: output,\n            declOutput,`,
  ],
];

/**
 * Changes the text of tslab's converter.
 *
 * @throws If a text that is to be replaced does not occur once: the installed tslab is another version.
 */
export function mend(text: string, version: string): string {
  return changes.reduce((mended, [from, to]) => {
    const parts = mended.split(from);
    if (parts.length === 2) return parts.join(to);
    throw new Error(
      `tslab ${version}: expected the converter of tslab ${KNOWN}, in which the kernel mends shorthand properties; ` +
        `found another text. Run npm run setup, which installs ${KNOWN}.`,
    );
  }, text);
}

/** Loads the mended converter, in the place of tslab's own. */
export function loadMendedConverter(): typeof converter {
  const file = require.resolve('tslab/dist/converter');
  const { version } = JSON.parse(readFileSync(require.resolve('tslab/package.json'), 'utf8')) as { version: string };
  const module = new Module(file);
  module.filename = file;
  module.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(
    path.dirname(file),
  );
  require.cache[file] = module;
  const compile = (module as unknown as { _compile(text: string, file: string): void })._compile.bind(module);
  compile(mend(readFileSync(file, 'utf8'), version), file);
  module.loaded = true;
  return module.exports as typeof converter;
}
