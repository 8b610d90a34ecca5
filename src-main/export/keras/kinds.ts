/** What every layer kind is in Keras: an exhaustive table. A kind forgotten here does not compile. */
import type { LayerKind } from '#shared/layers/index.ts';
import { activation, bidirectional, latent, pixelShuffle, prelu, spaceToDepth, transposed } from './composed.ts';
import { directRules, type DirectKind } from './direct.ts';
import { directLayer, type Given } from './given.ts';
import type { KerasLayer } from './layer.ts';

/** One after the other; none where the kind only marks an end. */
type Rule = (given: Given) => readonly KerasLayer[];

const nothing: Rule = () => [];
const neverInside: Rule = () => {
  throw new Error('Parts begin at sources, and blocks are expanded before anything is exported.');
};

/** Those that direct.ts's rules do not say in full. */
const others: Readonly<Record<Exclude<LayerKind, DirectKind> | 'prelu' | 'conv1dTranspose' | 'conv2dTranspose', Rule>> =
  {
    input: neverInside,
    mask: neverInside,
    noise: neverInside,
    moreWords: neverInside,
    realOrGenerated: neverInside,
    block: neverInside,
    output: nothing,
    verdict: nothing,
    classes: nothing,
    activation,
    prelu,
    latent,
    bidirectional,
    pixelShuffle,
    spaceToDepth,
    conv1dTranspose: (given) => transposed('conv1dTranspose', given),
    conv2dTranspose: (given) => transposed('conv2dTranspose', given),
  };

/** The layers that a node becomes, one after the other. */
export const kerasLayersOf = (kind: LayerKind, given: Given): readonly KerasLayer[] =>
  Object.hasOwn(others, kind)
    ? others[kind as keyof typeof others](given)
    : [directLayer(directRules[kind as DirectKind], given)];
