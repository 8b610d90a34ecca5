/** Answers what Explore's panel “anomalies” asks. */
import type { anomaliesCalls } from '#shared/wire/explore/anomalies.ts';
import type { Answers } from './answer.ts';

export const anomaliesAnswers: Pick<Answers, keyof typeof anomaliesCalls> = {};
