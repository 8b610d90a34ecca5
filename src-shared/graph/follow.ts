/**
 * Linked mirrors follow their encoder: after every edit, mirrored layers take over what changed on the other side.
 * What a person set on a mirrored layer stays, until the encoder changes that very setting. Owns no plan (mirror-plan.ts).
 */
import { UserError } from '../problem.ts';
import type { Graph, GraphNode, Project } from './document.ts';
import { inferGraph } from './infer.ts';
import { buildPlan } from './mirror.ts';
import { dataRange } from './output-range.ts';
import { planMirror, LATENT, type MirrorPlan, type PlannedNode } from './mirror-plan.ts';
import { ancestorsOf, descendantsOf, indexGraph } from './order.ts';
import { changeParams, dropNodes, insertBehind, makeNode, withGraph } from './rewire.ts';

/** `after`, with its linked mirrors brought up to date. `before` is what the edit started from. */
export function followMirrors(before: Project, after: Project): Project {
  if (after.graph === before.graph && after.blocks === before.blocks) return after;
  if (!after.graph.nodes.some((node) => node.mirrorOf !== undefined)) return after;
  const project = withGraph(after, withoutOrphans(after.graph));
  const next = tryPlan(project);
  if (!next) return project;
  const previous = tryPlan(before);
  if (previous && samePlan(previous, next)) return project;
  return withGraph(project, withoutOrphans(follow(before, project, previous, next)));
}

/** Mirrors whose originals are gone go, too. */
function withoutOrphans(graph: Graph): Graph {
  const { nodes } = indexGraph(graph);
  const orphans = graph.nodes.filter((node) => node.mirrorOf !== undefined && !nodes.has(node.mirrorOf));
  // Copies can be mirrors of mirrors, so one that goes may leave another behind.
  return orphans.length === 0 ? graph : withoutOrphans(dropNodes(graph, new Set(orphans.map((node) => node.id)), true));
}

/** The end of a plan depends on the data's range, too, and shapes on what blocks are made of. */
type Known = { readonly range: string; readonly blocks: Project['blocks']; readonly plan: MirrorPlan | null };
const plans = new WeakMap<Graph, Known>();

/** Null while the encoder is being worked on and has no mirror: its mirror then waits. */
function tryPlan(project: Project): MirrorPlan | null {
  const range = dataRange(project).join();
  const known = plans.get(project.graph);
  if (known?.range === range && known.blocks === project.blocks) return known.plan;
  const plan = planOrNull(project);
  plans.set(project.graph, { range, blocks: project.blocks, plan });
  return plan;
}

function planOrNull(project: Project): MirrorPlan | null {
  try {
    return planMirror(project);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

const samePlan = (a: MirrorPlan, b: MirrorPlan): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Then only settings differ, and no layer needs to be wired anew. */
const sameStructure = (a: MirrorPlan, b: MirrorPlan): boolean =>
  a.end === b.end &&
  a.nodes.length === b.nodes.length &&
  a.nodes.every(({ key, sources }, at) => key === b.nodes[at]!.key && String(sources) === String(b.nodes[at]!.sources));

/**
 * Linked layers by the key that a plan gives them: original, kind, and a running number. Layers of one original and kind
 * are appended in the plan's order, so their order in the document is the plan's, however branches run.
 */
function linkedByKey(graph: Graph): Map<string, GraphNode> {
  const counts = new Map<string, number>();
  const linked = new Map<string, GraphNode>();
  // Wired into the encoder, a mirror is an encoder layer like any other.
  const encoder = new Set(
    graph.nodes.filter(({ kind }) => kind === 'latent').flatMap(({ id }) => [...ancestorsOf(graph, id)]),
  );
  for (const node of graph.nodes.filter(({ id }) => !encoder.has(id))) {
    if (node.mirrorOf === undefined) continue;
    const stem = `${node.mirrorOf}|${node.kind}`;
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    linked.set(`${stem}|${count}`, node);
  }
  return linked;
}

function follow(before: Project, project: Project, previous: MirrorPlan | null, next: MirrorPlan): Graph {
  const linked = linkedByKey(project.graph);
  const earlier = new Map(previous?.nodes.map((node) => [node.key, node]));
  const keys = new Set(next.nodes.map((node) => node.key));
  const whole = isWhole(before, previous);

  const gone = [...linked].filter(([key]) => !keys.has(key)).map(([, node]) => node.id);
  let graph = dropNodes(project.graph, new Set(gone), true);
  for (const planned of next.nodes) {
    const node = linked.get(planned.key);
    const changed = node ? changedParams(planned, earlier.get(planned.key)) : {};
    if (node && Object.keys(changed).length > 0) graph = changeParams(graph, node.id, changed);
  }
  const { latent, output } = inferGraph(project);
  if (previous && sameStructure(previous, next)) return graph;
  if (whole && latent !== null && output !== null) return rebuild(graph, next, latent, output, linked);
  return latent === null ? graph : insertNew(graph, next, latent, linked, earlier);
}

/** Three-way: only what the plan itself changed is taken over, so that a person's own settings stay. */
function changedParams(planned: PlannedNode, earlier: PlannedNode | undefined): GraphNode['params'] {
  const entries = Object.entries(planned.params).filter(
    ([key, value]) => !earlier || JSON.stringify(earlier.params[key]) !== JSON.stringify(value),
  );
  return Object.fromEntries(entries);
}

/** Whether the decoder was nothing but the mirror, so that it can be wired anew without losing anyone's work. */
function isWhole(before: Project, previous: MirrorPlan | null): boolean {
  const { latent, output } = inferGraph(before);
  if (latent === null) return false;
  const linked = linkedByKey(before.graph);
  const { nodes } = indexGraph(before.graph);
  const decoder = [...descendantsOf(before.graph, latent)].filter((id) => id !== output);
  return (
    decoder.every((id) => nodes.get(id)!.mirrorOf !== undefined) &&
    (previous?.nodes.every((node) => linked.has(node.key)) ?? true)
  );
}

function rebuild(
  graph: Graph,
  plan: MirrorPlan,
  latent: string,
  output: string,
  linked: ReadonlyMap<string, GraphNode>,
): Graph {
  const kept = new Map<string, string>();
  for (const { key } of plan.nodes) {
    const node = linked.get(key);
    if (node) kept.set(key, node.id);
  }
  const inside = new Set([...kept.values(), output]);
  const edges = graph.edges.filter(
    (edge) => !inside.has(edge.target) && !(edge.source === latent && inside.has(edge.target)),
  );
  return buildPlan({ ...graph, edges }, plan, latent, output, kept);
}

/** Among layers of a person's own, new mirrors are put behind the mirror that comes before them in the plan. */
function insertNew(
  graph: Graph,
  plan: MirrorPlan,
  latent: string,
  linked: ReadonlyMap<string, GraphNode>,
  earlier: ReadonlyMap<string, PlannedNode>,
): Graph {
  const ids = new Map<string, string>([[LATENT, latent], ...[...linked].map(([key, node]) => [key, node.id] as const)]);
  let result = graph;
  for (const planned of plan.nodes) {
    const behind = ids.get(planned.sources[0]!);
    // A fork or a sum cannot be put among layers of which the plan knows nothing; the symmetry check will say what is missing.
    if (
      ids.has(planned.key) ||
      earlier.size === 0 ||
      earlier.has(planned.key) ||
      planned.sources.length > 1 ||
      behind === undefined
    )
      continue;
    const { position } = indexGraph(result).nodes.get(behind)!;
    const node = {
      ...makeNode(result, planned.kind, { x: position.x + 24, y: position.y + 24 }, planned.params),
      mirrorOf: planned.mirrorOf,
    };
    result = insertBehind(result, behind, node);
    ids.set(planned.key, node.id);
  }
  return result;
}
