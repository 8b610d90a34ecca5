/**
 * How templates are drawn: by the same edits that people make on the canvas, one after the other. Owns the steps that all
 * templates share; what each of them shows stands in the other files of this folder.
 */
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { addNode, connectNodes, renameNode } from '#shared/graph/edit.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { setData, setImage, setObjective, setTraining } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';

export type Layer = readonly [kind: LayerKind, params?: AnyParams, name?: string];

/** A project under the pen. Every method is one edit. */
export class Drawing {
  project: Project;

  constructor(id: string, title: string, objective: ObjectiveKind, params: AnyParams = {}) {
    this.project = setObjective(emptyProject(`template-${id}`, title), objective, params);
  }

  /** A layer behind others, or alone. Its id. */
  add(after: string | readonly string[], kind: LayerKind, params: AnyParams = {}, name?: string): string {
    this.project = addNode(this.project, kind, { x: 0, y: 0 }, params);
    const { id } = this.project.graph.nodes.at(-1)!;
    for (const source of typeof after === 'string' ? [after] : after)
      this.project = connectNodes(this.project, source, id);
    if (name !== undefined) this.project = renameNode(this.project, id, name);
    return id;
  }

  /** Layers one behind the other. The last one's id. */
  chain(after: string | readonly string[], ...layers: readonly Layer[]): string {
    const last = layers.reduce<string | readonly string[]>(
      (before, [kind, params, name]) => this.add(before, kind, params, name),
      after,
    );
    return last as string;
  }

  training(change: Partial<Project['training']>): this {
    this.project = setTraining(this.project, change);
    return this;
  }

  image(change: Partial<Project['data']['image']>): this {
    this.project = setImage(this.project, change);
    return this;
  }

  data(change: Partial<Project['data']>): this {
    this.project = setData(this.project, change);
    return this;
  }

  tidied(): Project {
    return tidyLayout(this.project);
  }
}

const picture = { kernelSize: [3, 3], padding: 'same', activation: 'relu' } as const;

/** Convolution that keeps height and width. */
export const conv = (filters: number, params: AnyParams = {}, name?: string): Layer => [
  'conv2d',
  { filters, ...picture, ...params },
  name,
];
/** Convolution that halves height and width. */
export const down = (filters: number, params: AnyParams = {}, name?: string): Layer =>
  conv(filters, { strides: [2, 2], ...params }, name);
/** Transposed convolution that doubles height and width. */
export const up = (filters: number, params: AnyParams = {}, name?: string): Layer => [
  'conv2dTranspose',
  { filters, ...picture, strides: [2, 2], ...params },
  name,
];
export const dense = (units: number, activation = 'relu', name?: string): Layer => [
  'dense',
  { units, activation },
  name,
];
export const flatten: Layer = ['flatten'];
export const output: Layer = ['output'];
