/** How to run a TensorFlow.js layers model in a web page. */
import type { ExportedPart, OptionsOf } from '../format.ts';

export function tfjsSnippet(
  part: ExportedPart,
  name: string,
  { mask }: OptionsOf<'tfjs'>,
): { language: string; code: string } {
  const inputs = part.inputs.filter(({ otherwise }) => otherwise === null || mask === 'input');
  const tensors = inputs.map(({ name: each, shape, dtype, otherwise }) => {
    const make = otherwise === 1 ? 'ones' : 'zeros';
    return `const ${each} = tf.${make}([1, ${shape.join(', ')}], '${dtype}'); // yours`;
  });
  const given = inputs.length === 1 ? inputs[0]!.name : `[${inputs.map((input) => input.name).join(', ')}]`;
  const results = part.outputs.map((output) => output.name);
  const made = results.length === 1 ? results[0]! : `[${results.join(', ')}]`;
  return {
    language: 'js',
    code: [
      "// npm install @tensorflow/tfjs, or <script src='https://cdn.jsdelivr.net/npm/@tensorflow/tfjs'></script>",
      "import * as tf from '@tensorflow/tfjs';",
      '',
      `const model = await tf.loadLayersModel('${name}/model.json');`,
      ...tensors,
      `const ${made} = model.predict(${given});`,
      ...results.map((result) => `${result}.print();`),
    ].join('\n'),
  };
}
