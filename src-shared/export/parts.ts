/**
 * Which parts a drawn project can be taken away in, and where each begins and ends. Pure; owns the names that inputs and
 * outputs have in every export, and no format.
 */
import type { Project } from '../graph/document.ts';
import { formOfProject } from '../graph/data-form.ts';
import { findRivals } from '../graph/discriminator.ts';
import { expandBlocks } from '../graph/expand-blocks.ts';
import { inferGraph, type Inference } from '../graph/infer.ts';
import { indexGraph } from '../graph/order.ts';
import { isSource } from '../layers/index.ts';
import type { Shape } from '../layers/layer.ts';
import { objectiveOf } from '../objectives/index.ts';

export const partKinds = ['model', 'encoder', 'decoder', 'discriminator', 'classifier'] as const;
export type PartKind = (typeof partKinds)[number];

/** An input or an output of a part. */
export interface PartEnd {
  /** What it is called in exports: "input", "latent", "log_variance". */
  readonly name: string;
  /** The node of the expanded project whose output stands there. */
  readonly node: string;
  /** What of that node is meant: its output, or what its layer computes beside it. */
  readonly side: 'output' | 'logVariance';
  /** Of one sample. */
  readonly shape: Shape;
  /** Words are whole numbers: places in a vocabulary. */
  readonly dtype: 'float32' | 'int32';
  /** An input that may be left out: it then is this number everywhere. Null: it must be given. */
  readonly otherwise: number | null;
}

export interface ExportPart {
  readonly kind: PartKind;
  /** What people call it: a GAN's decoder is its generator. */
  readonly title: string;
  /** What it does, as a sentence. */
  readonly summary: string;
  /** What must be given comes first; there is always one. */
  readonly inputs: readonly PartEnd[];
  /** The result that counts comes first. */
  readonly outputs: readonly PartEnd[];
  /** What is computed, in the order of the graph: ids of the expanded project. Inputs are not among them. */
  readonly nodes: readonly string[];
}

/** In the order in which they are offered: the first is what an export takes unless another is asked for. Empty for a graph with errors. */
export function exportParts(drawn: Project): readonly ExportPart[] {
  if (inferGraph(drawn).problems.some(({ severity }) => severity === 'error')) return [];
  const project = expandBlocks(drawn);
  const network: Network = { project, inference: inferGraph(project) };
  const makers = [model, encoder, decoder, discriminator, classifier];
  return makers.flatMap((make) => make(network) ?? []);
}

interface Network {
  readonly project: Project;
  readonly inference: Inference;
}

const generates = ({ project }: Network): boolean => objectiveOf(project)?.target === 'none';
const isUsed = ({ inference }: Network, id: string | null): id is string => id !== null && inference.used.has(id);

function model(network: Network): ExportPart | null {
  const { output } = network.inference;
  if (generates(network) || !isUsed(network, output)) return null;
  return between(network, [], [output], {
    kind: 'model',
    title: 'Whole network',
    summary: 'Takes a sample and gives what the network makes of it.',
  });
}

function encoder(network: Network): ExportPart | null {
  const { latent } = network.inference;
  if (generates(network) || !isUsed(network, latent)) return null;
  return between(network, [], [latent], {
    kind: 'encoder',
    title: 'Encoder',
    summary: 'Takes a sample and gives its latent: for searching, comparing and clustering.',
  });
}

function decoder(network: Network): ExportPart | null {
  const { latent, noise, output } = network.inference;
  if (!isUsed(network, output)) return null;
  if (!generates(network)) {
    if (!isUsed(network, latent)) return null;
    return between(network, [latent], [output], {
      kind: 'decoder',
      title: 'Decoder',
      summary: 'Takes a latent and gives the sample that it stands for.',
    });
  }
  // Where no Noise leads to the output, noise takes the latent's place.
  const start = rivalsOf(network)?.noise ?? latent ?? noise;
  if (!isUsed(network, start)) return null;
  return between(network, [start], [output], {
    kind: 'decoder',
    title: 'Generator',
    summary: 'Takes random numbers and makes a sample of them.',
  });
}

function discriminator(network: Network): ExportPart | null {
  const rivals = rivalsOf(network);
  if (!rivals || !isUsed(network, rivals.verdict)) return null;
  return between(network, [rivals.start], [rivals.verdict], {
    kind: 'discriminator',
    title: 'Discriminator',
    summary: 'Takes a sample and says how real it looks: the higher, the more real.',
  });
}

function classifier(network: Network): ExportPart | null {
  const { classes } = network.inference;
  if (!isUsed(network, classes)) return null;
  return between(network, [], [classes], {
    kind: 'classifier',
    title: 'Classifier',
    summary: 'Takes a sample and gives one value for each label.',
  });
}

const rivalsOf = ({ project }: Network) => findRivals(project).rivals;

/** What lies between: nodes that lead to `ends`, back to `starts` and to sources. Null where the samples are needed beside the starts. */
function between(
  network: Network,
  starts: readonly string[],
  ends: readonly string[],
  words: Pick<ExportPart, 'kind' | 'title' | 'summary'>,
): ExportPart | null {
  const { project, inference } = network;
  const { incoming, nodes } = indexGraph(project.graph);
  const found = new Set(ends);
  const given = new Set<string>();
  for (const id of found) {
    if (starts.includes(id) || isSource(nodes.get(id)!.kind)) given.add(id);
    else for (const { source } of incoming.get(id)!) found.add(source);
  }
  const sources = inference.order.filter((id) => given.has(id));
  const inputs = sources.map((id) => inputAt(network, id)).sort((a, b) => rank(a) - rank(b));
  if (inputs.length === 0 || inputs[0]!.otherwise !== null) return null;
  const bypass = starts.length > 0 && inputs.some(({ node }) => nodes.get(node)!.kind === 'input');
  if (bypass) return null;
  return {
    ...words,
    inputs,
    outputs: ends.flatMap((id) => outputsAt(network, id)),
    nodes: inference.order.filter((id) => found.has(id) && !given.has(id)),
  };
}

const order = ['input', 'latent', 'noise', 'mask', 'moreWords'];
const rank = ({ name }: PartEnd): number => order.indexOf(name);

function inputAt(network: Network, id: string): PartEnd {
  const { kind } = indexGraph(network.project.graph).nodes.get(id)!;
  const end = { ...endAt(network, id), otherwise: kind === 'mask' ? 1 : null };
  return { name: inputName(network, id, kind), ...end, dtype: takesWords(network, id, kind) ? 'int32' : 'float32' };
}

const takesWords = ({ project, inference }: Network, id: string, kind: string): boolean =>
  kind === 'moreWords' || (id === inference.input && formOfProject(project) === 'text');

function inputName(network: Network, id: string, kind: string): string {
  if (kind === 'realOrGenerated') return judgesLatents(network) ? 'latent' : 'input';
  if (kind === 'latent') return generates(network) ? 'noise' : 'latent';
  return id === network.inference.input ? 'input' : kind;
}

const judgesLatents = (network: Network): boolean => rivalsOf(network)?.generated === network.inference.latent;

function outputsAt(network: Network, id: string): PartEnd[] {
  const { kind, params } = indexGraph(network.project.graph).nodes.get(id)!;
  const main = { name: kind, ...endAt(network, id) };
  const isVariational = kind === 'latent' && params['kind'] === 'variational';
  return isVariational ? [main, { ...main, name: 'log_variance', side: 'logVariance' }] : [main];
}

const endAt = ({ inference }: Network, node: string): Omit<PartEnd, 'name'> => ({
  node,
  side: 'output',
  shape: inference.nodes.get(node)!.output!,
  dtype: 'float32',
  otherwise: null,
});
