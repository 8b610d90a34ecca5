/**
 * Layers in Keras's words while they are made of an ONNX graph: an operator may become a layer, or a part of the one before it (a bias, an
 * activation). Owns the layers, their weights, and what may still be added to one.
 */
import type { Config, Json } from '../../export/keras/layer.ts';
import type { FlatLayer } from '../inline.ts';
import type { StoredTensor } from '../read/hdf5.ts';
import type { WeightStore } from '../read/store.ts';

export interface Weight {
  readonly shape: readonly number[];
  readonly read: () => Float32Array;
}

export class DrawnLayer {
  /** Its name, too: each stands once. */
  readonly id: string;
  readonly className: string;
  readonly inputs: readonly string[];
  config: Config;
  weights: readonly Weight[];

  constructor(id: string, made: Made, inputs: readonly string[]) {
    [this.id, this.inputs] = [id, inputs];
    [this.className, this.config, this.weights] = [made.className, made.config, made.weights ?? []];
  }

  set(key: string, value: Json): void {
    this.config = { ...this.config, [key]: value };
  }

  /** It computes a weighted sum, and nothing has been done to that yet. */
  get isOpen(): boolean {
    return this.config['use_bias'] !== undefined && this.config['activation'] === 'linear';
  }
}

export interface Made {
  /** Of Keras. */
  readonly className: string;
  readonly config: Config;
  readonly weights?: readonly Weight[];
}

export class Drawing {
  readonly layers: DrawnLayer[] = [];
  readonly #byId = new Map<string, DrawnLayer>();

  add(wanted: string, made: Made, inputs: readonly string[]): DrawnLayer {
    const base = wanted.slice(0, 120) || made.className.toLowerCase();
    let id = base;
    for (let n = 2; this.#byId.has(id); n++) id = `${base}_${n}`;
    const layer = new DrawnLayer(id, made, inputs);
    this.#byId.set(id, layer);
    this.layers.push(layer);
    return layer;
  }

  of(id: string): DrawnLayer {
    return this.#byId.get(id)!;
  }

  remove(layer: DrawnLayer): void {
    this.layers.splice(this.layers.indexOf(layer), 1);
    this.#byId.delete(layer.id);
  }

  flat(): readonly FlatLayer[] {
    return this.layers.map(({ id, className, config, inputs }) => ({
      ...{ id, className, config, inputs },
      ...{ path: [id], tree: id, options: {}, again: false },
    }));
  }

  get store(): WeightStore {
    return {
      of: ({ tree }) =>
        this.of(tree).weights.map(({ shape, read }, at): StoredTensor => ({ name: `${tree}/${at}`, shape, read })),
    };
  }
}
