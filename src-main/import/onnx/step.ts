/** One operator of an ONNX graph while it is read: its inputs, its attributes, and what stands around it. Owns looking things up and refusing. */
import { LayerRefusal, shown } from '../refusal.ts';
import { constantOf, type Constant } from './constant.ts';
import type { Drawing, Made } from './drawn.ts';
import type { Flow, Value } from './flow.ts';
import { numberOf, type AttributeProto, type NodeProto } from './schema.ts';

export interface Surroundings {
  readonly drawing: Drawing;
  /** Of the operators' standard set. */
  readonly opset: number;
  /** How many samples the file's own sizes are of; null: any number. */
  readonly batch: number | null;
  /** Of whatever was computed or stands in the file; null for what is left out. */
  value(name: string): Value | null;
  /** Whether nothing but one operator takes it. */
  isAlone(name: string): boolean;
  /** How pictures and sequences stand in what this is: as the operators behind it read them; null: nothing says. */
  layoutAhead(name: string): 'first' | 'last' | null;
}

export class Step {
  readonly node: NodeProto;
  readonly around: Surroundings;
  readonly #attributes: ReadonlyMap<string, AttributeProto>;

  constructor(node: NodeProto, around: Surroundings) {
    this.node = node;
    this.around = around;
    this.#attributes = new Map(node.attribute.map((each) => [each.name, each]));
  }

  get op(): string {
    return this.node.opType;
  }

  /** What a layer made of it is called: by its weights, where these have a name of their own. */
  nameBy(weight: Constant | null = null): string {
    const stem = /^(.+)[/.][^/.]+$/.exec(weight?.name ?? '')?.[1];
    return stem ?? (this.node.name || `${this.op} ${this.node.output[0] ?? ''}`);
  }

  refuse(what: string): never {
    throw new LayerRefusal(this.node.name || (this.node.output[0] ?? ''), this.op, what);
  }

  input(at: number): Value | null {
    const name = this.node.input[at];
    return name === undefined || name === '' ? null : this.around.value(name);
  }

  flow(at = 0): Flow {
    const found = this.input(at);
    if (found?.kind !== 'flow')
      return this.refuse(`is given ${found ? 'fixed numbers' : 'nothing'} as input ${at + 1}`);
    return found;
  }

  constant(at: number): Constant {
    const found = this.input(at);
    if (found?.kind !== 'constant')
      return this.refuse(`computes with ${found ? 'numbers that depend on the sample' : 'nothing'} as input ${at + 1}`);
    return found;
  }

  optional(at: number): Constant | null {
    return this.input(at) === null ? null : this.constant(at);
  }

  /** Whether this alone takes that input. */
  isAlone(at = 0): boolean {
    return this.around.isAlone(this.node.input[at]!);
  }

  get ahead(): 'first' | 'last' | null {
    return this.around.layoutAhead(this.node.output[0]!);
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  int(name: string, otherwise: number): number {
    const found = this.#attributes.get(name);
    return found ? numberOf(found.i) : otherwise;
  }

  /** As it was written, before it became a number of 32 bits. */
  float(name: string, otherwise: number): number {
    return Number((this.#attributes.get(name)?.f ?? otherwise).toPrecision(7));
  }

  ints(name: string): number[] | null {
    return this.#attributes.get(name)?.ints.map(numberOf) ?? null;
  }

  text(name: string, otherwise: string): string {
    const found = this.#attributes.get(name);
    return found ? new TextDecoder().decode(found.s) : otherwise;
  }

  tensor(name: string): Constant | null {
    const found = this.#attributes.get(name)?.t;
    return found ? constantOf(found) : null;
  }

  /** Refuses any other value of an attribute. */
  must(name: string, found: unknown, wanted: unknown): void {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      this.refuse(`has ${name} = ${shown(found)}, which no layer here has`);
  }

  /** A layer behind these values; the answer is what it computes. */
  add(made: Made, from: readonly Flow[], result: Omit<Flow, 'kind' | 'layer'>, name = this.nameBy()): Flow {
    const layer = this.around.drawing.add(
      name,
      made,
      from.map((each) => each.layer),
    );
    return { ...result, kind: 'flow', layer: layer.id };
  }
}

/** Answers what its first output is. */
export type Operator = (step: Step) => Value;
