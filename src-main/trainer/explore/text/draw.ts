/** Drawing words from logarithms of probabilities. Pure. */
import { endToken, paddingToken, startToken } from '#shared/data/tokens.ts';

/** Numbers that never are a choice: there is no padding and no start within a text. */
export const isWord = (token: number): boolean => token !== paddingToken && token !== startToken;

export interface Likely {
  readonly token: number;
  readonly probability: number;
}

/** The likeliest of so many words, those that are a choice, the first first. `known`: words of the vocabulary; the output may have more. */
export function likeliest(logs: Float32Array, known: number, count: number): readonly Likely[] {
  return Array.from(logs.subarray(0, known), (log, token) => ({ token, probability: Math.exp(log) }))
    .filter(({ token }) => isWord(token))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}

/** A word drawn from p^(1 ÷ temperature); at 0 the likeliest. `chance`: uniform in [0, 1). */
export function drawWord(
  logs: Float32Array,
  known: number,
  temperature: number,
  chance: number,
  mayEnd: boolean,
): number {
  const tokens = Array.from({ length: Math.min(known, logs.length) }, (_, token) => token).filter(
    (token) => isWord(token) && (mayEnd || token !== endToken),
  );
  const best = tokens.reduce((a, b) => (logs[b]! > logs[a]! ? b : a));
  if (temperature === 0) return best;
  const weights = tokens.map((token) => Math.exp((logs[token]! - logs[best]!) / temperature));
  let left = chance * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [at, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return tokens[at]!;
  }
  return best;
}

/** A way of writing so far. */
export interface Beam {
  readonly tokens: readonly number[];
  /** Sum over its words, nats. */
  readonly logProbability: number;
  readonly ended: boolean;
  /** Which of the beams before it goes on from. */
  readonly from: number;
}

/** The best ways of going on, each by one word; ended ones stay as they are. */
export function extend(
  beams: readonly Beam[],
  logsOf: (beam: number) => Float32Array,
  known: number,
  width: number,
): readonly Beam[] {
  return beams
    .flatMap((beam, from): Beam[] =>
      beam.ended
        ? [{ ...beam, from }]
        : likeliest(logsOf(from), known, width).map(({ token, probability }) => ({
            tokens: [...beam.tokens, token],
            logProbability: beam.logProbability + Math.log(Math.max(probability, 1e-30)),
            ended: token === endToken,
            from,
          })),
    )
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, width);
}
