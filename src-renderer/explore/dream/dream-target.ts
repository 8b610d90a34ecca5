/** What the panel's settings choose of a network. Pure; owns which layers and channels there are to choose. */
import type { dream } from '#shared/explore/dream.ts';
import { dreamSettingNames } from '#shared/explore/dream.ts';
import type { Params } from '#shared/layers/fields.ts';
import type { DreamLayer, DreamNetwork, DreamSettings, DreamTarget, SeenPicture } from '#shared/wire/explore/dream.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';

export type DreamParams = Params<typeof dream.fields>;

/** The chosen layer, of a block its last; where there is none, the last that sees pictures of any size, or the last. */
export function chosenLayer({ layers }: DreamNetwork, { layer }: DreamParams): DreamLayer {
  return (
    layers.find(({ id }) => id === layer) ??
    (layer === '' ? undefined : layers.findLast(({ id }) => id.startsWith(`${layer}/`))) ??
    layers.findLast(({ anySize, filters }) => anySize && filters) ??
    layers.at(-1)!
  );
}

/** What can be dreamt of in this network. */
export function choicesOf({ classes, latent }: DreamNetwork): readonly DreamParams['what'][] {
  return [
    ...(['channel', 'layer', 'guide'] as const),
    ...(isImpossible(classes) ? [] : (['class'] as const)),
    ...(isImpossible(latent) ? [] : (['latent'] as const)),
  ];
}

export const chosenWhat = (network: DreamNetwork, { what }: DreamParams): DreamParams['what'] =>
  choicesOf(network).includes(what) ? what : 'channel';

/** How many there are to choose from. */
export function countOf(network: DreamNetwork, params: DreamParams): number {
  const { classes, latent } = network;
  const what = chosenWhat(network, params);
  if (what === 'class' && !isImpossible(classes)) return classes.length;
  if (what === 'latent' && !isImpossible(latent)) return latent.size;
  return chosenLayer(network, params).shape.at(-1)!;
}

/** From 0. */
export const chosenChannel = (network: DreamNetwork, params: DreamParams): number =>
  Math.min(params.channel, countOf(network, params)) - 1;

/** Null while a guide is missing. */
export function targetOf(network: DreamNetwork, params: DreamParams, guide: SeenPicture | null): DreamTarget | null {
  const what = chosenWhat(network, params);
  const { id } = chosenLayer(network, params);
  const channel = chosenChannel(network, params);
  switch (what) {
    case 'channel':
      return { kind: 'channel', layer: id, channel };
    case 'layer':
      return { kind: 'layer', layer: id };
    case 'guide':
      return guide && { kind: 'guide', layer: id, guide };
    case 'class':
    case 'latent':
      return { kind: what, index: channel };
  }
}

/** "“Conv2D 64”, channel 4". */
export function titleOf(network: DreamNetwork, params: DreamParams): string {
  const what = chosenWhat(network, params);
  const channel = chosenChannel(network, params);
  const { name } = chosenLayer(network, params);
  switch (what) {
    case 'channel':
      return `“${name}”, channel ${channel + 1}`;
    case 'layer':
      return `“${name}”`;
    case 'guide':
      return `“${name}”, towards a guide`;
    case 'class':
      return `class “${(network.classes as readonly string[])[channel]!}”`;
    case 'latent':
      return `latent value ${channel + 1}`;
  }
}

export const dreamSettings = (params: DreamParams): DreamSettings =>
  Object.fromEntries(dreamSettingNames.map((name) => [name, params[name]])) as DreamSettings;

/** Whether what is chosen sees pictures of any size. */
export const seesAnySize = (network: DreamNetwork, params: DreamParams): boolean =>
  !['class', 'latent'].includes(chosenWhat(network, params)) && chosenLayer(network, params).anySize;
