/** A run's network as one to dream in. Owns what of it depends on a picture; its weights and session are the explorer's. */
import * as tf from '@tensorflow/tfjs-core';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { descendantsOf } from '#shared/graph/order.ts';
import { partitionGraph } from '#shared/graph/partition.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import type { DreamLayer, DreamNetwork } from '#shared/wire/explore/dream.ts';
import { outputSpecs } from '../../../compiler/index.ts';
import type { Session } from '../../session.ts';
import type { Explorer } from '../explorer.ts';
import type { Dreamable, Kernel } from './dreamable.ts';
import { LastPrograms } from './programs.ts';

const known = new WeakMap<Explorer, Dreamable>();

export function dreamableOf(explorer: Explorer): Dreamable {
  let made = known.get(explorer);
  if (!made) {
    made = makeDreamable(explorer);
    known.set(explorer, made);
  }
  return made;
}

function makeDreamable(explorer: Explorer): Dreamable {
  const { session } = explorer;
  const { model } = session.trainable;
  const { project, dataset, runtime } = session;
  const { image } = project.data;
  const programs = new LastPrograms((name, fn, specs) => runtime.compile(name, fn, specs));
  const description = describeDreams(explorer);
  const activations: Dreamable['activations'] = (pictures, layer) => {
    const fed = tf.reshape(pictures, fedShape(session, pictures.shape));
    const given = [model.input, ...(model.realOrGenerated ? [model.realOrGenerated] : [])];
    return model.run(new Map(given.map(({ id }) => [id, fed])), [layer], false).get(layer)!;
  };
  return {
    description,
    ...(image.range === 'zeroToOne' ? { black: 0, white: 1 } : { black: -1, white: 1 }),
    background: dataset.info.statistics.mean,
    fit: image.fit,
    invert: image.invert,
    classes: model.classes && { layer: model.classes.id, probabilities: true },
    latent: isImpossible(explorer.info.latent) ? null : model.latent!.id,
    activations,
    run: (name, fn, inputs) => programs.run(name, fn, inputs),
    async shapeAt(layer, height, width) {
      const spec = { shape: [1, height, width, description.input[2]], dtype: 'float32' as const };
      const { output } = await outputSpecs(({ x }) => ({ output: activations(x as tf.Tensor4D, layer) }), { x: spec });
      return output!.shape;
    },
    sample: (sample) => explorer.read([sample]),
    kernel: (layer) => kernelOf(session, layer),
  };
}

/** Flat inputs take the pixels in their order; others the picture, however large. */
function fedShape({ trainable, dataset }: Session, pictures: readonly number[]): number[] {
  const { shape } = trainable.model.input;
  return shape.length === 3 && shape.join() === dataset.info.shape.join() ? [...pictures] : [pictures[0]!, ...shape];
}

function describeDreams({ session, info }: Explorer): DreamNetwork {
  const { model, project } = session.trainable;
  const { graph } = expandBlocks(project);
  const { parts } = partitionGraph(graph, inferGraph(project));
  const starts = [model.input, ...(model.realOrGenerated ? [model.realOrGenerated] : [])].map(({ id }) => id);
  const fromPicture = new Set(starts.flatMap((id) => [...descendantsOf(graph, id)]));
  const noise = model.noise ? new Set(descendantsOf(graph, model.noise.id)) : new Set<string>();
  // What hangs on noise is not a picture's alone, unless what the noise makes is put in the picture's place.
  const seesOnlyPicture = (id: string): boolean =>
    fromPicture.has(id) &&
    (!noise.has(id) || (model.realOrGenerated !== null && descendantsOf(graph, model.realOrGenerated.id).has(id)));
  const isNamed = (kind: string): boolean => !['output', 'realOrGenerated'].includes(kind);
  const layers = info.layers
    .filter(({ id, kind }) => seesOnlyPicture(id) && isNamed(kind))
    .map((layer): DreamLayer => ({
      ...layer,
      part: parts.get(layer.id) ?? 'aside',
      filters: hasKernel(session, layer.id),
    }));
  return {
    name: info.projectName,
    input: info.sample as DreamNetwork['input'],
    layers,
    classes: info.classes,
    latent: isImpossible(info.latent) ? info.latent : { size: info.latent.size },
    samples: info.data.samples,
    leftOut: null,
  };
}

/** The weight of a layer that lies over its input like a picture. */
function kernelWeight({ trainable: { model } }: Session, layer: string) {
  return model.weights.find(
    ({ name, node, variable }) => node.id === layer && /ernel$/.test(name) && [2, 4].includes(variable.shape.length),
  );
}

function hasKernel(session: Session, layer: string): boolean {
  const weight = kernelWeight(session, layer);
  if (!weight) return false;
  return weight.variable.shape.length === 4 || seesPixels(session, layer);
}

/** Whether a dense layer stands right behind the picture, so that its weights lie over the pixels. */
function seesPixels({ trainable: { model, project }, dataset }: Session, layer: string): boolean {
  const { graph } = project;
  const weight = model.weights.find(({ node, variable }) => node.id === layer && variable.shape.length === 2);
  if (weight?.variable.shape[0] !== sizeOf(dataset.info.shape)) return false;
  let at = layer;
  for (;;) {
    const edge = graph.edges.find(({ target }) => target === at);
    if (!edge) return false;
    if (edge.source === model.input.id) return true;
    const kind = graph.nodes.find(({ id }) => id === edge.source)!.kind;
    if (!['flatten', 'reshape', 'dropout'].includes(kind)) return false;
    at = edge.source;
  }
}

async function kernelOf(session: Session, layer: string): Promise<Kernel | null> {
  const weight = kernelWeight(session, layer);
  if (!weight || !hasKernel(session, layer)) return null;
  const { spec, values } = (await session.readTensors()).get(`weights/${weight.name}`)!;
  if (spec.shape.length === 4) return { shape: spec.shape, values };
  return { shape: [...session.dataset.info.shape, spec.shape[1]!], values };
}
