/** Predict next: at each place the word after it is chosen. */
import * as tf from '@tensorflow/tfjs-core';
import type { PredictNextParams } from '#shared/objectives/predict-next.ts';
import type { TrainingObjective } from './objective.ts';
import { chooseWords, given, shownWords, textErrors, wordLosses } from './words.ts';

export const predictNext: TrainingObjective<PredictNextParams> = {
  loss(context) {
    const { target, targetObserved, model, input, params } = context;
    if (!target || !targetObserved) throw new Error('A language model was trained on without what comes next.');
    const chosen = chooseWords(
      context,
      given(model, input, null),
      { values: target, observed: targetObserved },
      params.labelSmoothing,
    );
    const losses = wordLosses(chosen, targetObserved);
    return { ...losses, terms: { bits: tf.div(losses.loss, Math.LN2), ...losses.terms } };
  },
  predict({ model, project, input }) {
    const output = model.run(given(model, input, null), [model.output!.id], false).get(model.output!.id)!;
    return { output, shown: shownWords(project, output) };
  },
  show: ({ project, prediction }) => shownWords(project, prediction),
  errors: (context) => textErrors(context.project, context),
};
