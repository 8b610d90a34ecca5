/** Answers what Explore's panel “dream” asks. */
import type { dreamCalls } from '#shared/wire/explore/dream.ts';
import type { Answers } from './answer.ts';

export const dreamAnswers: Pick<Answers, keyof typeof dreamCalls> = {};
