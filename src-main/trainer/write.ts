/** Writing step by step: what a network has chosen is what it reads next. Owns the order of steps; not how words are drawn elsewhere. */
import { endToken, startToken } from '#shared/data/tokens.ts';
import type { Values } from '../compiler/index.ts';

type Outputs = Record<string, Values>;

/**
 * The likeliest word at each place, one place after the other, for `count` texts at once. `run` gives for the words so far,
 * [count, places], what the objective's `predict` does, with `shown` [count, 2 × places]; its last answer is returned.
 */
export async function writeGreedily(
  run: (words: Int32Array) => Promise<Outputs>,
  count: number,
  places: number,
): Promise<Outputs> {
  const words = new Int32Array(count * places);
  const shown = new Float32Array(2 * count * places);
  const ended = new Uint8Array(count);
  for (let text = 0; text < count; text++) words[text * places] = startToken;
  for (let place = 0; ; place++) {
    const outputs = await run(words);
    const chosen = outputs['shown']!;
    for (let text = 0; text < count; text++) {
      const at = 2 * text * places + place;
      const token = ended[text] ? 0 : chosen[at]!;
      shown[at] = token;
      shown[at + places] = ended[text] ? 1 : chosen[at + places]!;
      if (token === endToken) ended[text] = 1;
      if (place + 1 < places) words[text * places + place + 1] = token;
    }
    if (place + 1 === places || ended.every((done) => done === 1)) return { ...outputs, shown };
  }
}
