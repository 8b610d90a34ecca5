/** What differs between the providers of ONNX Runtime: lowering, session options, and where variables stay. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { InputSpec, Values } from '../types.ts';
import { processorRules } from './batch-last/index.ts';
import { convolutionRules } from './kernels/convolution.ts';
import { onnxRules } from './kernels/index.ts';
import type { RuleChoice } from './rule.ts';

export interface OnnxSession {
  run(feeds: InferenceSession.FeedsType, fetches: InferenceSession.FetchesType): Promise<InferenceSession.ReturnType>;
  release(): Promise<void>;
}

/** The parts of onnxruntime-node that are used, passed in so that a device decides when its library is loaded. */
export interface OnnxLibrary {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: Tensor.Type, data: Tensor.DataType, dims: readonly number[]) => Tensor;
}

export interface OnnxTarget {
  readonly rules: RuleChoice;
  /** Options of a session for a model of so many nodes; the nodes of those names stay on the processor. */
  sessionOptions(processorNodes: readonly string[], nodeCount?: number): InferenceSession.SessionOptions;
  /** Where variables are between runs: in arrays of this process, or in buffers of the device that ONNX Runtime computes on. */
  readonly variables: 'process' | 'device';
  /** Whether programs that change variables take several steps in one run. */
  readonly repeats: boolean;
}

/**
 * Up to this many nodes ONNX Runtime improves the graph. Its passes take time with the square of them (long sequences:
 * 1.8 s of 2.4 at 11,000), and what they find in what is lowered for processors makes no difference there.
 */
const improvedNodes = 4000;

export const processorTarget = (options: InferenceSession.SessionOptions): OnnxTarget => ({
  rules: processorRules,
  sessionOptions: (_, nodeCount = 0) =>
    nodeCount > improvedNodes ? { ...options, graphOptimizationLevel: 'disabled' } : options,
  variables: 'process',
  repeats: true,
});

/** For libraries that bring convolutions of their own to a graphics processor. */
export const providerTarget = (options: InferenceSession.SessionOptions): OnnxTarget => ({
  rules: { ...onnxRules, ...convolutionRules(0) },
  sessionOptions: () => options,
  variables: 'process',
  repeats: false,
});

export function makeTensor({ Tensor }: OnnxLibrary, { shape, dtype }: InputSpec, values: Values): Tensor {
  return new Tensor(dtype, values, shape);
}

/** The array of a tensor that is in this process. */
export function valuesOf(tensor: Tensor): Values {
  return tensor.data as Values;
}
