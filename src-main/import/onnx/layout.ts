/** How pictures and sequences stand at a place of the graph: as the operators behind it take them. Owns that look ahead. */
import type { GraphProto, NodeProto } from './schema.ts';

/** They take channels right behind the batch. */
const channelsFirst = new Set([
  ...['Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'GlobalAveragePool', 'GlobalMaxPool'],
  ...['BatchNormalization', 'Resize', 'Upsample'],
]);
/** They leave every axis where it is. */
const passing = new Set([
  ...[
    'Relu',
    'LeakyRelu',
    'Elu',
    'Selu',
    'Sigmoid',
    'Tanh',
    'Softplus',
    'Gelu',
    'PRelu',
    'Identity',
    'Dropout',
    'Cast',
  ],
  ...['Add', 'Sub', 'Mul', 'Div', 'Concat', 'Expand', 'Pad'],
]);

export class Layouts {
  readonly #takers = new Map<string, NodeProto[]>();
  readonly #outputs: ReadonlySet<string>;

  constructor({ node, output }: GraphProto) {
    this.#outputs = new Set(output.map(({ name }) => name));
    for (const each of node)
      for (const name of new Set(each.input)) this.#takers.set(name, [...(this.#takers.get(name) ?? []), each]);
  }

  isAlone(name: string): boolean {
    return !this.#outputs.has(name) && this.#takers.get(name)?.length === 1;
  }

  /** Null: nothing that minds comes behind it. */
  ahead(name: string): 'first' | 'last' | null {
    const seen = new Set([name]);
    for (const each of seen)
      for (const { opType, output } of this.#takers.get(each) ?? []) {
        if (channelsFirst.has(opType)) return 'first';
        if (!passing.has(opType)) return 'last';
        for (const next of output) seen.add(next);
      }
    return null;
  }
}
