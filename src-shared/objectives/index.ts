/** The registry of training objectives: everything that offers, checks or trains one goes through here. */
import type { Project } from '../graph/document.ts';
import { adversarialAutoencoder } from './adversarial-autoencoder.ts';
import { adversarial } from './adversarial.ts';
import { classify } from './classify.ts';
import { contractive } from './contractive.ts';
import { denoise } from './denoise.ts';
import { inpaint } from './inpaint.ts';
import { pairs } from './pairs.ts';
import { predictNext } from './predict-next.ts';
import { quantised } from './quantised.ts';
import { reconstruct } from './reconstruct.ts';
import { rows } from './rows.ts';
import { skipGram } from './skip-gram.ts';
import { sparse } from './sparse.ts';
import { textAutoencoder } from './text-autoencoder.ts';
import { translate } from './translate.ts';
import { variational } from './variational.ts';
import { vaeGan } from './vae-gan.ts';
import type { ObjectiveDefinition } from './objective.ts';

/** In the order in which they are offered. */
export const objectives = {
  reconstruct,
  denoise,
  sparse,
  contractive,
  inpaint,
  pairs,
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
} satisfies {
  readonly [Kind: string]: { readonly kind: string };
};

export type ObjectiveKind = keyof typeof objectives;

/** An objective by its kind, with its settings' own types forgotten; null for a kind that does not exist. */
export const findObjective = (kind: string): ObjectiveDefinition | null =>
  Object.hasOwn(objectives, kind) ? (objectives[kind as ObjectiveKind] as unknown as ObjectiveDefinition) : null;

export const objectiveOf = (project: Project): ObjectiveDefinition | null => findObjective(project.objective.kind);
