const js = require('@eslint/js');
const tseslint = require('typescript-eslint');

const nodeGlobals = ['process', 'console', 'URL', 'require', 'module', 'setInterval', 'setTimeout', 'clearInterval'];

module.exports = tseslint.config(
  { ignores: ['node_modules', '.venv', 'notebooks', 'data', 'results', 'report', 'eslint.config.js'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    rules: {
      // Indexing typed arrays in tight loops is what this code does; the bounds are the loop's.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'no-console': 'error',
    },
  },
  {
    files: ['lib/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^(\\.\\./)+(data|layers|metrics|models|monitor|pipeline|plots|report|runtime|scoring|training|experiments|baselines)$',
              message: "tslab resolves no folders: name the file, as in '../data/index'.",
            },
          ],
        },
      ],
    },
  },
  // The environment must be set before TensorFlow loads, and its absence survived: an import can do neither.
  { files: ['lib/runtime/backend.ts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs', 'scripts/shims/**'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
