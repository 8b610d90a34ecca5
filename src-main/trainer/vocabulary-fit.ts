/** Whether a network has room for the words that prepared text really has. Owns that check; settings are checked before (objectives/words.ts). */
import { formatNumber } from '#shared/layers/words.ts';
import { UserError } from '#shared/problem.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import type { Trainable } from './programs.ts';

/** Throws a UserError naming the layer. */
export function checkWords({ model, project, layout }: Trainable, { form, target }: DatasetInfo): void {
  if (form.kind !== 'text') return;
  const [own, other] = [form.vocabulary.length, (form.targetVocabulary ?? form.vocabulary).length];
  const reads = (id: string): number => (model.moreWords && model.isFedBy(id, model.moreWords.id) ? other : own);
  const small = model.nodes.find(
    ({ kind, id, params }) => kind === 'embedding' && Number(params['vocabulary']) < reads(id),
  );
  if (small)
    throw new UserError({
      received: `“${small.name}” has room for ${formatNumber(Number(small.params['vocabulary']))} words.`,
      expected: `The data have ${formatNumber(reads(small.id))} different ones.`,
      action: 'Give it a larger vocabulary, or tell fewer apart under Data.',
    });
  const { output } = model;
  const chooses = project.objective.kind !== 'skipGram' && output?.shape.length === 2;
  if (chooses && output.shape[1]! < other)
    throw new UserError({
      received: `The output has ${formatNumber(output.shape[1]!)} words to choose from.`,
      expected: `The data have ${formatNumber(other)} different ones.`,
      action: 'Give the last layer more units, or tell fewer words apart under Data.',
    });
  const length = layout.target?.[0] ?? target?.[0] ?? model.input.shape[0]!;
  if (chooses && output.shape[0] !== length)
    throw new UserError({
      received: `The output has ${formatNumber(output.shape[0]!)} places.`,
      expected: `The texts that should come out have ${formatNumber(length)}.`,
      action: 'Change the layers before the output, or the lengths under Data.',
    });
}
