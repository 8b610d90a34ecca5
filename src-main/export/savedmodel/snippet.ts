/** How to run a SavedModel from Python. */
import type { ExportedPart, OptionsOf } from '../format.ts';

export function savedModelSnippet(
  part: ExportedPart,
  name: string,
  { input }: OptionsOf<'savedmodel'>,
): { language: string; code: string } {
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
