/** A process that exports one small network again and again, in turns as a file and as a folder, until it is killed. Says when it begins. */
import { join } from 'node:path';
import { exportPart } from '#main/export/export.ts';
import type { FormatId } from '#shared/export/index.ts';
import { denseProject } from '../trainer/fixtures.ts';

const [folder = '', dataset = ''] = process.argv.slice(2);
const targets: readonly (readonly [FormatId, string])[] = [
  ['onnx', 'model.onnx'],
  ['savedmodel', 'saved'],
];
const context = { signal: new AbortController().signal, progress: () => undefined };
const source = { project: denseProject(), run: null, tensors: null, dataset };
process.send!('begins');
for (;;)
  for (const [format, name] of targets)
    await exportPart(source, { format, part: null, options: {}, path: join(folder, name), samples: null }, context);
