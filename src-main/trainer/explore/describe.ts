/** What a trained network is and what can be done with it, for whoever explores it. Owns the reasons why something cannot. */
import { indexGraph } from '#shared/graph/order.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { formWords } from '#shared/objectives/forms.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import type { ExploredLayer, ExploreInfo, Impossible } from '#shared/wire/explore/info.ts';
import { needsMore, priorOf } from '../evaluation/generating.ts';
import type { Model, ModelNode } from '../model.ts';
import type { Session } from '../session.ts';
import { makesPictures } from '../strip-rows.ts';
import { unlikeSamples } from './unlike.ts';

type Described = Omit<ExploreInfo, 'subject' | 'epoch' | 'checkpoint' | 'version'>;

export async function describeNetwork(session: Session): Promise<Described> {
  const { dataset, split, device, project, trainable } = session;
  const { model } = trainable;
  const { info } = dataset;
  const labels = info.labels.map(({ name }) => name);
  return {
    projectName: project.name,
    objective: project.objective.kind,
    device: device.id,
    data: {
      ...{ id: info.id, title: info.title, samples: info.samples, labels },
      parts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
      unlike: await unlikeSamples(dataset),
    },
    form: info.form,
    sample: info.shape,
    range: project.data.image.range,
    output: pictureShape(session),
    made: madeShape(session),
    latent: latentOf(session),
    decodes: decodes(session),
    noise: noiseOf(model),
    prior: priorOf(model, trainable.project),
    classes: classesOf(model, labels),
    layers: layersOf(session),
  };
}

const noLatent: Impossible = {
  impossible: 'No layer of the network is marked as the latent. Add a Latent under Design, and train again.',
};

/** Of the pictures that the network makes: [height, width, channels]. */
export function pictureShape(session: Session): Shape | Impossible {
  const { trainable, dataset } = session;
  if (makesPictures(session)) return trainable.targetShape ?? dataset.info.shape;
  return {
    impossible:
      dataset.info.form.kind !== 'image'
        ? `The data are ${formWords[dataset.info.form.kind]}, of which there are no pictures.`
        : trainable.model.classes
          ? 'The network is a classifier: it gives out classes, no pictures. Look at Dream, or train an autoencoder.'
          : 'The network gives out no pictures of its data’s size. Give its Output the shape of the data, and train again.',
  };
}

/** Of what the network gives out: of pictures as pictureShape() has it, of other data its output's own. */
export function madeShape(session: Session): Shape | Impossible {
  if (session.dataset.info.form.kind === 'image') return pictureShape(session);
  const { output } = session.trainable.model;
  return output?.shape ?? { impossible: 'The network has no Output. Add one under Design, and train again.' };
}

/** What a picture, or another sample, is made from: the latent where what follows it needs nothing else, or a generator's noise. */
export function decodedFrom(session: Session): ModelNode | Impossible {
  const { model, project } = session.trainable;
  const shape = madeShape(session);
  if ('impossible' in shape) return shape;
  const { latent, noise } = model;
  const generates = objectiveOf(project)?.target === 'none';
  if (generates && noise) return noise;
  if (!latent) return noise ?? noLatent;
  if (needsMore(project, model.output!.id, latent.id))
    return {
      impossible:
        'What follows the latent also needs the sample itself, for a way leads around the latent. Explore a network without such a way, or fill in holes with this one.',
    };
  return latent;
}

function decodes(session: Session): true | Impossible {
  const from = decodedFrom(session);
  return 'impossible' in from ? from : true;
}

function latentOf({ trainable: { model, project } }: Session): ExploreInfo['latent'] {
  const { latent } = model;
  if (objectiveOf(project)?.target === 'none')
    return {
      impossible:
        'The network makes samples from noise; nothing of it gives a sample’s latent. Look at Sample, or train an autoencoder.',
    };
  if (!latent) return noLatent;
  const node = model.nodes.find(({ id }) => id === latent.id)!;
  return { size: sizeOf(latent.shape), shape: latent.shape, kind: String(node.params['kind'] ?? 'plain') };
}

function noiseOf({ noise, nodes }: Model): ExploreInfo['noise'] {
  if (!noise) return { impossible: 'The network has no Noise.' };
  const { params } = nodes.find(({ id }) => id === noise.id)!;
  return {
    size: sizeOf(noise.shape),
    distribution: params['distribution'] === 'uniform' ? 'uniform' : 'normal',
  };
}

function classesOf({ classes }: Model, labels: readonly string[]): ExploreInfo['classes'] {
  if (!classes) return { impossible: 'The network is no classifier.' };
  return Array.from({ length: classes.shape[0]! }, (_, index) => labels[index] ?? `class ${index + 1}`);
}

/** Everything between input and ends, in the order of the graph. */
function layersOf({ trainable: { model, project } }: Session): readonly ExploredLayer[] {
  const { nodes } = inferGraph(project);
  const scalable = scalableNodes(project, model.input.id);
  return model.nodes
    .filter(({ kind }) => !['input', 'noise', 'mask'].includes(kind))
    .map(({ id, name, kind }) => ({ id, name, kind, shape: nodes.get(id)!.output!, anySize: scalable.has(id) }));
}

/** Nodes that, with all that leads to them, have the same weights and a larger picture when the input is twice as large. */
function scalableNodes(project: Session['project'], input: string): ReadonlySet<string> {
  const { graph } = project;
  const shape = graph.nodes.find(({ id }) => id === input)!.params['shape'];
  if (!Array.isArray(shape) || shape.length !== 3) return new Set();
  const [height, width, channels] = shape as [number, number, number];
  const larger = graph.nodes.map((node) =>
    node.id === input ? { ...node, params: { ...node.params, shape: [height * 2, width * 2, channels] } } : node,
  );
  const before = inferGraph(project);
  const after = inferGraph({ ...project, graph: { ...graph, nodes: larger } });
  const { incoming } = indexGraph(graph);
  const scalable = new Set<string>();
  for (const id of before.order) {
    const [own, grown] = [before.nodes.get(id)!, after.nodes.get(id)!];
    const follows = incoming.get(id)!.every(({ source }) => scalable.has(source));
    const isPicture = own.output?.length === 3 && grown.output?.length === 3 && own.output[2] === grown.output[2];
    const sameWeights = own.weights.trainable === grown.weights.trainable && own.weights.fixed === grown.weights.fixed;
    const isSource = incoming.get(id)!.length === 0;
    if (isPicture && sameWeights && (isSource ? id === input : follows)) scalable.add(id);
  }
  return scalable;
}
