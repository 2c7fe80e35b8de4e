/**
 * What counts as used. `knip` fails on an export that no other file and no notebook imports; `knip --production` leaves
 * the tests out, so that it also fails on an export for tests alone. A doc comment with `@public` lifts both: the library
 * offers this, though nothing here needs it. scripts/support/handed-out.mjs says what an index does.
 */

/** Writes an import of a namespace as one of the members that the code names. */
function withMembers(statement, code) {
  const [, namespace, from] = /^import \* as (\w+) from ([^;]+)/.exec(statement) ?? [];
  if (namespace === undefined) return statement;
  const members = [...code.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, 'g'))].map(([, member]) => member);
  return `import { ${[...new Set(members)].join(', ')} } from ${from};`;
}

/** The imports in the code cells of a notebook, as the source of a module. */
function importsOf(notebook) {
  const cells = JSON.parse(notebook).cells.filter((cell) => cell.cell_type === 'code');
  const code = cells.map((cell) => [cell.source].flat().join('')).join('\n');
  const statements = code.match(/^import\s[^'"]*?['"][^'"]+['"];?$/gm) ?? [];
  return statements.map((statement) => withMembers(statement, code)).join('\n');
}

module.exports = ({ production }) => ({
  entry: [
    'scripts/*.{ts,mjs}!',
    // Jupyter starts it.
    'scripts/kernel/start.ts!',
    'bench/*.ts!',
    'package/{entry,prepack}.ts!',
    'package/*.mjs!',
    // Bundled by book/bundle.ts.
    'book/page/index.ts!',
    'notebooks/{,exercises/}*.ipynb!',
    // Loaded by path in another process.
    'lib/**/*-process.ts!',
    'lib/**/*executor.ts!',
    'test/**/*.ts',
  ],
  project: [
    'lib/**/*.ts!',
    'scripts/**/*.{ts,mjs}!',
    'bench/**/*.ts!',
    'package/*.{ts,mjs}!',
    'book/**/*.ts!',
    'notebooks/{,exercises/}*.ipynb!',
    'test/**/*.ts',
  ],
  // It stands for a package.
  ignoreFiles: ['book/page/undici.d.ts'],
  compilers: { ipynb: importsOf },
  preprocessor: './scripts/support/handed-out.mjs',
  // Taken by path, or as a peer of another package.
  ignoreDependencies: [
    '@sparticuz/chromium',
    '@tslab/typescript-for-tslab',
    '@tensorflow/tfjs-node',
    'mnist',
    'node-api-headers',
    'playwright-core',
    'onnxruntime-node',
  ],
  ignoreBinaries: [
    'nvidia-smi',
    'ldconfig',
    'uv',
    'g[+][+]',
    'mount',
    'umount',
    'unshare',
    'redis-server',
    'mkfifo',
    'pdflatex',
  ],
  // What its own file needs is not for tests alone.
  ignoreExportsUsedInFile: Boolean(production),
});
