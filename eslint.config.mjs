// Lint rules, among them who may import whom (docs/architecture.md): each part reaches only downwards.
import boundaries from 'eslint-plugin-boundaries';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Part of the house to the parts that it may import besides itself. */
const MAY_IMPORT = {
  core: [],
  jobs: ['core'],
  cli: ['core', 'jobs'],
  host: ['core', 'jobs'],
  main: ['core', 'jobs', 'host'],
  webview: ['core'],
};

const VSCODE = { name: 'vscode', message: 'Only extension/host and extension/main.ts may import vscode.' };
const PROCESSES = ['child_process', 'node:child_process'].map((name) => ({
  name,
  message: 'core is pure: child processes belong to extension/jobs.',
}));
const TOOLKIT = {
  name: '@vscode/webview-ui-toolkit',
  message: 'The toolkit is reached through webview/ui/toolkit.ts alone, so that replacing it is one file.',
};
const restricted = (...paths) => ({ 'no-restricted-imports': ['error', { paths: [...paths] }] });

export default defineConfig(
  {
    ignores: ['dist/', '.cache/', 'coverage/', 'node_modules/', 'extension/core/schema/generated/', 'test/fixtures/'],
  },
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylistic],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // Of columns with a hundred thousand entries: an iterator makes an object for each until its loop has been optimised.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/unbound-method': 'off', // interfaces here are often records of closures
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
    },
  },
  {
    files: ['extension/**/*.ts', 'webview/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': [
        ...['core', 'jobs', 'cli', 'host'].map((part) => ({ type: part, pattern: `extension/${part}` })),
        { type: 'webview', pattern: 'webview' },
        { type: 'main', pattern: 'extension' }, // what is in none of its parts
      ],
      'import/resolver': { node: { extensions: ['.ts', '.js'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(MAY_IMPORT).map(([from, parts]) => ({
            from: { element: { type: from } },
            allow: { to: { element: { types: { anyOf: [from, ...parts] } } } },
          })),
        },
      ],
    },
  },
  { files: ['extension/core/**/*.ts'], rules: restricted(VSCODE, TOOLKIT, ...PROCESSES) },
  { files: ['extension/jobs/**/*.ts', 'extension/cli/**/*.ts'], rules: restricted(VSCODE, TOOLKIT) },
  { files: ['extension/host/**/*.ts', 'extension/main.ts'], rules: restricted(TOOLKIT) },
  {
    files: ['webview/**/*.ts'],
    ignores: ['webview/ui/toolkit.ts'],
    rules: restricted(VSCODE, TOOLKIT, ...PROCESSES),
  },
  { files: ['webview/ui/toolkit.ts'], rules: restricted(VSCODE, ...PROCESSES) },
);
