/**
 * Where masks go, without a tensor: whether what a layer gives out still says which steps are padding, and what a layer does with such a mask.
 * Owns that table, which a test holds against what layers really do.
 */
import type { AnyParams } from './fields.ts';
import type { LayerKind } from './index.ts';
import type { Shape } from './layer.ts';

export interface MaskRule {
  /** Whether its output has a mask; `masked`: which of its inputs have one. */
  gives(params: AnyParams, masked: readonly boolean[], inputs: readonly Shape[]): boolean;
  /** It leaves steps out that are masked, where it has to do with steps at all; else a masked step is like any other to it. */
  readonly heeds: boolean;
}

/** Each step by itself: the mask goes along. */
const passes: MaskRule = { gives: (_params, [first = false]) => first, heeds: true };
/** The mask goes along, but what it computes over steps counts masked ones, too. */
const passesBy: MaskRule = { ...passes, heeds: false };
const joins: MaskRule = { gives: (_params, masked) => masked.includes(true), heeds: true };
const recurrent: MaskRule = {
  gives: ({ returnSequences }, [first = false]) => first && returnSequences === true,
  heeds: true,
};
/** It looks at steps and knows of no mask. */
const ends: MaskRule = { gives: () => false, heeds: false };
/** Nothing comes into it, or nothing that is a sequence. */
const never: MaskRule = { gives: () => false, heeds: true };

export const maskRules: Readonly<Record<LayerKind, MaskRule>> = {
  ...{ input: never, mask: never, noise: never, moreWords: never, realOrGenerated: never },
  ...{ output: passes, classes: never, verdict: never, latent: passes, block: ends },
  ...{ dense: passes, activation: passes, prelu: passes, dropout: passes, alphaDropout: passes },
  ...{ gaussianDropout: passes, gaussianNoise: passes, spatialDropout1d: passes, spatialDropout2d: ends },
  ...{ batchNormalization: passes, layerNormalization: passes, groupNormalization: passesBy },
  ...{ instanceNormalization: passesBy, unitNormalization: passes },
  ...{ lstm: recurrent, gru: recurrent, simpleRnn: recurrent, bidirectional: recurrent },
  ...{ attention: passes, multiHeadAttention: passes, add: joins, multiply: joins, dot: ends },
  concatenate: {
    // Joined along the steps, the inputs' masks no longer describe the result.
    gives: ({ axis }, masked, [first]) =>
      masked.includes(true) && (first!.length === 1 || (axis !== 1 && axis !== -first!.length)),
    heeds: true,
  },
  masking: { gives: () => true, heeds: true },
  embedding: { gives: ({ maskZero }) => maskZero === true, heeds: true },
  ...{ flatten: ends, reshape: ends, repeatVector: ends, pixelShuffle: ends, spaceToDepth: ends },
  ...{ conv1d: ends, conv1dTranspose: ends, maxPooling1d: ends, upSampling1d: ends },
  ...{ conv2d: ends, conv2dTranspose: ends, separableConv2d: ends, depthwiseConv2d: ends, zeroPadding2d: ends },
  ...{ cropping2d: ends, maxPooling2d: ends, averagePooling2d: ends, globalAveragePooling2d: ends, upSampling2d: ends },
};
