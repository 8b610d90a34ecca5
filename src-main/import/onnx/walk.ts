/**
 * An ONNX graph as layers in Keras's words, operator by operator: what of it is arithmetic on sizes is worked out, what is a layer here becomes
 * one, and anything else is refused by its name. Owns the walk; each operator's meaning is operators/'s.
 */
import { elementTypes } from '../../compiler/onnx/schema.ts';
import { ConfigFault } from '../read/config.ts';
import type { FlatModel } from '../inline.ts';
import type { WeightStore } from '../read/store.ts';
import { LayerRefusal } from '../refusal.ts';
import { constantOf } from './constant.ts';
import { Drawing } from './drawn.ts';
import { channelsFirst, isStraight, straight, type Flow, type Value } from './flow.ts';
import { Layouts } from './layout.ts';
import { operatorOf } from './operators/index.ts';
import { numberOf, type GraphProto, type NodeProto, type ValueInfoProto } from './schema.ts';
import { Step } from './step.ts';
import { enlargedIn, type Enlarged } from './upsampling.ts';

const mostNodes = 20_000;
const ofFloats = new Set<number>([elementTypes.float32, elementTypes.float16, elementTypes.double]);

export interface DrawnModel {
  readonly model: FlatModel;
  readonly weights: WeightStore;
  /** Whether the file's samples or results have channels first. */
  readonly channelsFirst: boolean;
}

export function drawOnnx(graph: GraphProto, opset: number): DrawnModel {
  if (graph.node.length > mostNodes)
    throw new ConfigFault(`it has ${graph.node.length.toLocaleString('en')} operators`);
  const walk = new Walk(graph, opset);
  const inputs = walk.begin();
  walk.go();
  const outputs = walk.end();
  return {
    model: { layers: walk.drawing.flat(), inputs, outputs },
    weights: walk.drawing.store,
    channelsFirst: walk.turned,
  };
}

class Walk {
  readonly drawing = new Drawing();
  turned = false;
  readonly #graph: GraphProto;
  readonly #opset: number;
  readonly #values = new Map<string, Value>();
  readonly #layouts: Layouts;
  #batch: number | null = null;

  constructor(graph: GraphProto, opset: number) {
    this.#graph = graph;
    this.#opset = opset;
    this.#layouts = new Layouts(graph);
    for (const tensor of graph.initializer) this.#values.set(tensor.name, constantOf(tensor));
  }

  /** Older files list their numbers among the inputs, too; a mask has numbers for those who give none. */
  begin(): string[] {
    const given = this.#graph.input.filter(({ name }) => !this.#values.has(name) || /^mask/i.test(name));
    if (given.length === 0) throw new ConfigFault('it has no inputs');
    return given.map((info) => {
      const flow = this.#source(info);
      this.#values.set(info.name, flow);
      return flow.layer;
    });
  }

  #source({ name, type }: ValueInfoProto): Flow {
    const tensor = type?.tensorType;
    const refuse = (what: string): never => {
      throw new ConfigFault(`its input “${name.slice(0, 80)}” ${what}`);
    };
    if (!tensor?.shape) return refuse('does not say which shape its samples have');
    if (!ofFloats.has(tensor.elemType))
      refuse('takes whole numbers (words, or bytes), and only measured values are read here');
    const [batch = 0, ...sizes] = tensor.shape.dim.map(({ dimValue }) => numberOf(dimValue));
    if (sizes.length === 0 || sizes.some((n) => n < 1))
      refuse(
        `has samples of the shape ${sizes.map((n) => n || 'any').join(' × ') || 'one number'}; here every size must be a number`,
      );
    if (batch > 0) this.#batch ??= batch;
    const first = sizes.length > 1 && this.#layouts.ahead(name) === 'first';
    const shape = first ? [...sizes.slice(1), sizes[0]!] : sizes;
    if (first) this.turned = true;
    const { id } = this.drawing.add(name, { className: 'InputLayer', config: { batch_shape: [null, ...shape] } }, []);
    const order = first ? channelsFirst(shape.length) : straight(shape.length);
    return { kind: 'flow', layer: id, shape, order, places: null, turns: null };
  }

  go(): void {
    const enlarged = enlargedIn(this.#graph.node);
    const within = new Set([...enlarged.values()].flatMap(({ nodes }) => nodes));
    for (const node of this.#graph.node) {
      const whole = enlarged.get(node);
      if (whole) this.#enlarge(node, whole);
      else if (!within.has(node)) this.#take(node);
    }
  }

  #take(node: NodeProto): void {
    const step = new Step(node, {
      ...{ drawing: this.drawing, opset: this.#opset, batch: this.#batch },
      value: (name) => this.#value(node, name),
      isAlone: (name) => this.#layouts.isAlone(name),
      layoutAhead: (name) => this.#layouts.ahead(name),
    });
    const operator = node.domain === '' || node.domain === 'ai.onnx' ? operatorOf(node.opType) : null;
    if (!operator) return step.refuse('is an operator that no layer here is made of');
    this.#set(node, operator(step));
  }

  #value(node: NodeProto, name: string): Value {
    const found = this.#values.get(name);
    if (!found)
      throw new LayerRefusal(
        node.name || (node.output[0] ?? ''),
        node.opType,
        `takes “${name.slice(0, 80)}”, which nothing before it makes`,
      );
    return found;
  }

  #enlarge(node: NodeProto, { input, factors }: Enlarged): void {
    const flow = this.#value(node, input);
    if (flow.kind !== 'flow' || !isStraight(flow) || flow.shape.length !== 3)
      throw new LayerRefusal(node.name, node.opType, 'repeats what is no picture');
    const [height, width, channels] = flow.shape as [number, number, number];
    const shape = [height * factors[0], width * factors[1], channels];
    const config = { size: factors, interpolation: 'nearest' };
    const { id } = this.drawing.add(node.name || node.output[0]!, { className: 'UpSampling2D', config }, [flow.layer]);
    this.#set(node, { ...flow, layer: id, shape, turns: null });
  }

  #set({ output }: NodeProto, value: Value): void {
    if (output[0]) this.#values.set(output[0], value);
  }

  end(): string[] {
    if (this.#graph.output.length === 0) throw new ConfigFault('it has no outputs');
    return this.#graph.output.map(({ name }) => {
      const found = this.#values.get(name);
      if (found?.kind !== 'flow')
        throw new ConfigFault(
          `its output “${name.slice(0, 80)}” ${found ? 'does not depend on its input' : 'is made by nothing'}`,
        );
      if (!isStraight(found)) this.turned = true;
      return found.layer;
    });
  }
}
