/**
 * Who plays against whom in an adversarial project: which branch into “Real or generated” is real and which is generated,
 * what generates and what discriminates. Finds and explains; mends nothing, and knows no losses.
 */
import type { Graph, GraphNode, Project } from './document.ts';
import { inferNodes } from './infer.ts';
import { ancestorsOf, descendantsOf, indexGraph } from './order.ts';
import type { Problem } from './problem.ts';

export interface Rivals {
  /** The nodes whose outputs lead into “Real or generated”, by id. */
  readonly real: string;
  readonly generated: string;
  /** The “Real or generated” itself. */
  readonly start: string;
  readonly verdict: string;
  /** From “Real or generated” to Verdict, both included. */
  readonly discriminator: ReadonlySet<string>;
  /** What generated samples are made by: `generated` and all before it. */
  readonly generator: ReadonlySet<string>;
  /** A Noise that generated samples are made of; null where they are made of data. */
  readonly noise: string | null;
  /** The latent that generated samples are decoded from; null where none is on the way to them. */
  readonly latent: string | null;
}

/** Both null while ends are missing or connections are wrong, which structure.ts says. */
export type RivalsFound =
  { readonly rivals: Rivals; readonly problem: null } | { readonly rivals: null; readonly problem: Problem | null };

const none: RivalsFound = { rivals: null, problem: null };

export function findRivals({ graph, blocks }: Pick<Project, 'graph' | 'blocks'>): RivalsFound {
  const starts = graph.nodes.filter(({ kind }) => kind === 'realOrGenerated');
  const verdicts = graph.nodes.filter(({ kind }) => kind === 'verdict');
  const [verdict] = verdicts;
  if (!verdict || verdicts.length > 1) return none;
  const [start] = starts;
  if (!start || starts.length > 1 || !ancestorsOf(graph, verdict.id).has(start.id))
    return { rivals: null, problem: noStart(starts, verdict) };
  const branches = indexGraph(graph).incoming.get(start.id)!;
  if (branches.length !== 2) return none;
  return judge(graph, blocks, start, verdict, [branches[0]!.source, branches[1]!.source]);
}

function judge(
  graph: Graph,
  blocks: Project['blocks'],
  start: GraphNode,
  verdict: GraphNode,
  sources: readonly [string, string],
): RivalsFound {
  const inferred = inferNodes(graph, undefined, blocks);
  const { nodes } = indexGraph(graph);
  const before = sources.map((id) => new Set([id, ...ancestorsOf(graph, id)]));
  const learns = before.map((ids) => [...ids].some((id) => inferred.get(id)!.weights.trainable > 0));
  const generated = learns.indexOf(true);
  if (learns[0] === learns[1]) {
    return { rivals: null, problem: undecided(start, [nodes.get(sources[0])!, nodes.get(sources[1])!], learns[0]!) };
  }
  const generator = before[generated]!;
  const discriminator = new Set(
    [start.id, ...descendantsOf(graph, start.id)].filter(
      (id) => id === verdict.id || ancestorsOf(graph, verdict.id).has(id),
    ),
  );
  const oneOf = (kind: string): string | null => {
    const found = [...generator].filter((id) => nodes.get(id)!.kind === kind);
    return found.length === 1 ? found[0]! : null;
  };
  return {
    problem: null,
    rivals: {
      real: sources[1 - generated]!,
      generated: sources[generated]!,
      start: start.id,
      verdict: verdict.id,
      discriminator,
      generator,
      noise: oneOf('noise'),
      latent: oneOf('latent'),
    },
  };
}

const quote = ({ name }: GraphNode): string => `“${name}”`;

function noStart(starts: readonly GraphNode[], verdict: GraphNode): Problem {
  const [start] = starts;
  const many = starts.length > 1;
  return {
    id: 'rivals:start',
    severity: 'error',
    title: many ? 'There are several discriminators' : 'The discriminator has no beginning',
    received: many
      ? `There are ${starts.length} “Real or generated”: ${starts.map(quote).join(', ')}.`
      : start
        ? `${quote(start)} does not lead to ${quote(verdict)}.`
        : 'There is no “Real or generated” on the canvas.',
    expected: 'A discriminator begins at one “Real or generated” and ends at the Verdict.',
    action: many
      ? 'Remove all but one.'
      : `Put “Real or generated” before the first layer of the discriminator, and connect what is real and what is generated to it.`,
    nodes: [...starts.map(({ id }) => id), verdict.id],
    fixes: [],
  };
}

function undecided(start: GraphNode, [a, b]: readonly [GraphNode, GraphNode], both: boolean): Problem {
  return {
    id: 'rivals:sides',
    severity: 'error',
    title: 'It cannot be told which side is real',
    received: `${both ? 'Both' : 'Neither'} ${quote(a)} ${both ? 'and' : 'nor'} ${quote(b)}, which lead into ${quote(start)}, ${both ? 'come' : 'comes'} from layers that learn.`,
    expected:
      'The generated side comes from layers that learn; the real side comes from data, or from noise, without any.',
    action: both
      ? 'Connect the Input, or Noise, directly as the real side.'
      : 'Connect the last layer of the generator as the generated side.',
    nodes: [start.id, a.id, b.id],
    fixes: [],
  };
}
