/** ONNX: one file that ONNX Runtime and many others run. Owns its words and options. */
import { defineExport } from './format.ts';
import { partKinds } from './parts.ts';

export const onnx = defineExport({
  id: 'onnx',
  title: 'ONNX',
  audience: 'phones, browsers, C++, C# and Java',
  summary:
    'One file with everything in it, for ONNX Runtime and whatever else reads ONNX, on nearly every device and from nearly every language.',
  ending: '.onnx',
  takes: partKinds,
  fields: {
    input: {
      type: 'choice',
      label: 'Pictures come as',
      help: 'Numbers as the network sees them, or bytes from 0 to 255: then the scaling is part of the file.',
      default: 'numbers',
      options: [
        { value: 'numbers', label: 'Numbers' },
        { value: 'bytes', label: 'Bytes' },
      ],
    },
  },
  tolerance: () => 1e-4,
  refuse: (part, _project, { input }) =>
    input === 'bytes' && part.inputs[0]!.name !== 'input'
      ? {
          received: `Bytes were asked for as the input of the part “${part.title}”.`,
          expected: 'Only parts that take pictures can take them as bytes.',
          action: 'Choose numbers as its input.',
        }
      : null,
});
