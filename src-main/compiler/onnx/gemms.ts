/**
 * Products of two matrices that ONNX's Gemm computes together with what follows: a sum (a bias, or the gradient so far), or
 * an activation, which ONNX Runtime fuses with a Gemm but not with a MatMul. Owns which products those are; others are
 * lowered by their rule.
 */
import type { Graph, GraphNode, GraphValue } from '../graph.ts';
import { sameShape } from '../graph.ts';
import type { KernelName } from '../kernels/index.ts';
import type { OnnxBuilder } from './builder.ts';
import type { Operand } from './rule.ts';

interface Gemm {
  readonly product: GraphNode;
  readonly addend: GraphValue | undefined;
}

/** Activations that ONNX Runtime fuses. */
const activations: ReadonlySet<KernelName> = new Set<KernelName>(['Relu', 'Sigmoid', 'Tanh']);

/** For a product or a sum, the Gemm that stands for it; for a product that its sum's Gemm computes, that it does. */
export function planGemms(graph: Graph): Map<GraphNode, Gemm | 'with its sum'> {
  const users = usersOf(graph);
  const plan = new Map<GraphNode, Gemm | 'with its sum'>();
  for (const node of graph.nodes) {
    const [output] = node.outputs;
    if (node.kernel !== 'BatchMatMul' || !output || !isMatrixProduct(node)) continue;
    const [user, another] = users.get(output) ?? [];
    if (!user || another) continue;
    if (activations.has(user.kernel)) plan.set(node, { product: node, addend: undefined });
    const addend = user.kernel === 'Add' ? addendOf(user, output) : undefined;
    // A sum of two products goes with the first of them.
    if (!addend || plan.has(user)) continue;
    plan.set(node, 'with its sum');
    plan.set(user, { product: node, addend });
  }
  return plan;
}

export function emitGemm(op: OnnxBuilder, { product, addend }: Gemm, find: (value: GraphValue) => Operand): string {
  const { transposeA, transposeB } = product.attributes;
  const operands = [product.inputs['a']!, product.inputs['b']!, ...(addend ? [addend] : [])];
  return op.node(
    'Gemm',
    operands.map((value) => find(value).name),
    { ...(transposeA ? { transA: 1 } : {}), ...(transposeB ? { transB: 1 } : {}) },
  );
}

/** Nodes that use a value; what leaves the graph is used twice, so that nothing takes its place. */
function usersOf(graph: Graph): Map<GraphValue, GraphNode[]> {
  const users = new Map<GraphValue, GraphNode[]>();
  const use = (value: GraphValue, ...by: GraphNode[]): void => {
    const known = users.get(value);
    if (known) known.push(...by);
    else users.set(value, by);
  };
  for (const node of graph.nodes) for (const value of Object.values(node.inputs)) use(value, node);
  for (const value of [...graph.outputs.values(), ...graph.nextState.values()])
    if (value.source.kind === 'node') use(value, value.source.node, value.source.node);
  return users;
}

const isMatrixProduct = ({ inputs }: GraphNode): boolean =>
  Object.values(inputs).every(({ shape }) => shape.length === 2);

/** What is added to the product, when it has the product's shape or is repeated along one axis or both. */
function addendOf({ inputs }: GraphNode, product: GraphValue): GraphValue | undefined {
  const { a, b } = inputs;
  const [addend, output] = [a === product ? b : a, product.shape];
  if (!addend || addend === product || addend.dtype !== 'float32' || addend.shape.length > 2) return undefined;
  const padded = [...Array<number>(2 - addend.shape.length).fill(1), ...addend.shape];
  return sameShape(
    padded.map((size, axis) => (size === 1 ? output[axis]! : size)),
    output,
  )
    ? addend
    : undefined;
}
