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
  bytesPerWeight: ({ precision }) => ({ float32: 4, float16: 2, int8: 1 })[precision],
  fields: {
    precision: {
      type: 'choice',
      label: 'Weights as',
      help: '32 bits: the same results as here. 16 bits: half the size, results differ a little. 8 bits: a quarter of the size, for small devices; results may differ visibly. The export says how much.',
      default: 'float32',
      options: [
        { value: 'float32', label: '32-bit floating point' },
        { value: 'float16', label: '16-bit floating point' },
        { value: 'int8', label: '8-bit whole numbers' },
      ],
    },
    input: pictureInput,
  },
  tolerance: ({ precision }) => (precision === 'float32' ? 1e-4 : null),
  refuse: (part, _project, { input }) => refuseBytes(part, input),
});
