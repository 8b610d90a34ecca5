/**
 * What the canvas shows besides the document: a drag under way, the preview of a fix, what is open on it.
 * Derives the nodes and edges that Svelte Flow draws, and takes back what Svelte Flow changes. Owns no edits.
 */
import type { Viewport } from '@xyflow/svelte';
import type { ProjectCheck } from '#shared/graph/check.ts';
import { moveNodes } from '#shared/graph/arrange.ts';
import type { Project } from '#shared/graph/document.ts';
import type { Fix } from '#shared/graph/problem.ts';
import { masksOf } from '#shared/graph/masks.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { makeRoom, type Link } from '../insert.ts';
import { formatAmount } from '../../ui/format.ts';
import { checkShown, editShown, project, sealEdit } from '../../state/project.svelte.ts';
import { select, session } from '../../state/session.svelte.ts';
import { idsOfSelected, readNodeChange, sameSet } from './flow-changes.ts';
import {
  FlowEdgeMemory,
  FlowNodeMemory,
  ghostsOf,
  problemsByNode,
  sidesOf,
  type FlowEdge,
  type FlowNode,
  type Position,
} from './flow-nodes.ts';

/** A popup on the canvas that adds or connects. */
export interface QuickAdd {
  /** Where it stands, in window pixels. */
  readonly x: number;
  readonly y: number;
  /** Where an unconnected layer goes, in canvas pixels; null: behind the selection. */
  readonly position: Position | null;
  readonly link: Link;
}

class CanvasState {
  /** Where each canvas was last looked at, by its place: a project's, or a block's in it. */
  readonly viewports = new Map<string, Viewport>();
  /** Positions of nodes while they are dragged. */
  moving = $state.raw<ReadonlyMap<string, Position>>(new Map());
  /** The fix whose outcome is shown. */
  preview = $state.raw<Fix | null>(null);
  quickAdd = $state.raw<QuickAdd | null>(null);
  /** The node whose problem is shown in full. */
  problemAt = $state.raw<string | null>(null);
  renaming = $state.raw<string | null>(null);
  /** The node that waits to be connected to one from the list. */
  connecting = $state.raw<string | null>(null);
  hoveredEdge = $state.raw<string | null>(null);
  hoveredNode = $state.raw<string | null>(null);

  readonly previewed: { readonly document: Project; readonly check: ProjectCheck } | null = $derived.by(() => {
    if (this.preview === null || project.shown === null) return null;
    // Nothing that is there moves under the pointer: only what would be new finds a place.
    const document = makeRoom(project.shown, this.preview.apply(project.shown));
    return { document, check: checkShown(document) };
  });
  readonly document = $derived(this.previewed?.document ?? project.shown);
  readonly check = $derived(this.previewed?.check ?? project.shownCheck);
  /** Where padding is left out. */
  readonly masks = $derived(this.document && this.check ? masksOf(this.document.graph, this.check.inference) : null);
  readonly #problems = $derived(problemsByNode(this.check?.problems ?? []));
  readonly #ghosts = $derived(
    this.previewed === null || project.shown === null
      ? null
      : ghostsOf(
          project.shown,
          this.previewed.document,
          project.shownCheck!.inference.nodes,
          this.previewed.check.inference.nodes,
        ),
  );

  readonly #nodeMemory = new FlowNodeMemory();
  readonly #edgeMemory = new FlowEdgeMemory();
  readonly positions: ReadonlyMap<string, Position> = $derived(
    new Map((this.document?.graph.nodes ?? []).map((node) => [node.id, this.moving.get(node.id) ?? node.position])),
  );
  readonly nodes: FlowNode[] = $derived.by(() => {
    const nodes = this.document?.graph.nodes ?? [];
    const objective = (this.document && objectiveOf(this.document)?.title) ?? 'the objective';
    const tabStop = nodes.find((node) => session.nodes.has(node.id))?.id ?? nodes[0]?.id;
    return this.#nodeMemory.draw(
      nodes.map((node) => ({
        node,
        position: this.positions.get(node.id)!,
        part: this.check!.partition.parts.get(node.id) ?? 'aside',
        inference: this.check!.inference.nodes.get(node.id),
        problem: this.#problems.starts.get(node.id) ?? null,
        involved: this.#problems.involved.has(node.id),
        unusedBy: this.check!.inference.used.has(node.id) ? null : objective,
        selected: session.nodes.has(node.id),
        dragging: this.moving.has(node.id),
        tabStop: node.id === tabStop,
        ghost: this.#ghosts?.get(node.id) ?? null,
      })),
    );
  });
  readonly edges: FlowEdge[] = $derived.by(() => {
    const { nodes = [], edges = [] } = this.document?.graph ?? {};
    const names = new Map(nodes.map((node) => [node.id, node.name]));
    const known = new Set(project.shown?.graph.edges.map((edge) => edge.id));
    return this.#edgeMemory.draw(
      edges.map((edge) => ({
        edge,
        sides: sidesOf(this.positions.get(edge.source)!, this.positions.get(edge.target)!),
        wrong: this.#problems.starts.get(edge.target)?.severity === 'error' || this.#problems.involved.has(edge.target),
        selected: session.edges.has(edge.id),
        ghost: known.has(edge.id) ? null : 'new',
        masked: this.masks?.masked.has(edge.source) ?? false,
        label: `From ${names.get(edge.source) ?? ''} to ${names.get(edge.target) ?? ''}`,
      })),
    );
  });
}
export const canvas = new CanvasState();

/** Takes what Svelte Flow makes of the nodes: a selection, a drag, or a finished move, which becomes an edit. */
export function takeNodes(nodes: readonly FlowNode[]): void {
  const { positions, moving: before } = canvas;
  const { selection, moving, moved } = readNodeChange(nodes, { selection: session.nodes, positions, moving: before });
  if (selection !== null) session.nodes = selection;
  if (moving !== null) canvas.moving = moving;
  if (moved !== null) commitMove(moved);
}

export function takeEdges(edges: readonly FlowEdge[]): void {
  const chosen = idsOfSelected(edges);
  if (!sameSet(chosen, session.edges)) session.edges = chosen;
}

export function commitMove(positions: ReadonlyMap<string, Position>, key: string | null = null): void {
  editShown(`move ${formatAmount(positions.size, 'layer')}`, (document) => moveNodes(document, positions), key);
  if (key === null) sealEdit();
}

/** Opens the full text of a problem at the node where it starts. */
export function showProblem(nodeId: string): void {
  select([nodeId]);
  canvas.problemAt = nodeId;
}

export function closePopups(): void {
  canvas.problemAt = null;
  canvas.quickAdd = null;
  canvas.connecting = null;
  canvas.preview = null;
}
