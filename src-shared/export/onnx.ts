/** ONNX: one file that ONNX Runtime and many others run. Owns its words and options. */
import { defineExport } from './format.ts';
import { partKinds } from './parts.ts';
import { pictureInput, refuseBytes } from './picture-input.ts';

export const onnx = defineExport({
  id: 'onnx',
  title: 'ONNX',
  audience: 'phones, browsers, C++, C# and Java',
  summary:
    'One file with everything in it, for ONNX Runtime and whatever else reads ONNX, on nearly every device and from nearly every language.',
  ending: '.onnx',
  takes: partKinds,
  fields: { input: pictureInput },
  tolerance: () => 1e-4,
  refuse: (part, _project, { input }) => refuseBytes(part, input),
});
