// How far ONNX exports in 16 and 8 bits are from what Hourglass computes, for every template and part, and how large they are.
//   node test/exports/precision.mjs [--templates dcgan,sparse]
// Weights are a new network's, moved a little. Prints a Markdown table.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const { values: options } = parseArgs({ options: { templates: { type: 'string' } } });
const { cases } = await buildForNode({ cases: 'test/exports/cases.ts' }, join(root, 'out', 'check-exports'));
const { exportCase, exportCases } = await import(cases);
const work = await mkdtemp(join(tmpdir(), 'hourglass-precision-'));
console.log(
  '| template | part | 32 bits, bytes | difference | 16 bits, bytes | difference | 8 bits, bytes | difference |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const each of exportCases.filter(({ format }) => format === 'onnx')) {
  if (options.templates && !options.templates.split(',').includes(each.template)) continue;
  const cells = [];
  for (const precision of ['float32', 'float16', 'int8']) {
    const target = { path: join(work, 'model.onnx'), samples: null, cacheFolder: join(work, 'cache') };
    const { bytes, check } = await exportCase(each, { ...target, options: { precision } });
    cells.push(bytes.toLocaleString('en'), check.difference.toExponential(1));
  }
  console.log(`| ${each.template} | ${each.part} | ${cells.join(' | ')} |`);
}
await rm(work, { recursive: true, force: true });
