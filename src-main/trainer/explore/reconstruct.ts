/** Answers what Explore's panel “reconstruct” asks. */
import type { reconstructCalls } from '#shared/wire/explore/reconstruct.ts';
import type { Answers } from './answer.ts';

export const reconstructAnswers: Pick<Answers, keyof typeof reconstructCalls> = {};
