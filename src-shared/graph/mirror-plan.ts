/**
 * The decoder that mirrors an encoder, as a plan: layers, their order and whom each mirrors. Owns the walk back through
 * the encoder, whatever its branches; how one kind is mirrored stands in mirror-rules.ts, what becomes of it in mirror.ts.
 */
import type { ActivationKind } from '../layers/activations.ts';
import type { AnyParams } from '../layers/fields.ts';
import { defaultParams, layers, type LayerKind } from '../layers/index.ts';
import type { Shape } from '../layers/layer.ts';
import { UserError } from '../problem.ts';
import type { GraphNode, Project } from './document.ts';
import { inferGraph, type Inference } from './infer.ts';
import { learns, mirrorRules } from './mirror-rules.ts';
import { ancestorsOf, descendantsOf, indexGraph } from './order.ts';
import { fittingActivation } from './output-range.ts';

export interface PlannedNode {
  /** Stable while the encoder's structure is: names the original, the kind and a running number. */
  readonly key: string;
  readonly kind: LayerKind;
  readonly params: AnyParams;
  readonly mirrorOf: string;
  /** Keys of planned nodes; LATENT for the latent itself. */
  readonly sources: readonly string[];
}

export const LATENT = '';

export interface MirrorPlan {
  /** Sources before what they feed. */
  readonly nodes: readonly PlannedNode[];
  /** What the output is connected to. */
  readonly end: string;
}

/** Kinds that change values one by one and keep their place behind the layer whose output they shape. */
const FOLLOWERS: ReadonlySet<string> = new Set<LayerKind>([
  'activation',
  'prelu',
  'batchNormalization',
  'layerNormalization',
  'groupNormalization',
  'instanceNormalization',
  'unitNormalization',
]);

/** Kinds that learn and end in no curve. */
const ENDS_LINEAR: ReadonlySet<string> = new Set<LayerKind>(['multiHeadAttention', 'block']);

/**
 * Plans the mirror of everything between the project's only input and its only latent.
 * Throws UserError naming the layer when the encoder is not whole or has no mirror.
 */
export function planMirror(project: Project): MirrorPlan {
  const inference = inferGraph(project);
  const { input, latent } = inference;
  if (input === null || latent === null)
    throw incomplete(
      'There is not exactly one Input and one Latent.',
      'Put an Input at the start and a Latent at the end of the encoder.',
    );
  const { graph } = project;
  const encoder = new Set([input, ...ancestorsOf(graph, latent)]);
  if (!ancestorsOf(graph, latent).has(input))
    throw incomplete('No way leads from the Input to the Latent.', 'Connect them through the encoder’s layers.');
  const reached = new Set([input, ...descendantsOf(graph, input)]);
  for (const id of [...encoder, latent]) {
    const { name } = indexGraph(graph).nodes.get(id)!;
    if (!reached.has(id)) throw incomplete(`“${name}” does not come from the Input.`, `Connect or remove “${name}”.`);
    if (!inference.nodes.get(id)!.output)
      throw incomplete(`The shape of “${name}” is not known yet.`, 'Solve the problems of the encoder first.');
  }
  return new Planner(project, inference, encoder, input, latent).plan();
}

const incomplete = (received: string, action: string): UserError =>
  new UserError({
    received: `The encoder cannot be mirrored: ${received}`,
    expected: 'A whole encoder, from the Input to the Latent, was expected.',
    action,
  });

class Planner {
  readonly #planned: PlannedNode[] = [];
  /** For each encoder node: the planned nodes that each give back its output, one for each of its consumers. */
  readonly #returned = new Map<string, string[]>();
  readonly #counts = new Map<string, number>();
  /** Whether the planned end already has the curve that fits the data. */
  #ended = false;

  constructor(
    private readonly project: Project,
    private readonly inference: Inference,
    private readonly encoder: ReadonlySet<string>,
    private readonly input: string,
    private readonly latent: string,
  ) {}

  plan(): MirrorPlan {
    const before = this.#sources(this.latent)[0]!;
    // A latent of another width than what comes into it is mirrored like any layer.
    this.#return(before, this.#addPieces(this.latent, LATENT, this.#shape(this.latent), this.#shape(before), 0));
    const done = new Set<string>();
    for (const id of [...this.inference.order].reverse()) {
      if (!this.encoder.has(id) || id === this.input || done.has(id)) continue;
      const given = this.#join(id);
      const run = this.#runEndingAt(id);
      if (run.length > 0) {
        run.forEach((member) => done.add(member));
        this.#return(this.#sources(run[0]!)[0]!, this.#follow(run, given));
      } else this.#mirror(id, given);
    }
    let end = this.#join(this.input);
    // Several ways back into the data, or sums of them, end in no curve of their own.
    if (!this.#ended && this.#planned.some((node) => learns(node.kind) || node.kind === 'add')) {
      end = this.#add(
        'activation',
        { ...defaultParams('activation'), activation: fittingActivation(this.project) },
        this.input,
        [end],
      );
    }
    return { nodes: this.#planned, end };
  }

  #node = (id: string): GraphNode => indexGraph(this.project.graph).nodes.get(id)!;
  #shape = (id: string): Shape => this.inference.nodes.get(id)!.output!;
  #sources = (id: string): string[] =>
    indexGraph(this.project.graph)
      .incoming.get(id)!
      .map((edge) => edge.source);
  #consumers = (id: string): string[] =>
    indexGraph(this.project.graph)
      .outgoing.get(id)!
      .map((edge) => edge.target)
      .filter((target) => this.encoder.has(target) || target === this.latent);

  #return(id: string, key: string): void {
    this.#returned.set(id, [...(this.#returned.get(id) ?? []), key]);
  }

  #add(kind: LayerKind, params: AnyParams, mirrorOf: string, sources: readonly string[]): string {
    const stem = `${mirrorOf}|${kind}`;
    const count = this.#counts.get(stem) ?? 0;
    this.#counts.set(stem, count + 1);
    const key = `${stem}|${count}`;
    this.#planned.push({ key, kind, params, mirrorOf, sources });
    return key;
  }

  /** Where the encoder forks, its mirror adds up; of two equal ways (a skip of nothing) one is enough. */
  #join(id: string): string {
    const ways = [...new Set(this.#returned.get(id) ?? [])];
    if (ways.length === 1) return ways[0]!;
    const { max } = layers.add.inputs;
    if (ways.length > max)
      throw incomplete(`“${this.#node(id).name}” leads to ${ways.length} layers.`, `Let it lead to at most ${max}.`);
    return this.#add('add', {}, id, ways);
  }

  /** The unbroken run of followers that ends at `id`, first to last; empty when `id` is none. */
  #runEndingAt(id: string): string[] {
    const run: string[] = [];
    let at = id;
    while (FOLLOWERS.has(this.#node(at).kind) && (at === id || this.#consumers(at).length === 1)) {
      run.unshift(at);
      at = this.#sources(at)[0]!;
    }
    return run;
  }

  /** Followers keep their order behind the layer that gives back what they shaped. At either end of the decoder they have no place. */
  #follow(run: readonly string[], given: string): string {
    if (given === LATENT || this.#origin(run[0]!) === this.input) return given;
    return run.reduce((before, id) => this.#addPieces(id, before, this.#shape(id), this.#shape(id), 0), given);
  }

  #mirror(id: string, given: string): void {
    this.#sources(id).forEach((source, branch) => {
      this.#return(source, this.#addPieces(id, given, this.#shape(id), this.#shape(source), branch));
    });
  }

  #addPieces(id: string, given: string, from: Shape, to: Shape, branch: number): string {
    const node = this.#node(id);
    const inputs = this.#sources(id).map(this.#shape);
    const source = this.#sources(id)[branch]!;
    const last = this.#origin(source) === this.input;
    const activation = this.#curve(source);
    const pieces = mirrorRules[node.kind as LayerKind]({
      name: node.name,
      params: node.params,
      from,
      to,
      inputs,
      branch,
      activation,
      last,
    });
    if (last && activation !== 'linear' && pieces.some((piece) => learns(piece.kind))) this.#ended = true;
    return pieces.reduce((before, piece) => this.#add(piece.kind, piece.params, id, [before]), given);
  }

  /** The nearest node, going back, whose values are made rather than passed on: a layer that learns, a merge, or the input. */
  #origin(id: string): string {
    let at = id;
    while (at !== this.input && !learns(this.#node(at).kind as LayerKind) && this.#sources(at).length === 1)
      at = this.#sources(at)[0]!;
    return at;
  }

  /** The curve in which what gives back the output of `id` must end. */
  #curve(id: string): ActivationKind {
    const origin = this.#origin(id);
    if (origin === this.input) {
      // A sum of several curves is no such curve any more: then one follows at the very end.
      for (let at = id; ; at = this.#sources(at)[0]!) {
        if (this.#consumers(at).length > 1) return 'linear';
        if (at === this.input) return fittingActivation(this.project);
      }
    }
    const { activation } = this.#node(origin).params;
    if (typeof activation === 'string') return activation as ActivationKind;
    if (ENDS_LINEAR.has(this.#node(origin).kind)) return 'linear';
    const before = this.#sources(origin)[0]!;
    return this.#origin(before) === this.input ? 'linear' : this.#curve(before);
  }
}
