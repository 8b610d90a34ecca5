/** Answers Dream's asks for any network that can be dreamt in. */
import { sizeWithin } from '#shared/explore/octaves.ts';
import type { DreamSettings, dreamCalls } from '#shared/wire/explore/dream.ts';
import type { CallInput, CallOutput } from '#shared/wire/studio.ts';
import type { AskContext } from '../answer.ts';
import { encodeFloats } from '../wire-values.ts';
import { dreamUp } from './ascend.ts';
import type { Dreamable } from './dreamable.ts';
import { featureMaps } from './feature-maps.ts';
import { filtersOf } from './filters.ts';
import { channelGoal, goalOf, type Goal } from './goal.ts';
import { picturesOf, resized, withFullContrast, type Picture } from './picture.ts';
import { dreamSize, fitted, readPictureFile, readSeen, readStart } from './starts.ts';

export type DreamAskName = keyof typeof dreamCalls;
export type DreamAnswers = {
  readonly [N in DreamAskName]: (
    network: Dreamable,
    input: CallInput<N>,
    context: AskContext,
  ) => Promise<CallOutput<N>>;
};

const signOf = ({ direction }: DreamSettings): 1 | -1 => (direction === 'lower' ? -1 : 1);
const finished = (picture: Picture, { contrast }: DreamSettings): Picture =>
  contrast ? withFullContrast(picture) : picture;

/** What is tied to a small size is looked at large. */
const enlarged = (picture: Picture, longest: number): Picture =>
  longest > Math.max(picture.height, picture.width)
    ? resized(picture, sizeWithin(picture, longest), 1, 'cubic')
    : picture;

const silence = ({ title }: Goal): string =>
  `${title} answered nothing at all: it may be off for good. Try another seed, a sample as the start, or another channel.`;

export const dreamAnswersOf: DreamAnswers = {
  'explore:dreamNetwork': ({ description }) => Promise.resolve(description),

  'explore:dream': async (network, { target, start: from, settings, zoom }, context) => {
    const goal = goalOf(network, target, signOf(settings));
    const found = await readStart(network, from);
    const { size, note } = await dreamSize(network, goal, found, settings.size);
    const guide = target.kind === 'guide' ? fitted(await readSeen(network, target.guide), size) : null;
    const { pictures, activations, octaves } = await dreamUp(
      {
        ...{ network, goals: [goal], guide, size, settings },
        start: fitted(found, size, zoom),
        doing: `Dreaming of ${goal.title}`,
      },
      context,
    );
    const done = finished(pictures[0]!, settings);
    return {
      picture: picturesOf([goal.anySize ? done : enlarged(done, settings.size)]),
      activations: encodeFloats(activations),
      ...{ octaves, note: activations.every((value) => value === 0) ? silence(goal) : note },
    };
  },

  'explore:dreamChannels': async (network, { layer, channels, settings }, context) => {
    const goals = channels.map((channel) => channelGoal(network, layer, channel, signOf(settings)));
    const { size } = await dreamSize(network, goals[0]!, null, settings.size);
    const dream = await dreamUp(
      { ...{ network, goals, guide: null, start: null, size, settings }, doing: 'Dreaming of channels' },
      context,
    );
    return {
      pictures: picturesOf(dream.pictures.map((picture) => finished(picture, settings))),
    };
  },

  'explore:featureMaps': async (network, { layer, picture }) => {
    const { maps, height, width, values, seen } = await featureMaps(network, layer, await readSeen(network, picture));
    return { maps, height, width, values: encodeFloats(values), picture: picturesOf([seen]) };
  },

  'explore:filters': async (network, { layer, input }) => {
    const { values, ...filters } = await filtersOf(network, layer, input);
    return { ...filters, values: encodeFloats(values) };
  },

  'explore:readPicture': (network, { name, file, longest }) =>
    readPictureFile(network, name, Buffer.from(file, 'base64'), longest),
};
