/** `preview RUN text`: what a network of text writes, or which words are alike to it, as a text file. */
import { writes, text as panel, hasBeams } from '#shared/explore/text.ts';
import { UserError } from '#shared/problem.ts';
import { whole } from '../numbers.ts';
import type { Drawn, OpenNetwork, Preview } from './preview.ts';

interface Options {
  readonly text?: string;
  readonly temperature: string;
  readonly length: number;
  readonly beams: number;
  readonly seed: number;
  readonly words?: string;
}

const { temperature, length, beams, seed } = panel.fields;
const nearest = 10;

export const textPreview: Preview = {
  name: 'text',
  description: 'what it writes for a text, or words that are alike to it, as a text file',
  options: (command) =>
    void command
      .option('--text <text>', 'what it reads, or goes on from (default: nothing)')
      .option('--temperature <t>', temperature.label, String(temperature.default))
      .option('--length <n>', length.help, whole(length.min, length.max), length.default)
      .option('--beams <n>', beams.help, whole(beams.min, beams.max), beams.default)
      .option('--seed <n>', seed.help, whole(seed.min, seed.max), seed.default)
      .option('--words <list>', 'instead: the nearest words of each of these, with commas between them'),
  async draw(network, given) {
    const options = given as unknown as Options;
    const refusal = panel.refuse(network.info);
    if (refusal !== null)
      throw new UserError({
        received: refusal,
        expected: 'A run on text was expected.',
        action: 'Preview another run.',
      });
    return options.words !== undefined || !writes(network.info.objective)
      ? alike(network, (options.words ?? options.text ?? '').split(','))
      : write(network, options);
  },
};

async function write(network: OpenNetwork, options: Options): Promise<Drawn> {
  const daring = Number(options.temperature);
  if (!(daring >= temperature.min && daring <= temperature.max))
    throw new UserError({
      received: `A temperature of “${options.temperature}” was given.`,
      expected: `A number from ${temperature.min} to ${temperature.max} was expected.`,
      action: 'Leave it out for the usual one.',
    });
  const { text = '' } = options;
  const written = await network.ask('explore:write', {
    ...{ text, length: options.length, seed: options.seed },
    temperature: options.beams > 1 ? 0 : daring,
    beams: hasBeams(network.info.objective) ? options.beams : 1,
  });
  const whole = network.info.objective === 'predictNext' ? text + written.text : written.text;
  return {
    picture: Buffer.from(`${whole}\n`),
    numbers: { text: written.text, words: written.words, beams: written.beams },
    text: 'what it writes',
  };
}

async function alike(network: OpenNetwork, words: readonly string[]): Promise<Drawn> {
  const found = await Promise.all(
    words
      .map((word) => word.trim())
      .filter((word) => word !== '')
      .map(async (word) => ({
        word,
        nearest: (await network.ask('explore:alikeWords', { plus: [word], minus: [], count: nearest })).words,
      })),
  );
  const lines = found.map((each) => `${each.word}: ${each.nearest.map(({ word }) => word).join(', ')}`);
  return {
    picture: Buffer.from(`${lines.join('\n')}\n`),
    numbers: { words: found },
    text: 'the nearest words of each',
  };
}
