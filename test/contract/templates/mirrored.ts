/** Templates whose decoder is the linked mirror of the encoder: change one side, and the other follows. */
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { addNode, insertAfter, setParams } from '#shared/graph/edit.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { setObjective, setTraining } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';

type Layer = readonly [LayerKind, AnyParams];

interface Plan {
  readonly shape: readonly number[];
  readonly objective?: ObjectiveKind;
  readonly params: AnyParams;
  readonly encoder: readonly Layer[];
  readonly training?: Partial<Project['training']>;
}

/** Input, encoder and Latent one behind the other; the decoder as their linked mirror. */
function mirrored(id: string, title: string, plan: Plan): Project {
  const empty = setTraining(emptyProject(`template-${id}`, title), plan.training ?? {});
  const started = addNode(
    setObjective(empty, plan.objective ?? 'reconstruct', plan.params),
    'input',
    { x: 0, y: 0 },
    { shape: [...plan.shape] },
  );
  const append = (project: Project, [kind, params]: Layer): Project => {
    const longer = insertAfter(project, project.graph.nodes.at(-1)!.id, kind);
    return setParams(longer, longer.graph.nodes.at(-1)!.id, params);
  };
  const whole: Project = [...plan.encoder, ['latent', {}] as const].reduce(append, started);
  return tidyLayout(mirrorEncoder(whole, { linked: true }));
}

const strided = { kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' };

export const mirroredTemplates = {
  // Keras blog, "Building autoencoders in Keras": binary cross-entropy suits digits, which are nearly black and white.
  'fully-connected': (title: string) =>
    mirrored('fully-connected', title, {
      shape: [784],
      params: { loss: 'binaryCrossentropy' },
      encoder: [['dense', { units: 32, activation: 'relu' }]],
    }),
  'deep-fully-connected': (title: string) =>
    mirrored('deep-fully-connected', title, {
      shape: [784],
      params: { loss: 'meanSquaredError' },
      encoder: [128, 64, 32].map((units) => ['dense', { units, activation: 'relu' }]),
    }),
  convolutional: (title: string) =>
    mirrored('convolutional', title, {
      shape: [28, 28, 1],
      params: { loss: 'meanSquaredError' },
      encoder: [32, 64].map((filters) => ['conv2d', { filters, ...strided }]),
    }),
  'lstm-rows': (title: string) =>
    mirrored('lstm-rows', title, {
      shape: [28, 28],
      params: { loss: 'meanSquaredError' },
      encoder: [['lstm', { units: 64 }]],
    }),
  // Keras blog, the section on sparsity: the same network with an l1 activity penalty of 10e-5.
  sparse: (title: string) =>
    mirrored('sparse', title, {
      shape: [784],
      objective: 'sparse',
      params: { loss: 'binaryCrossentropy', penalty: 'l1', l1Weight: 1e-4 },
      encoder: [['dense', { units: 32, activation: 'relu' }]],
      training: { epochs: 20 },
    }),
  // Rifai et al. 2011 use sigmoids: only a curve that can go flat contracts without smaller weights.
  contractive: (title: string) =>
    mirrored('contractive', title, {
      shape: [784],
      objective: 'contractive',
      params: { loss: 'binaryCrossentropy', contractionWeight: 1e-4 },
      encoder: [['dense', { units: 64, activation: 'sigmoid' }]],
      training: { epochs: 20, learningRate: 0.005 },
    }),
} as const;
