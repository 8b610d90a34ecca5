/** Text autoencoder: the words that came in are chosen again. */
import type { TextAutoencoderParams } from '#shared/objectives/text-autoencoder.ts';
import type { TrainingObjective } from './objective.ts';
import { chooseWords, given, shifted, shownWords, textErrors, wordLosses } from './words.ts';

export const textAutoencoder: TrainingObjective<TextAutoencoderParams> = {
  writes: true,
  given: ({ model, input }) => given(model, input, shifted(input)),
  loss(context) {
    const { input, observed } = context;
    const fed = given(context.model, input, shifted(input));
    const wanted = { values: input, observed: observed! };
    return wordLosses(chooseWords(context, fed, wanted, context.params.labelSmoothing), observed!);
  },
  predict({ model, project, input, words }) {
    const output = model.run(given(model, input, words), [model.output!.id], false).get(model.output!.id)!;
    return { output, shown: shownWords(project, output) };
  },
  show: ({ project, prediction }) => shownWords(project, prediction),
  errors: (context) => textErrors(context.project, context),
};
