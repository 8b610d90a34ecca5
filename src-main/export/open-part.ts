/** Opens a part of a network for export: builds the model, gives it a checkpoint's weights, and computes what the samples become. Owns opening and closing. */
import * as tf from '@tensorflow/tfjs-core';
import type { Project } from '#shared/graph/document.ts';
import { exportParts, type PartKind } from '#shared/export/parts.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { indexGraph } from '#shared/graph/order.ts';
import { UserError } from '#shared/problem.ts';
import { cpu } from '../devices/cpu.ts';
import { buildModel, type Model } from '../trainer/model.ts';
import type { NamedTensor } from '../trainer/safetensors.ts';
import { computing } from './compute.ts';
import type { ExportedPart, PartNode } from './format.ts';
import { preprocessingOf } from './preprocessing.ts';
import { manyInputs, openSamples, readSamples, sampled } from './samples.ts';

export interface PartSource {
  /** As drawn. */
  readonly project: Project;
  readonly run: ExportedPart['run'];
  /** By the names that checkpoints use; null: as a new network begins. */
  readonly tensors: ReadonlyMap<string, NamedTensor> | null;
  /** Folder of the prepared data; null where they are gone. */
  readonly dataset: string | null;
  /** Null: the first that there is. */
  readonly part: PartKind | null;
}

/** Calls `use` with the part, and closes it after. Throws a UserError for a part that the network has not, or weights that do not fit. */
export async function withPart<T>(source: PartSource, use: (part: ExportedPart) => Promise<T>): Promise<T> {
  const { project: drawn, run, tensors } = source;
  const part = findPart(drawn, source.part);
  const project = expandBlocks(drawn);
  const model = await buildModel(drawn, drawn.training.seed);
  try {
    const weights = weightsOf(model, tensors);
    for (const { variable, values, spec } of weights.values())
      tf.tidy(() => variable.assign(tf.tensor(values as Float32Array, [...spec.shape], spec.dtype)));
    const dataset = await openSamples(source.dataset);
    const runtime = await cpu.open(
      model.weights.map(({ variable }) => variable),
      { patient: true },
    );
    try {
      const samples = await readSamples({ model, project, runtime }, dataset);
      const { inputs, outputs } = await sampled({ model, project, runtime }, part, samples);
      const inside = new Set(part.nodes);
      return await use({
        ...{ ...part, drawn, project, run, inputs, outputs },
        nodes: nodesOf(project, part.nodes),
        weights: new Map([...weights].filter(([, { node }]) => inside.has(node))),
        preprocessing: preprocessingOf(project, model.input.shape, dataset?.info ?? null),
        ...{ samples: samples.count, real: samples.real },
        manyInputs: (most, signal) => manyInputs({ model, project, runtime }, part, dataset, most, signal),
        labels: dataset?.info.labels.map(({ name }) => name) ?? [],
        compute: computing(model, part),
        inside: exportParts(drawn)
          .filter(({ kind, nodes }) => kind !== part.kind && nodes.every((id) => inside.has(id)))
          .map((each) => ({ ...each, compute: computing(model, each) })),
        sample: model.input.shape,
        dataset: source.dataset,
      });
    } finally {
      await runtime.dispose();
      await dataset?.close();
    }
  } finally {
    model.dispose();
  }
}

function findPart(project: Project, wanted: PartKind | null) {
  const parts = exportParts(project);
  const found = wanted === null ? parts[0] : parts.find(({ kind }) => kind === wanted);
  if (found) return found;
  const words = parts.map(({ kind, title }) => `${kind} (“${title}”)`).join(', ');
  throw new UserError({
    received:
      wanted === null
        ? `“${project.name}” has no part that could be taken away.`
        : `“${project.name}” has no ${wanted} that stands by itself.`,
    expected: words === '' ? 'A network without problems was expected.' : `It can be taken away as: ${words}.`,
    action: words === '' ? 'Look at its problems under Design.' : 'Choose one of these.',
  });
}

type Weights = Map<string, NamedTensor & { readonly variable: tf.Variable; readonly node: string }>;

function weightsOf(model: Model, tensors: PartSource['tensors']): Weights {
  return new Map(
    model.weights.map(({ name, node, variable }) => {
      const stored = tensors?.get(`weights/${name}`);
      if (tensors && stored?.spec.shape.join() !== variable.shape.join())
        throw new UserError({
          received: `The checkpoint’s weights do not have “${name}” as the network needs it.`,
          expected: 'A run’s checkpoint has every weight of the network that it was started with.',
          action: 'Export another run, or train this one anew.',
        });
      const spec = { shape: variable.shape, dtype: variable.dtype as 'float32' };
      const values = stored?.values ?? (variable.dataSync().slice() as Float32Array);
      return [name, { spec, values, variable, node: node.id }];
    }),
  );
}

function nodesOf(project: Project, ids: readonly string[]): PartNode[] {
  const { nodes, incoming } = indexGraph(project.graph);
  const inferred = inferGraph(project).nodes;
  return ids.map((id) => ({
    node: nodes.get(id)!,
    sources: incoming.get(id)!.map(({ source }) => source),
    inputs: inferred.get(id)!.inputs!,
    shape: inferred.get(id)!.output!,
  }));
}
