/** Records one trace: which tensor data is which value of the graph, and the kernel calls in their order. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { makeConstant, makeNode, makeValues, type Attributes, type GraphNode, type GraphValue } from '../graph.ts';
import { findShapeRule } from '../kernels/index.ts';
import type { DType, TensorSpec } from '../types.ts';
import { missingKernel, unsupportedType } from './errors.ts';

/** Reads data that was written, not computed; undefined when the data was computed in some trace. */
export type ReadWritten = (dataId: object) => ArrayLike<number> | undefined;

export class Recorder {
  readonly nodes: GraphNode[] = [];
  readonly #values = new Map<object, GraphValue>();
  readonly #constants = new Map<object, GraphValue[]>();
  readonly #readWritten: ReadWritten;
  #randomDraws = 0;

  constructor(readWritten: ReadWritten) {
    this.#readWritten = readWritten;
  }

  /** Declares that this data is that value. */
  bind(dataId: object, value: GraphValue): void {
    this.#values.set(dataId, value);
  }

  /** The value computed or declared for this data in this trace. */
  find(dataId: object): GraphValue | undefined {
    return this.#values.get(dataId);
  }

  /** The value of a tensor: computed here, or a constant that was written. */
  valueOf(tensor: TensorInfo): GraphValue {
    const known = this.#values.get(tensor.dataId);
    if (known) return known;
    const dtype = supported(tensor.dtype);
    // Outside a trace Reshape and Cast share data, so one data id may stand for several specs.
    const constants = this.#constants.get(tensor.dataId) ?? [];
    const seen = constants.find((each) => each.dtype === dtype && each.shape.join() === tensor.shape.join());
    if (seen) return seen;
    const written = this.#readWritten(tensor.dataId);
    if (!written)
      throw new Error(
        'A tensor computed in an earlier trace is used. Expected tensors computed in this function, or written values. ' +
          'Keep such a tensor in a variable, or compute it inside the function.',
      );
    const constant = makeConstant(makeValues(dtype, written), tensor.shape, dtype);
    this.#constants.set(tensor.dataId, [...constants, constant]);
    return constant;
  }

  /** Appends a kernel call. */
  record(
    kernelName: string,
    inputs: Readonly<Record<string, TensorInfo | null | undefined>>,
    attributes: Attributes,
  ): readonly GraphValue[] {
    const values: Record<string, GraphValue> = {};
    for (const [name, tensor] of Object.entries(inputs)) if (tensor) values[name] = this.valueOf(tensor);
    const found = findShapeRule(kernelName);
    if (!found) throw missingKernel(kernelName, Object.values(values));
    const specs: readonly TensorSpec[] = found.infer(values, attributes);
    const draws = found.kernel === 'RandomUniform' || found.kernel === 'RandomStandardNormal';
    // Numbered, so that two draws of one shape are never taken for the same value.
    const node = makeNode(
      found.kernel,
      values,
      draws ? { ...attributes, draw: this.#randomDraws++ } : attributes,
      specs,
    );
    this.nodes.push(node);
    return node.outputs;
  }
}

function supported(dtype: string): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw unsupportedType(dtype);
}
