/** `hourglass preview RUN dream`: a picture that excites a part of the network. */
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { dream, dreamSettingNames } from '#shared/explore/dream.ts';
import { checkField, defaultsOf } from '#shared/layers/fields.ts';
import { UserError } from '#shared/problem.ts';
import type { DreamNetwork, DreamSettings, DreamStart, DreamTarget } from '#shared/wire/explore/dream.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import { readWholeFile } from '../../data/read-file.ts';
import sharp from '../../data/sharp.ts';
import { whole } from '../numbers.ts';
import { floatsOf } from './floats.ts';
import type { OpenNetwork, Preview } from './preview.ts';
import { indexOf, sampleArgument, usable } from './sample-argument.ts';

interface Options {
  readonly layer?: string;
  readonly channel?: number;
  readonly class?: string;
  readonly latent?: number;
  readonly start: string;
}

const flagOf = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export const dreamPreview: Preview = {
  name: 'dream',
  description: dream.summary,
  options(command: Command) {
    command
      .option(
        '--layer <name>',
        'the layer to dream of, by name or id; left out: the class, or the last layer that sees any size',
      )
      .option(
        '--channel <n>',
        'one channel of the layer, counted from 1; left out: the whole layer',
        whole(1, 1_000_000),
      )
      .option('--class <name>', 'a class of a classifier')
      .option('--latent <n>', 'one latent value, counted from 1', whole(1, 1_000_000))
      .option('--start <what>', `“noise”, or ${sampleArgument}`, 'noise');
    const defaults = defaultsOf(dream.fields);
    for (const name of dreamSettingNames) {
      const field = dream.fields[name];
      command.option(`${flagOf(name)} <value>`, field.help, (text) => readSetting(name, text), defaults[name]);
    }
  },

  async draw(network, options) {
    const given = options as unknown as Options & DreamSettings;
    const refusal = dream.refuse(network.info);
    if (refusal !== null) throw refused('A dream was asked for.', refusal);
    const settings = Object.fromEntries(dreamSettingNames.map((name) => [name, given[name]])) as DreamSettings;
    const known = await network.ask('explore:dreamNetwork', {});
    const target = targetOf(known, given);
    const start = await startOf(network, given.start, settings.size);
    const begun = performance.now();
    const dreamt = await network.ask('explore:dream', { target, start, settings, zoom: 1 });
    const seconds = (performance.now() - begun) / 1000;
    const { picture, activations, octaves, note } = dreamt;
    const { width, height, channels, bytes } = picture;
    const values = floatsOf(activations);
    return {
      picture: await sharp(Buffer.from(bytes, 'base64'), { raw: { width, height, channels } }).png().toBuffer(),
      numbers: { target, settings, width, height, octaves, note, seconds, activations: [...values] },
      text: `a dream of ${describe(known, target)}, ${height} × ${width}, in ${seconds.toFixed(1)} s${note ? ` (${note})` : ''}`,
    };
  },
};

function readSetting(name: keyof DreamSettings, text: string): unknown {
  const field = dream.fields[name];
  const value =
    field.type === 'boolean' ? { true: true, false: false }[text] : field.type === 'choice' ? text : Number(text);
  const fault = checkField(field, value);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return value;
}

function targetOf(network: DreamNetwork, options: Options): DreamTarget {
  const { layers, classes } = network;
  if (options.class !== undefined) {
    if (isImpossible(classes)) throw refused(`The class “${options.class}” was asked for.`, classes.impossible);
    const index = classes.indexOf(options.class);
    if (index < 0)
      throw refused(`The class “${options.class}” was asked for.`, `The classes are ${classes.join(', ')}.`);
    return { kind: 'class', index };
  }
  if (options.latent !== undefined) return { kind: 'latent', index: options.latent - 1 };
  const layer = options.layer ?? layers.findLast(({ anySize }) => anySize)?.id ?? layers.at(-1)?.id;
  if (layer === undefined) throw refused('A dream was asked for.', 'The network has no layer that a picture leads to.');
  if (options.channel === undefined) return { kind: 'layer', layer };
  return { kind: 'channel', layer, channel: options.channel - 1 };
}

async function startOf(network: OpenNetwork, text: string, size: number): Promise<DreamStart> {
  if (text === 'noise') return { from: 'noise' };
  if (/^\d+$/.test(text)) return { from: 'sample', sample: { from: 'data', index: indexOf(Number(text)) } };
  const file = await usable(text, readWholeFile(text));
  const input = { name: basename(text).slice(0, 255), file: file.toString('base64'), longest: size };
  const { height, width, channels, bytes } = await network.ask('explore:readPicture', input);
  return { from: 'picture', height, width, channels, bytes };
}

function describe({ layers, classes }: DreamNetwork, target: DreamTarget): string {
  if (target.kind === 'class') return `“${(classes as readonly string[])[target.index]}”`;
  if (target.kind === 'latent') return `latent value ${target.index + 1}`;
  const name = layers.find(({ id }) => id === target.layer)?.name ?? target.layer;
  return target.kind === 'channel' ? `“${name}”, channel ${target.channel + 1}` : `“${name}”`;
}

const refused = (received: string, expected: string): UserError =>
  new UserError({ received, expected, action: 'See “hourglass preview RUN dream --help”.' });
