/** How to run a SavedModel from Python. */
import type { ExportedPart, OptionsOf } from '../format.ts';
import { textSnippet } from '../text-snippet.ts';

export function savedModelSnippet(
  part: ExportedPart,
  name: string,
  { input }: OptionsOf<'savedmodel'>,
): { language: string; code: string } {
  const inputs = (arrays: readonly string[]): string =>
    part.inputs.map((end, at) => `${end.name}=tf.constant(${arrays[at]})`).join(', ');
  const ofText = textSnippet(part, name, {
    ...{ needs: 'tensorflow', folder: true },
    load: ['import tensorflow as tf', '', `run = tf.saved_model.load("${name}").signatures["serving_default"]`],
    run: (arrays) => `run(${inputs(arrays)})["${part.outputs[0]!.name}"].numpy()`,
  });
  if (ofText) return ofText;
  const given = part.inputs.filter(({ otherwise }) => otherwise === null);
  const arrays = given.map(({ name: each, shape }) => {
    const type = input === 'bytes' && each === 'input' ? 'tf.uint8' : 'tf.float32';
    return `${each} = tf.zeros((1, ${shape.join(', ')}), ${type})  # yours`;
  });
  return {
    language: 'python',
    code: [
      '# pip install tensorflow',
      'import tensorflow as tf',
      '',
      `loaded = tf.saved_model.load("${name}")`,
      ...arrays,
      `results = loaded.signatures["serving_default"](${given.map(({ name: each }) => `${each}=${each}`).join(', ')})`,
      `print(results["${part.outputs[0]!.name}"].shape)`,
    ].join('\n'),
  };
}
