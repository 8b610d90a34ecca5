/** How to run an ONNX file from Python. */
import type { ExportedPart, OptionsOf } from '../format.ts';
import { textSnippet } from '../text-snippet.ts';

export function onnxSnippet(
  part: ExportedPart,
  name: string,
  { input }: OptionsOf<'onnx'>,
): { language: string; code: string } {
  const inputs = (arrays: readonly string[]): string =>
    part.inputs.map((end, at) => `"${end.name}": ${arrays[at]}`).join(', ');
  const ofText = textSnippet(part, name, {
    ...{ needs: 'onnxruntime', folder: false },
    load: ['import onnxruntime', '', `session = onnxruntime.InferenceSession("${name}")`],
    run: (arrays) => `session.run(None, {${inputs(arrays)}})[0]`,
  });
  if (ofText) return ofText;
  const needed = part.inputs.filter(({ otherwise }) => otherwise === null);
  const arrays = needed.map(({ name: each, shape }) => {
    const type = input === 'bytes' && each === 'input' ? 'np.uint8' : 'np.float32';
    return `${each} = np.zeros((1, ${shape.join(', ')}), ${type})  # yours`;
  });
  const feeds = needed.map(({ name: each }) => `"${each}": ${each}`).join(', ');
  const outputs = part.outputs.map((output) => output.name);
  return {
    language: 'python',
    code: [
      '# pip install onnxruntime numpy',
      'import numpy as np',
      'import onnxruntime',
      '',
      `session = onnxruntime.InferenceSession("${name}")`,
      ...arrays,
      `${outputs.join(', ')}${outputs.length === 1 ? ',' : ''} = session.run([${outputs.map((each) => `"${each}"`).join(', ')}], {${feeds}})`,
      ...part.outputs.map((output) => `print("${output.name}", ${output.name}.shape)`),
    ].join('\n'),
  };
}
