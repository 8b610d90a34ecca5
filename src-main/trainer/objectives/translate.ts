/** Translate: teacher forcing in training; what is written afterwards is read again step by step (write.ts). */
import * as tf from '@tensorflow/tfjs-core';
import type { TranslateParams } from '#shared/objectives/translate.ts';
import type { TrainingObjective } from './objective.ts';
import { chooseWords, given, shifted, shownWords, textErrors, wordLosses } from './words.ts';

export const translate: TrainingObjective<TranslateParams> = {
  writes: true,
  given: ({ model, input, target }) => given(model, input, target && shifted(target)),
  loss(context) {
    const { target, targetObserved, model, input, params } = context;
    if (!target || !targetObserved) throw new Error('Translations were trained on without their second texts.');
    const fed = given(model, input, shifted(target));
    const chosen = chooseWords(context, fed, { values: target, observed: targetObserved }, params.labelSmoothing);
    const losses = wordLosses(chosen, targetObserved);
    const misses = tf.sum(tf.mul(tf.sub(1, chosen.hits), targetObserved), 1);
    return { ...losses, terms: { ...losses.terms, exact: tf.mean(tf.cast(tf.less(misses, 0.5), 'float32')) } };
  },
  predict({ model, project, input, words }) {
    const output = model.run(given(model, input, words), [model.output!.id], false).get(model.output!.id)!;
    return { output, shown: shownWords(project, output) };
  },
  show: ({ project, prediction }) => shownWords(project, prediction),
  errors: (context) => textErrors(context.project, context),
};
