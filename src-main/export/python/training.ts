/**
 * How a project is trained in Python: which of our files that takes, the settings that they read, and why some projects cannot be.
 * Owns the choice; the files are source/, the formulas in them those of ../../trainer/objectives.
 */
import { exportParts, type ExportPart } from '#shared/export/parts.ts';
import { findRivals, type Rivals } from '#shared/graph/discriminator.ts';
import { formOfProject } from '#shared/graph/data-form.ts';
import type { Project } from '#shared/graph/document.ts';
import { indexGraph } from '#shared/graph/order.ts';
import { dataRange, hasLimits, lastCurve } from '#shared/graph/output-range.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { objectiveOf, type ObjectiveKind } from '#shared/objectives/index.ts';
import { augments } from '#shared/augmentation.ts';
import { completeOptimizerParams } from '#shared/optimizers.ts';
import type { FormInfo } from '#shared/wire/data-forms.ts';
import type { Json, KerasModel } from '../keras/layer.ts';
import type { Preprocessing } from '../preprocessing.ts';
import adversarialAutoencoder from './source/adversarial_autoencoder.py?raw';
import adversarial from './source/adversarial.py?raw';
import classify from './source/classify.py?raw';
import contractive from './source/contractive.py?raw';
import denoise from './source/denoise.py?raw';
import inpaint from './source/inpaint.py?raw';
import predictNext from './source/predict_next.py?raw';
import quantised from './source/quantised.py?raw';
import reconstruct from './source/reconstruct.py?raw';
import rivals from './source/rivals.py?raw';
import rows from './source/rows.py?raw';
import skipGram from './source/skip_gram.py?raw';
import sparse from './source/sparse.py?raw';
import textAutoencoder from './source/text_autoencoder.py?raw';
import translate from './source/translate.py?raw';
import vaeGan from './source/vae_gan.py?raw';
import variational from './source/variational.py?raw';
import words from './source/words.py?raw';

/** objective.py of each: reconstruction of the sample and of its pair are one. */
export const objectiveFiles: Readonly<Record<ObjectiveKind, string>> = {
  reconstruct,
  denoise,
  sparse,
  contractive,
  inpaint,
  pairs: reconstruct,
  variational,
  quantised,
  adversarial,
  adversarialAutoencoder,
  vaeGan,
  classify,
  rows,
  textAutoencoder,
  translate,
  predictNext,
  skipGram,
};

/** What stands beside an objective's file because it needs it. */
export const filesBeside: Readonly<Partial<Record<ObjectiveKind, Readonly<Record<string, string>>>>> = {
  ...{ adversarial: { 'rivals.py': rivals }, adversarialAutoencoder: { 'rivals.py': rivals } },
  vaeGan: { 'rivals.py': rivals },
  ...{ textAutoencoder: { 'words.py': words }, translate: { 'words.py': words } },
  ...{ predictNext: { 'words.py': words }, skipGram: { 'words.py': words } },
};

/** Objectives whose scripts are of pictures alone. */
const ofPictures: ReadonlySet<ObjectiveKind> = new Set([
  ...(['inpaint', 'pairs', 'adversarial', 'adversarialAutoencoder', 'vaeGan'] as const),
]);

const rivalling: ReadonlySet<string> = new Set(['adversarial', 'adversarialAutoencoder', 'vaeGan']);
export const hasRivals = ({ objective }: Project): boolean => rivalling.has(objective.kind);

/** Objectives that give the decoder something else than the latent's own output. */
const drawing: ReadonlySet<string> = new Set(['variational', 'quantised', 'vaeGan']);

/** Why this part comes without train.py, as a sentence; null: it can be trained. `project`: without blocks. */
export function untrainable(
  project: Project,
  part: Pick<ExportPart, 'kind' | 'inputs'>,
  mask: 'input' | 'known',
): string | null {
  const parts = exportParts(project);
  const [main] = parts;
  if (part.kind !== main?.kind) return `Only the part “${main?.title ?? ''}” is trained as a whole.`;
  if (mask === 'known' && part.inputs.some(({ otherwise }) => otherwise !== null))
    return 'The network learns with its mask as an input, which was left out.';
  if (project.training.startFrom) return 'It was trained from another run’s weights, which these scripts do not have.';
  if (formOfProject(project) !== 'image' && ofPictures.has(project.objective.kind as ObjectiveKind))
    return `The script of “${objectiveOf(project)!.title}” is of pictures, and the data are none.`;
  if (project.graph.nodes.some(({ params }) => params['spectralNormalization'] === true))
    return 'Spectral normalization passes gradients in Hourglass as Keras’s own layer does not.';
  if (objectiveOf(project)?.target === 'pair' && augments(project.data.augmentation))
    return 'Pairs of pictures that are changed at random alike are not in these scripts.';
  if (drawing.has(project.objective.kind) && !parts.some(({ kind }) => kind === 'decoder'))
    return 'Connections lead around the latent, and these scripts decode from the latent alone.';
  return hasRivals(project) ? strangeRivals(project) : null;
}

/** Rivals whose samples are not simply data, noise, the output or the latent. */
function strangeRivals(project: Project): string | null {
  const { rivals } = findRivals(project);
  if (!rivals) return 'The discriminator was not found.';
  const isLatent = project.objective.kind === 'adversarialAutoencoder';
  const { nodes, incoming } = indexGraph(project.graph);
  const output = project.graph.nodes.find(({ kind }) => kind === 'output');
  const real = nodes.get(rivals.real)!.kind;
  const straight = isLatent
    ? real === 'noise' && nodes.get(rivals.generated)!.kind === 'latent'
    : real === 'input' && output !== undefined && incoming.get(output.id)![0]?.source === rivals.generated;
  return straight ? null : 'What the discriminator compares is made in another way than these scripts make it.';
}

/** What settings.json says; `layers` in it are names in model.py. */
export function settingsOf(
  project: Project,
  model: KerasModel,
  discriminator: KerasModel | null,
  preprocessing: Preprocessing,
  inputShape: readonly number[],
): Json {
  const { training, objective, data } = project;
  const { device: _, ...how } = training;
  const { rivals } = findRivals(project);
  const latent = project.graph.nodes.find(({ kind }) => kind === 'latent');
  const carrier = latent ? (model.carriers.get(latent.id) ?? null) : null;
  const settings = {
    madeBy: 'Hourglass',
    project: project.name,
    objective,
    target: objectiveOf(project)!.target,
    training: {
      ...how,
      optimizer: {
        kind: how.optimizer.kind,
        params: completeOptimizerParams(how.optimizer.kind, how.optimizer.params),
      },
    },
    data: {
      range: rangeOf(project, preprocessing),
      inputShape,
      augmentation: data.augmentation,
      form: formFor(preprocessing.form),
    },
    layers: {
      latent: carrier,
      nearness: latent?.params['kind'] === 'quantised' ? before(model, before(model, carrier)) : null,
      feature: discriminator && rivals ? lastHidden(project, discriminator, rivals) : null,
    },
    latent: latent?.params ?? null,
    noise: rivals ? noiseOf(project, rivals, model) : null,
    outputEndsInSoftmax: lastCurve(project)?.activation === 'softmax',
    endsInSoftmax: lastCurve(project, 'classes')?.activation === 'softmax',
    batchesTogether: hasRivals(project) ? Number(objective.params['discriminatorSteps']) : 1,
  };
  return settings as unknown as Json;
}

/** Null: values have no limits. */
const rangeOf = (project: Project, { form, range }: Preprocessing): readonly [number, number] | null => {
  if (form.kind === 'image') return range;
  return hasLimits(project) ? dataRange(project) : null;
};

/** What objectives need to know of the data: columns, or how often words were met. */
function formFor(form: FormInfo): Json {
  switch (form.kind) {
    case 'table':
      return { kind: form.kind, columns: form.columns } as unknown as Json;
    case 'text':
      return { kind: form.kind, counts: form.counts ?? [] };
    default:
      return { kind: form.kind };
  }
}

const before = (model: KerasModel, name: string | null): string | null =>
  model.layers.find((placed) => placed.name === name)?.inputs[0] ?? null;

/** Of the Noise that is drawn; normal numbers in the input's shape where the latent is drawn in its place. */
function noiseOf(project: Project, { real, noise }: Rivals, model: KerasModel): Json {
  const { nodes } = indexGraph(project.graph);
  const id = noise ?? (nodes.get(real)!.kind === 'noise' ? real : null);
  if (id !== null)
    return {
      shape: nodes.get(id)!.params['shape'] as readonly number[],
      distribution: nodes.get(id)!.params['distribution'] as string,
    };
  return { shape: model.layers[0]!.layer.shape, distribution: 'normal' };
}

/** The discriminator's last layer with weights but one (trainer/objectives/vae-gan.ts); null where there is only one. */
function lastHidden(project: Project, discriminator: KerasModel, { discriminator: ids }: Rivals): string | null {
  const inference = inferGraph(project);
  const learning = inference.order.filter((id) => ids.has(id) && inference.nodes.get(id)!.weights.trainable > 0);
  const id = learning.at(-2);
  return id === undefined ? null : (discriminator.carriers.get(id) ?? null);
}
