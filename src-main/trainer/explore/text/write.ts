/** How a network of text writes: a language model goes on, others write one text for another by beams. Owns the order of steps. */
import { uniformNumbers } from '#shared/counter-random.ts';
import { startToken } from '#shared/data/tokens.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import { vocabularyOf } from '#shared/data/words.ts';
import type { Explorer } from '../explorer.ts';
import { drawWord, extend, likeliest, type Beam, type Likely } from './draw.ts';
import { logsAt, speak, type Spoken } from './program.ts';

export interface Step {
  readonly token: number;
  readonly probability: number;
  readonly likeliest: readonly Likely[];
  /** Over what was given; null without attention. */
  readonly looks: Float32Array | null;
}

export interface Choice {
  readonly temperature: number;
  readonly length: number;
  readonly beams: number;
  readonly seed: number;
}

/** Called between two steps; throws to stop. */
export type Between = (done: number, total: number) => Promise<void>;

const shownAlternatives = 5;

function stepAt(spoken: Spoken, text: number, place: number, token: number, known: number, given: number): Step {
  const logs = logsAt(spoken, text, place);
  const { looks, places } = spoken;
  const width = looks ? looks.length / (spoken.logs.length / spoken.words) : 0;
  const start = (text * places + place) * width;
  return {
    token,
    probability: Math.exp(logs[token]!),
    likeliest: likeliest(logs, known, shownAlternatives),
    looks: looks && looks.slice(start, start + given),
  };
}

/** Goes on from these words: it reads the last ones that fit, and draws the next. */
export async function goOn(
  explorer: Explorer,
  form: TextForm,
  start: readonly number[],
  { temperature, length, seed }: Choice,
  between: Between,
): Promise<readonly Step[]> {
  const chance = uniformNumbers(seed, 'explore', 1, 0);
  const [places = 1] = explorer.session.trainable.model.input.shape;
  const known = form.vocabulary.length;
  const all = [...start];
  const steps: Step[] = [];
  for (let done = 0; done < length; done++) {
    const seen = all.slice(-places);
    const input = new Int32Array(places);
    input.set(seen);
    const spoken = await speak(explorer, input, null, 1);
    const token = drawWord(logsAt(spoken, 0, seen.length - 1), known, temperature, chance(), false);
    steps.push(stepAt(spoken, 0, seen.length - 1, token, known, 0));
    all.push(token);
    await between(done + 1, length);
  }
  return steps;
}

export interface Beamed {
  readonly steps: readonly Step[];
  readonly beams: readonly Beam[];
}

/** Writes one text for another: the likeliest way among `beams`, or with a temperature one that is drawn. */
export async function writeFor(
  explorer: Explorer,
  form: TextForm,
  input: Int32Array,
  given: number,
  choice: Choice,
  between: Between,
): Promise<Beamed> {
  const { model } = explorer.session.trainable;
  const [places = 1] = model.output!.shape;
  const known = vocabularyOf(form, 'target').length;
  const draws = choice.beams === 1 && choice.temperature > 0;
  const chance = uniformNumbers(choice.seed, 'explore', 2, 0);
  const width = choice.beams;
  const inputs = new Int32Array(width * input.length);
  for (let beam = 0; beam < width; beam++) inputs.set(input, beam * input.length);
  let beams: readonly Beam[] = [{ tokens: [], logProbability: 0, ended: false, from: 0 }];
  for (let place = 0; place < places && !beams.every(({ ended }) => ended); place++) {
    const spoken = await speak(explorer, inputs, before(beams, width, places), width);
    beams = draws
      ? drawn(beams, logsAt(spoken, 0, place))
      : extend(beams, (beam) => logsAt(spoken, beam, place), known, width);
    await between(place + 1, places);
  }
  const best = beams[0]!;
  const spoken = await speak(explorer, inputs, before([best], width, places), width);
  return { beams, steps: best.tokens.map((token, place) => stepAt(spoken, 0, place, token, known, given)) };

  function drawn([beam]: readonly Beam[], logs: Float32Array): readonly Beam[] {
    const token = drawWord(logs, known, choice.temperature, chance(), true);
    return extend([beam!], () => onlyOf(logs, token), known, 1);
  }
}

/** As if no other word could be. */
const onlyOf = (logs: Float32Array, token: number): Float32Array =>
  logs.map((log, each) => (each === token ? log : -Infinity));

/** What each beam has written so far, behind the start: [width, places]. */
function before(beams: readonly Beam[], width: number, places: number): Int32Array {
  const words = new Int32Array(width * places);
  for (let beam = 0; beam < width; beam++) {
    const { tokens } = beams[Math.min(beam, beams.length - 1)]!;
    words.set([startToken, ...tokens].slice(0, places), beam * places);
  }
  return words;
}
