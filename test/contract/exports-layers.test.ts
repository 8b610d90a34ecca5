/**
 * Every layer kind in the formats that the compiler writes: the network around it, exported and read back, computes what Hourglass
 * computes. What other formats make of each kind is tested with them.
 */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findAddon } from '#main/devices/tensorflow-library.ts';
import { shakenWeights } from '../exports/cases.ts';
import { exportPart } from '#main/export/export.ts';
import { temporaryFolder } from '../main/trainer/fixtures.ts';
import { builtKinds, layerCases } from './layers/cases.ts';
import { paramsOf } from './layers/eager.ts';
import { more, projectWith } from './layers/project-with.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);
const context = { signal: new AbortController().signal, progress: () => undefined };

const cases = [
  ...builtKinds.map((kind) => ({ kind, params: paramsOf(kind, layerCases[kind].typical.params) })),
  ...more.map(([kind, params]) => ({ kind, params: paramsOf(kind, params) })),
].map((each, number) => ({ ...each, number }));
const formats = ['onnx', ...(typeof findAddon() === 'string' ? [] : (['savedmodel'] as const))] as const;

test.each(cases)('$number: $kind', async ({ kind, params, number }) => {
  const project = projectWith(kind, params);
  const source = { project, run: null, tensors: await shakenWeights(project), dataset: null };
  for (const format of formats) {
    const path = join(temporary.path, `${number}${format === 'onnx' ? '.onnx' : ''}`);
    const { check } = await exportPart(source, { format, part: 'model', options: {}, path, samples: null }, context);
    expect(check!.difference).toBeLessThanOrEqual(1e-4);
  }
});
