/**
 * Pairs and triples of kernels for which TensorFlow has one operation: gradients of activations, and biases. Each is one
 * pass over memory instead of two or three; with the bias and the activation said so, TensorFlow moreover computes them
 * inside the product or convolution before. What a pattern replaces stays in the graph, where nothing asks for it.
 */
import { sameShape, type Graph, type GraphNode, type GraphValue } from '../graph.ts';
import { reducedAxes } from '../kernels/reductions.ts';
import type { OperationName } from './operations.ts';

/** One operation on these values, in place of a node. */
export interface Pattern {
  readonly type: OperationName;
  readonly inputs: readonly GraphValue[];
}

/** Finds the pattern that ends in a node. */
export function patternsOf({ nodes }: Graph): (node: GraphNode) => Pattern | null {
  const rectified = new Map<GraphValue, GraphValue>();
  for (const { kernel, inputs, outputs } of nodes)
    if (kernel === 'Relu' && inputs['x'] && outputs[0]) rectified.set(inputs['x'], outputs[0]);

  return (node) => {
    const [output] = node.outputs;
    if (output?.dtype !== 'float32') return null;
    switch (node.kernel) {
      case 'Multiply':
        return firstOf(bothWays(node), (dy, factor) => activationGradient(dy, factor, rectified, output));
      case 'Add':
        return firstOf(bothWays(node), (x, bias) => (isBias(x, bias) ? { type: 'BiasAdd', inputs: [x, bias] } : null));
      case 'Sum':
        return biasGradient(node);
      default:
        return null;
    }
  };
}

/**
 * dy · step(x) of relu, dy · (y · (1 - y)) of the logistic function, dy · (1 - y²) of the hyperbolic tangent, as
 * TensorFlow.js writes them. Whether step is of what went into relu or came out of it is the same; what came out is there
 * anyway, and then nothing else needs what went in.
 */
function activationGradient(
  dy: GraphValue,
  factor: GraphValue,
  rectified: ReadonlyMap<GraphValue, GraphValue>,
  output: GraphValue,
): Pattern | null {
  if (!sameShape(dy.shape, output.shape) || !sameShape(factor.shape, output.shape)) return null;
  const node = nodeOf(factor);
  const x = node?.inputs['x'];
  if (node?.kernel === 'Step' && x && !node.attributes['alpha'])
    return { type: 'ReluGrad', inputs: [dy, rectified.get(x) ?? x] };
  if (node?.kernel === 'Multiply') {
    const y = firstOf(bothWays(node), (each, rest) => (oneMinus(rest) === each ? each : null));
    return y ? { type: 'SigmoidGrad', inputs: [y, dy] } : null;
  }
  const square = nodeOf(oneMinus(factor));
  const y = square?.kernel === 'Square' ? square.inputs['x'] : undefined;
  return y ? { type: 'TanhGrad', inputs: [y, dy] } : null;
}

/** y, when the value is 1 - y. */
function oneMinus(value: GraphValue): GraphValue | undefined {
  const node = nodeOf(value);
  const one = node?.kernel === 'Sub' ? node.inputs['a']?.source : undefined;
  return one?.kind === 'constant' && one.values.every((each) => each === 1) ? node?.inputs['b'] : undefined;
}

/** A number for each place along the last axis. */
function isBias(x: GraphValue, bias: GraphValue): boolean {
  return x.shape.length >= 2 && x.shape.length <= 4 && bias.shape.length === 1 && x.shape.at(-1) === bias.shape[0];
}

/** The sum over all axes but the last. */
function biasGradient(node: GraphNode): Pattern | null {
  const x = node.inputs['x'];
  if (x?.dtype !== 'float32' || x.shape.length < 2 || x.shape.length > 4 || node.attributes['keepDims']) return null;
  const others = x.shape.slice(1).map((_, axis) => axis);
  return reducedAxes(node.attributes, x.shape).join() === others.join() ? { type: 'BiasAddGrad', inputs: [x] } : null;
}

function nodeOf(value: GraphValue | undefined): GraphNode | undefined {
  return value?.source.kind === 'node' ? value.source.node : undefined;
}

/** A commutative node's inputs in both orders. */
function bothWays({ inputs: { a, b } }: GraphNode): readonly (readonly [GraphValue, GraphValue])[] {
  return a && b
    ? [
        [a, b],
        [b, a],
      ]
    : [];
}

function firstOf<T>(
  pairs: readonly (readonly [GraphValue, GraphValue])[],
  find: (first: GraphValue, second: GraphValue) => T | null,
): T | null {
  for (const [first, second] of pairs) {
    const found = find(first, second);
    if (found !== null) return found;
  }
  return null;
}
