const js = require('@eslint/js');
const tseslint = require('typescript-eslint');
const telltale = require('./eslint.rules');

const nodeGlobals = ['process', 'console', 'URL', 'require', 'module', 'setInterval', 'setTimeout', 'clearInterval'];

module.exports = tseslint.config(
  {
    ignores: [
      'node_modules',
      '.venv',
      'notebooks',
      'my-notebooks',
      'data',
      'results',
      'site',
      'docs',
      'dist',
      'eslint.*.js',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    plugins: { telltale },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': 'error',
      'no-duplicate-imports': 'error',
      'telltale/no-literal-spread': 'error',
      'telltale/throws-tag': 'error',
      'telltale/node-default-import': 'error',
    },
  },
  {
    files: ['lib/**/*.ts'],
    plugins: { telltale },
    rules: {
      'telltale/readonly-fields': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what an index hands out: export { a, type B } from ...' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^(\\.\\./)+(base|claims|data|detectors|exercises|experiments|layers|leaderboard|metrics|models|monitor|pipeline|plots|runs|runtime|scoring|site|suites|tables|training|baselines)$',
              message: "tslab resolves no folders: name the file, as in '../data/index'.",
            },
          ],
        },
      ],
    },
  },
  // It hands out whole folders; TypeScript refuses two types of one name, and test/index.test.ts two values.
  { files: ['lib/index.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['{lib,package,scripts,bench}/**/*.ts'], plugins: { telltale }, rules: { 'telltale/file-header': 'error' } },
  // The environment must be set before TensorFlow loads, and its absence survived; hyparquet is loaded with the first file
  // of its kind, at once: an import can do none of it.
  {
    files: ['lib/runtime/backend.ts', 'lib/data/parquet-chunk.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.{mjs,js}'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
