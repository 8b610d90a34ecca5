/** The registry of answers: every ask of src-shared/wire/explore has one. */
import { anomaliesAnswers } from './anomalies.ts';
import type { Answers } from './answer.ts';
import { coreAnswers } from './core.ts';
import { dreamAnswers } from './dream.ts';
import { fillInAnswers } from './fill-in.ts';
import { fillRowsAnswers } from './fill-rows.ts';
import { latentMapAnswers } from './latent-map.ts';
import { numbersAnswers } from './numbers.ts';
import { reconstructAnswers } from './reconstruct.ts';
import { sampleAnswers } from './sample.ts';
import { textAnswers } from './text/index.ts';

export const answers: Answers = {
  ...coreAnswers,
  ...numbersAnswers,
  ...reconstructAnswers,
  ...latentMapAnswers,
  ...sampleAnswers,
  ...fillInAnswers,
  ...fillRowsAnswers,
  ...anomaliesAnswers,
  ...dreamAnswers,
  ...textAnswers,
};
