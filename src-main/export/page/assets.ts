/** The files that every page is made of: Hourglass's own in resources/page, and TensorFlow.js's as it publishes them. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PageAssets {
  readonly html: string;
  readonly style: string;
  readonly run: string;
  readonly paint: string;
  readonly play: string;
  /** TensorFlow.js: core, plain JavaScript, WebAssembly, in this order. */
  readonly library: string;
  readonly engine: Uint8Array;
  /** Of TensorFlow.js. */
  readonly version: string;
}

const libraries = [
  '@tensorflow/tfjs-core/dist/tf-core.es2017.min.js',
  '@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.es2017.min.js',
  '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js',
];

export async function readAssets(): Promise<PageAssets> {
  const folder = findResources();
  const require = createRequire(import.meta.url);
  const own = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const [html, style, run, paint, play] = await Promise.all(
    ['page.html', 'page.css', 'run.js', 'paint.js', 'play.js'].map(own),
  );
  const scripts = await Promise.all(libraries.map((name) => readFile(require.resolve(name), 'utf8')));
  const engine = await readFile(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'));
  const { version } = require('@tensorflow/tfjs-core/package.json') as { version: string };
  const library = scripts.map((script) => script.replace(/^\/\/# sourceMappingURL=.*$/m, '')).join(';\n');
  return { html: html!, style: style!, run: run!, paint: paint!, play: play!, library, engine, version };
}

/** resources/ lies beside src-main/ and beside out/, however deep the running file is in these. */
function findResources(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'resources', 'page');
    if (existsSync(found)) return found;
  }
  throw new Error('The folder resources/page is not there.');
}
