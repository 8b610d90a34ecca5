/** Answers what Explore's panel “fill-in” asks. */
import type { fillInCalls } from '#shared/wire/explore/fill-in.ts';
import type { Answers } from './answer.ts';

export const fillInAnswers: Pick<Answers, keyof typeof fillInCalls> = {};
