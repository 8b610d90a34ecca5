/** The registry of training objectives: one for each kind that a project can name. */
import type { Project } from '#shared/graph/document.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import { adversarialAutoencoder } from './adversarial-autoencoder.ts';
import { adversarial } from './adversarial.ts';
import { classify } from './classify.ts';
import { contractive } from './contractive.ts';
import { denoise } from './denoise.ts';
import { inpaint } from './inpaint.ts';
import type { TrainingObjective } from './objective.ts';
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

const registry = {
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
} satisfies Record<ObjectiveKind, TrainingObjective<never>>;

/** A project's objective, with its settings' own types forgotten. */
export function trainingObjective({ objective }: Project): TrainingObjective<AnyParams> {
  // Each objective only ever meets its own settings: the schema and the integrity check paired them.
  return registry[objective.kind as ObjectiveKind] as unknown as TrainingObjective<AnyParams>;
}
