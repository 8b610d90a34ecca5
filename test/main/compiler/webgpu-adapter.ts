/**
 * A WebGPU adapter for tests, without a graphics processor: SwiftShader, which Chromium and Electron bring along on Linux.
 * HOURGLASS_TEST_WEBGPU=system takes this computer's own graphics processor instead. Without either, tests are skipped.
 */
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import * as onnxruntime from 'onnxruntime-node';
import { afterAll, beforeAll, describe } from 'vitest';
import { webgpuRules } from '#main/compiler/onnx/kernels/webgpu.ts';
import { OnnxBuilder } from '#main/compiler/onnx/builder.ts';
import { sessionOptions } from '#main/devices/webgpu.ts';
import { runGraph, type RunGraph } from './compare.ts';

const places = [
  process.env['ELECTRON_OVERRIDE_DIST_PATH'],
  '/usr/lib/chromium',
  '/usr/lib64/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  'node_modules/electron/dist',
];

/** Keeps a library open for good, though it is no addon: RTLD_NODELETE of Linux, which Node does not name. */
const keepOpen = 0x1000;

/** Why there is no adapter; undefined when there is one. */
function findAdapter(): string | undefined {
  if (process.env['HOURGLASS_TEST_WEBGPU'] === 'system') return undefined;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'SwiftShader serves ONNX Runtime on Linux x64 only; HOURGLASS_TEST_WEBGPU=system tests on the graphics processor';
  const folder = places.find((place) => place !== undefined && existsSync(join(place, 'vk_swiftshader_icd.json')));
  if (folder === undefined) return 'no Chromium or Electron with SwiftShader is installed';
  process.env['VK_ICD_FILENAMES'] = join(folder, 'vk_swiftshader_icd.json');
  // ONNX Runtime asks for the loader by name, and takes one that is open already: the computer may have none.
  const loader = join(folder, 'libvulkan.so.1');
  if (existsSync(loader)) {
    try {
      process.dlopen({ exports: {} }, loader, constants.dlopen.RTLD_NOW | keepOpen);
    } catch {
      // "did not self-register": no addon, as expected.
    }
  }
  return undefined;
}

const missing = findAdapter();

/** A suite that needs an adapter; without one, its name says why it is skipped. */
export function withWebgpu(name: string, suite: () => void): void {
  if (missing === undefined)
    describe(name, { timeout: 120_000 }, () => {
      keepShaders();
      suite();
    });
  else describe.skip(`${name} (skipped: ${missing})`, suite);
}

/** Without any session ONNX Runtime gives up the device, and its shaders are compiled again for the next one. */
function keepShaders(): void {
  let session: onnxruntime.InferenceSession;
  beforeAll(async () => {
    const op = new OnnxBuilder();
    op.output('y', op.input('x', { shape: [], dtype: 'float32' }), { shape: [], dtype: 'float32' });
    session = await onnxruntime.InferenceSession.create(op.encode('keep'), sessionOptions([]));
  });
  afterAll(() => session.release());
}

/** In a session of its own. */
export const runOnWebgpu: RunGraph = (graph, inputs, seed) =>
  runGraph(graph, inputs, seed, webgpuRules, (nodes) => sessionOptions(nodes));
