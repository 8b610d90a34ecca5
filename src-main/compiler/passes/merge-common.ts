/** Common subexpressions: two nodes of the same kernel, inputs and attributes become one, and equal small constants too. */
import { attributeKey, makeNode, numberText, rewrite, type Graph, type GraphValue } from '../graph.ts';

/** Constants up to this many elements are compared by content. */
const comparedElements = 16;

export function mergeCommon(graph: Graph): Graph {
  const numbers = new Map<GraphValue, number>();
  const constants = new Map<string, GraphValue>();
  const first = new Map<string, readonly GraphValue[]>();

  const representative = (value: GraphValue): GraphValue => {
    const { source, dtype, shape } = value;
    if (source.kind !== 'constant' || source.values.length > comparedElements) return value;
    const content = Array.from(source.values, numberText).join();
    return getOrInsert(constants, `${dtype}[${shape.join()}]${content}`, () => value);
  };
  const numberOf = (value: GraphValue): number => getOrInsert(numbers, value, () => numbers.size);

  return rewrite(graph, (node) => {
    const inputs: Record<string, GraphValue> = {};
    for (const [name, value] of Object.entries(node.inputs)) inputs[name] = representative(value);
    const operands = Object.entries(inputs).map(([name, value]) => `${name}:${numberOf(value)}`);
    const key = `${node.kernel}(${operands.join()})${attributeKey(node.attributes)}`;
    return getOrInsert(first, key, () => makeNode(node.kernel, inputs, node.attributes, node.outputs).outputs);
  });
}

function getOrInsert<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
