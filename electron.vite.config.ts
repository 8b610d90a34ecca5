import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);
// scripts/setup.mjs builds beside the build in use, and swaps them when it is whole.
const out = (part: string): string => resolve(at(process.env.HOURGLASS_BUILD_FOLDER ?? 'out'), part);
const entries = (all: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([, path]) => existsSync(path)));

// One build of everything that runs outside the window (desktop host, browser host, command line, trainer), one of what
// Electron must load at once (its entry and the window's preload script), one of the window.
export default defineConfig({
  main: {
    build: {
      outDir: out('main'),
      // TensorFlow.js is bundled: as one file it loads three times as fast as from its packages.
      externalizeDeps: {
        exclude: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu'],
      },
      // Node 20, and so Electron 33 and newer.
      target: 'node20.19',
      rollupOptions: {
        input: entries({
          desktop: at('src-main/desktop/index.ts'),
          browser: at('src-main/browser/index.ts'),
          cli: at('src-main/cli/index.ts'),
          trainer: at('src-main/trainer/entry.ts'),
        }),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  // CommonJS: a sandboxed preload script cannot be a module, and Electron's entry must be loaded before the app is ready.
  preload: {
    build: {
      outDir: out('desktop'),
      externalizeDeps: false,
      isolatedEntries: true,
      rollupOptions: {
        input: { start: at('src-main/desktop/start.ts'), preload: at('src-main/desktop/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [svelte()],
    build: {
      outDir: out('renderer'),
      target: 'chrome130',
      rollupOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
});
