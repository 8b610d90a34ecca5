import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The dependency rule of ARCHITECTURE.md, held by a machine: who may not import whom. */
interface Wall {
  readonly name: string;
  readonly files: string[];
  readonly forbidden: string[];
  readonly because: string;
  /** Forbidden at run time only; their types are welcome. */
  readonly typesOnly?: string[];
}

const walls: Wall[] = [
  {
    name: 'src-shared',
    files: ['src-shared/**/*.ts'],
    forbidden: [
      'electron',
      'node:*',
      'svelte',
      'svelte/*',
      '@xyflow/*',
      '\\#main/**',
      '**/src-main/**',
      '**/src-renderer/**',
    ],
    typesOnly: ['@tensorflow/*'],
    because: 'src-shared is pure: no host, no window, no TensorFlow.js at run time.',
  },
  {
    name: 'src-renderer',
    files: ['src-renderer/**/*.ts', 'src-renderer/**/*.svelte'],
    forbidden: ['electron', 'node:*', '\\#main/**', '**/src-main/**', '@tensorflow/*', 'onnxruntime-node', 'sharp'],
    because: 'the window knows src-shared only; everything else crosses src-shared/wire.',
  },
  {
    name: 'src-main but the desktop host',
    files: ['src-main/**/*.ts'],
    forbidden: ['electron', 'svelte', '**/src-renderer/**'],
    because: 'only src-main/desktop knows Electron.',
  },
  {
    name: 'studio',
    files: ['src-main/studio/**/*.ts'],
    forbidden: [
      'electron',
      '**/src-renderer/**',
      '**/trainer/**',
      '**/compiler/**',
      '../export/*',
      '../../export/*',
      '../import/*',
      '../../import/*',
      '**/desktop/**',
      '**/browser/**',
      '**/cli/**',
    ],
    because: 'the studio has no host in it and speaks to the trainer over src-shared/wire/training.ts.',
  },
  {
    name: 'trainer, data, export and import',
    files: ['src-main/trainer/**/*.ts', 'src-main/data/**/*.ts', 'src-main/export/**/*.ts', 'src-main/import/**/*.ts'],
    forbidden: ['electron', '**/src-renderer/**', '**/studio/**', '**/desktop/**', '**/browser/**', '**/cli/**'],
    because: 'they are below the studio.',
  },
  {
    name: 'compiler and devices',
    files: ['src-main/compiler/**/*.ts', 'src-main/devices/**/*.ts'],
    forbidden: [
      'electron',
      // (A pattern that begins with # is a comment; what is wrong is said in the same words everywhere.)
      '\\#shared/**',
      '!\\#shared/problem.ts',
      '**/src-shared/**',
      '**/studio/**',
      '**/trainer/**',
      '**/data/**',
      '**/desktop/**',
      '**/browser/**',
      '**/cli/**',
    ],
    because: 'the compiler knows nothing of layers, projects or Electron.',
  },
];

export default defineConfig(
  { ignores: ['out/', 'dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'coverage/'] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  {
    rules: {
      // TypeScript says it better.
      'no-undef': 'off',
      // The wire's generated maps and indexed access after a checked length need it; each use stands beside its check.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src-renderer/**'],
    rules: {
      // Maps and sets here are built once and replaced, never mutated ($state.raw, $derived).
      'svelte/prefer-svelte-reactivity': 'off',
      // svelte-check, which fails on warnings, knows better which ignores are needed.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  // Playwright's fixtures must destructure their first argument, even when they need none of it.
  { files: ['test/e2e/**'], rules: { 'no-empty-pattern': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
  },
  { files: ['scripts/**', 'test/**', '*.config.ts'], languageOptions: { globals: globals.node } },
  walls.map(({ name, files, forbidden, typesOnly, because }) => ({
    name: `dependency rule: ${name}`,
    files,
    ...(name === 'src-main but the desktop host' ? { ignores: ['src-main/desktop/**'] } : {}),
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: forbidden, message: `Dependency rule: ${because}` },
            ...(typesOnly
              ? [{ group: typesOnly, allowTypeImports: true, message: `Dependency rule: ${because}` }]
              : []),
          ],
        },
      ],
    },
  })),
  {
    name: 'one door to the window',
    files: ['src-main/desktop/**/*.ts'],
    ignores: ['src-main/desktop/ipc.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'electron',
              importNames: ['ipcMain'],
              message: 'Calls come in through handle() in ipc.ts, which checks who asks.',
            },
          ],
        },
      ],
    },
  },
);
