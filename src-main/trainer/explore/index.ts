/** The registry of answers: every ask of src-shared/wire/explore has one. */
import type { Answers } from './answer.ts';
import { coreAnswers } from './core.ts';

export const answers: Answers = { ...coreAnswers };
