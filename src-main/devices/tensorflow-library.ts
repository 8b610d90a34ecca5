/**
 * Finds and loads tfjs-node's native addon, and with it TensorFlow's library. Only the addon: the package's JavaScript
 * would register a backend of its own with TensorFlow.js and make it the current one, bring a second copy of TensorFlow.js
 * where it lies outside our packages, and call functions that Node 23 no longer has. Owns no words for people.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TensorFlowAddon } from '../compiler/tensorflow/session.ts';

/** Why there is no library to load: no package, or one whose own installation step, which fetches it, has not run. */
export type Missing = 'package' | 'library';

/** Names the folder of a package to use instead of those that are installed. */
export const folderVariable = 'HOURGLASS_TENSORFLOW';
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** Path of the addon. */
export function findAddon(environment: NodeJS.ProcessEnv = process.env): { readonly addon: string } | Missing {
  const chosen = environment[folderVariable];
  const folders = (chosen ? [chosen] : packages.map(installedFolder)).filter((folder) => folder !== null);
  for (const folder of folders) {
    const addon = addonIn(folder);
    if (addon) return { addon };
  }
  return folders.some((folder) => existsSync(folder)) ? 'library' : 'package';
}

/**
 * Loads the addon, once for the process. `threads` counts only then, and holds for all that is computed later.
 * Throws what the system's loader says: a library that is missing or too old.
 */
export function loadAddon(path: string, threads?: number): TensorFlowAddon {
  // Read by TensorFlow when it is loaded. Without the first it takes all memory of the graphics processor at once.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  // Errors only.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (threads) process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  return createRequire(import.meta.url)(path) as TensorFlowAddon;
}

function installedFolder(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** Built for the newest version of Node's native interface that this Node has. */
function addonIn(folder: string): string | null {
  const versions = (existsSync(join(folder, 'lib')) ? readdirSync(join(folder, 'lib')) : [])
    .map((name) => Number(/^napi-v(\d+)$/.exec(name)?.[1]))
    .filter((version) => version <= Number(process.versions.napi))
    .sort((a, b) => b - a);
  const paths = versions.map((version) => join(folder, 'lib', `napi-v${version}`, 'tfjs_binding.node'));
  return paths.find((path) => existsSync(path)) ?? null;
}
