/** Calls of Dream: what can be dreamt of, dreams, feature maps and filters. Answered alike by a run's network and by an imported one. */
import * as v from 'valibot';
import { dream, dreamSettingNames } from '../../explore/dream.ts';
import { checkField, type Params } from '../../layers/fields.ts';
import { call, id } from '../call.ts';
import type { ExploredLayer, Impossible } from './info.ts';
import { bytesUpTo, sample, type Floats, type Pictures } from './values.ts';

const count = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const job = v.optional(id);
/** Of a layer; in a block, or in an imported network, it may hold any character. */
const layer = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const channel = count(0, 1_000_000);

export interface DreamLayer extends ExploredLayer {
  /** A Part of the hourglass; 'aside' where there are none. */
  readonly part: 'encoder' | 'latent' | 'decoder' | 'discriminator' | 'aside';
  /** Whether it has weights that can be shown as pictures. */
  readonly filters: boolean;
}

/** What can be dreamt of in a network. */
export interface DreamNetwork {
  readonly name: string;
  /** Of its pictures, [height, width, channels]. */
  readonly input: readonly [number, number, 1 | 3];
  /** Everything that depends on the picture alone, in order. */
  readonly layers: readonly DreamLayer[];
  readonly classes: readonly string[] | Impossible;
  readonly latent: { readonly size: number } | Impossible;
  /** Whether it comes with samples of its own. */
  readonly samples: number | Impossible;
  /** Which layers were left out, for they cannot be run here, and why: a sentence; null: none. */
  readonly leftOut: string | null;
}

/** What a dream, or a look at activations, starts from. */
const picture = v.strictObject({
  from: v.literal('picture'),
  height: count(1, 2048),
  width: count(1, 2048),
  channels: v.picklist([1, 3]),
  bytes: bytesUpTo(2048 * 2048 * 3),
});
const seen = v.variant('from', [v.strictObject({ from: v.literal('sample'), sample }), picture]);
export type SeenPicture = v.InferOutput<typeof seen>;

const start = v.variant('from', [
  v.strictObject({ from: v.literal('noise') }),
  v.strictObject({ from: v.literal('sample'), sample }),
  picture,
]);
export type DreamStart = v.InferOutput<typeof start>;

const target = v.variant('kind', [
  v.strictObject({ kind: v.literal('channel'), layer, channel }),
  v.strictObject({ kind: v.literal('layer'), layer }),
  v.strictObject({ kind: v.literal('class'), index: channel }),
  v.strictObject({ kind: v.literal('latent'), index: channel }),
  /** Towards the activations that another picture has there. */
  v.strictObject({ kind: v.literal('guide'), layer, guide: seen }),
]);
export type DreamTarget = v.InferOutput<typeof target>;

export type DreamSettings = Pick<Params<typeof dream.fields>, (typeof dreamSettingNames)[number]>;

/** As the panel's fields say. */
const settings = v.custom<DreamSettings>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === dreamSettingNames.length &&
    dreamSettingNames.every(
      (name) => checkField(dream.fields[name], (value as Record<string, unknown>)[name]) === null,
    ),
  'settings of a dream',
);

export interface Dreamt {
  readonly picture: Pictures;
  /** What was raised, after each step: its mean over the picture. */
  readonly activations: Floats;
  /** Of each octave, ascending. */
  readonly octaves: readonly { readonly height: number; readonly width: number }[];
  /** Why the picture is of another size than was wanted; null where it is not. */
  readonly note: string | null;
}

export const dreamCalls = {
  'explore:dreamNetwork': call<DreamNetwork>()(v.strictObject({ subject: id })),
  /** Grows a picture. `zoom` enlarges what it starts from about its middle first. */
  'explore:dream': call<Dreamt>()(
    v.strictObject({
      subject: id,
      job,
      target,
      start,
      settings,
      zoom: v.pipe(v.number(), v.minValue(1), v.maxValue(2)),
    }),
  ),
  /** One picture for each of a layer's channels, all from the same noise. */
  'explore:dreamChannels': call<{ readonly pictures: Pictures }>()(
    v.strictObject({
      subject: id,
      job,
      layer,
      channels: v.pipe(v.array(channel), v.minLength(1), v.maxLength(16)),
      settings,
    }),
  ),
  /** What a layer makes of a picture, seen at the network's own size: [maps, height, width]. */
  'explore:featureMaps': call<{
    readonly maps: number;
    readonly height: number;
    readonly width: number;
    readonly values: Floats;
    /** As the network saw it. */
    readonly picture: Pictures;
  }>()(v.strictObject({ subject: id, layer, picture: seen })),
  /** A layer's kernels: [filters, height, width, depth]; of one input channel where that is given. */
  'explore:filters': call<{
    readonly filters: number;
    readonly height: number;
    readonly width: number;
    readonly depth: 1 | 3;
    readonly values: Floats;
    /** Input channels that each of them has. */
    readonly inputs: number;
    /** What the pictures show, as a sentence. */
    readonly shows: string;
  }>()(v.strictObject({ subject: id, layer, input: v.nullable(channel) })),
  /** Any picture file, decoded so that its longer side is as long as wanted, or null: cropped to the network's own size. */
  'explore:readPicture': call<Pictures>()(
    v.strictObject({
      subject: id,
      name: v.pipe(v.string(), v.maxLength(255)),
      file: bytesUpTo(12_000_000),
      longest: v.nullable(count(8, 2048)),
    }),
  ),
} as const;
