/** How to run a Keras file from Python. */
import type { ExportedPart, OptionsOf } from '../format.ts';
import { textSnippet } from '../text-snippet.ts';

export function kerasSnippet(
  part: ExportedPart,
  name: string,
  { mask }: OptionsOf<'keras' | 'h5'>,
): { language: string; code: string } {
  const ofText = textSnippet(part, name, {
    ...{ needs: 'keras tensorflow', folder: false },
    load: ['import keras', '', `model = keras.saving.load_model("${name}")`],
    run: (arrays) => `np.asarray(model(${arrays.length === 1 ? arrays[0]! : `[${arrays.join(', ')}]`}))`,
  });
  if (ofText) return ofText;
  const inputs = part.inputs.filter(({ otherwise }) => otherwise === null || mask === 'input');
  const arrays = inputs.map(({ name: each, shape, otherwise }) => {
    const make = otherwise === 1 ? 'ones' : 'zeros';
    return `${each} = np.${make}((1, ${shape.join(', ')}), np.float32)  # yours`;
  });
  const given = inputs.length === 1 ? inputs[0]!.name : `[${inputs.map((input) => input.name).join(', ')}]`;
  const results = part.outputs.map((output) => output.name);
  return {
    language: 'python',
    code: [
      '# pip install keras tensorflow',
      'import keras',
      'import numpy as np',
      '',
      `model = keras.saving.load_model("${name}")`,
      ...arrays,
      `${results.join(', ')} = model.predict(${given})`,
      ...results.map((result) => `print("${result}", ${result}.shape)`),
    ].join('\n'),
  };
}
