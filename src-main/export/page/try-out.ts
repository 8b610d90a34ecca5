/** Runs a page's own scripts, without a browser, on the samples: what its pictures are made of must be what Hourglass computes. */
import { readFile } from 'node:fs/promises';
import { createContext, runInContext } from 'node:vm';
import { sizeOf } from '#shared/layers/layer.ts';
import { largestDifference } from '../check.ts';
import type { Check, ExportContext, ExportedPart } from '../format.ts';
import { scriptIn } from './assemble.ts';

interface Opened {
  readonly version: string;
  decode(latent: readonly number[]): ArrayLike<number>;
}

/** The page was just written by us: nothing of anybody else runs here. Its WebAssembly needs a browser and is left out. */
export async function tryOut(part: ExportedPart, path: string, { signal }: ExportContext): Promise<Check> {
  const html = await readFile(path, 'utf8');
  const texts = { network: scriptIn(html, 'network'), weights: scriptIn(html, 'weights') };
  const tools = { performance, setTimeout, clearTimeout, TextEncoder, TextDecoder, atob, console };
  const context = createContext({ ...texts, ...tools });
  // What TensorFlow.js looks for to know where it is.
  runInContext('var self = globalThis;', context);
  runInContext(scriptIn(html, 'library'), context);
  runInContext(scriptIn(html, 'run'), context);
  const open = `openNetwork(tf, JSON.parse(network), bytesOf(weights), null).then(({ decode }) => ({ decode, version: tf.version_core }))`;
  const { decode, version } = (await runInContext(open, context)) as Opened;
  const [input] = part.inputs;
  const [output] = part.outputs;
  const size = sizeOf(input!.shape);
  const results = new Float32Array(output!.values.length);
  for (let sample = 0; sample < part.samples; sample++) {
    const latent = [...input!.values.subarray(sample * size, (sample + 1) * size)];
    results.set(Float32Array.from(decode(latent)), sample * sizeOf(output!.shape));
    signal.throwIfAborted();
  }
  return {
    by: `The page’s own TensorFlow.js ${version}`,
    of: 'results',
    difference: largestDifference(part, { [output!.name]: results }),
  };
}
