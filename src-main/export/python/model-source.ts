/** A Keras model as Python source, one layer a line. Owns that source; what the layers are is ../keras's. */
import type { KerasModel, PlacedLayer } from '../keras/layer.ts';
import { constructor, literal } from './literals.ts';

const keywords = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield keras layers'.split(
    ' ',
  ),
);

/** A layer's name as a variable. */
function variable(name: string): string {
  const plain = name.replaceAll('-', '_');
  return keywords.has(plain) || /^\d/.test(plain) ? `${plain}_` : plain;
}

function lineOf({ layer, name, inputs }: PlacedLayer): string {
  if (inputs.length === 0) {
    const dtype = layer.config['dtype'] === 'int32' ? ', dtype="int32"' : '';
    return `${variable(name)} = keras.Input(${literal([...layer.shape])}${dtype}, name="${name}")`;
  }
  const tensors = inputs.map(variable);
  const alone = layer.takes === 'arguments' && tensors.length === 1 ? [...tensors, ...tensors] : tensors;
  const given = layer.takes === 'list' ? `[${tensors.join(', ')}]` : alone.join(', ');
  const call = Object.entries(layer.call ?? {}).map(([key, value]) => `, ${key}=${literal(value)}`);
  return `${variable(name)} = ${constructor(layer.className, layer.config, name)}(${given}${call.join('')})`;
}

export interface BuildFunction {
  readonly name: string;
  /** What it makes, in a sentence or two. */
  readonly says: string;
  readonly model: KerasModel;
}

function functionSource({ name, says, model }: BuildFunction): string {
  const ends = (names: readonly string[]): string =>
    names.length === 1 ? variable(names[0]!) : `[${names.map(variable).join(', ')}]`;
  return [
    `def ${name}():`,
    `    """${plainText(says)}"""`,
    ...model.layers.map((placed) => `    ${lineOf(placed)}`),
    `    return keras.Model(${ends(model.inputs)}, ${ends(model.outputs)}, name="${model.name}")`,
  ].join('\n');
}

/** model.py. `title` is the project's. */
export function modelSource(title: string, functions: readonly BuildFunction[]): string {
  const head = [
    `"""${plainText(title)}: the network as it was drawn in Hourglass.`,
    '',
    '    net = build()',
    '    net.load_weights("model.weights.h5")',
    '"""',
    '',
    'import keras',
    'from keras import layers',
  ];
  return `${head.join('\n')}\n\n\n${functions.map(functionSource).join('\n\n\n')}\n`;
}

/** What may stand in a docstring. */
const plainText = (text: string): string => text.replaceAll('"', "'").replaceAll('\\', '/');
