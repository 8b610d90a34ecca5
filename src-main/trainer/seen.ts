/**
 * What a network sees of the numbers that samples are stored as, and which of them are really there: pixels are scaled to their range,
 * missing cells and padded steps become 0. Owns that step, in a trace; not the reading of samples.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ImagePreprocessing } from '#shared/graph/document.ts';
import { missingBelow } from '#shared/data/missing.ts';
import { paddingToken } from '#shared/data/tokens.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { FormInfo } from '#shared/wire/data-forms.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import type { ElementType } from '../data/elements.ts';
import type { Activations, Model } from './model.ts';
import { scaleBytes } from './pixels.ts';

/** How samples are stored. */
export interface SampleLayout {
  readonly dtype: ElementType;
  /** Of what should come out; null where that is the sample itself. */
  readonly target: Shape | null;
  readonly form: FormInfo;
}

export const pictureLayout: SampleLayout = { dtype: 'uint8', target: null, form: { kind: 'image' } };

/** `target`: of what the objective compares with; null where it compares with the sample itself. */
export const layoutOf = ({ dtype, form }: DatasetInfo, target: Shape | null): SampleLayout => ({ dtype, form, target });

export interface Seen {
  /** As stored, but float32 for pictures and measurements; words stay int32. */
  readonly values: tf.Tensor;
  /** In the same shape, float32: 1 where a value is there, 0 where it is missing or padding; null where all are there. */
  readonly observed: tf.Tensor | null;
}

/** Traceable. `stored` is [batch, …] of the layout's type. */
export function see({ dtype, form }: SampleLayout, range: ImagePreprocessing['range'], stored: tf.Tensor): Seen {
  if (dtype === 'uint8') return { values: scaleBytes(range, stored), observed: null };
  if (dtype === 'int32') return { values: stored, observed: tf.cast(tf.notEqual(stored, paddingToken), 'float32') };
  if (!hasGaps(form)) return { values: stored, observed: null };
  const observed = tf.cast(tf.greater(stored, missingBelow), 'float32');
  return { values: tf.mul(stored, observed), observed };
}

/** What a model is given: samples, and where it has a Mask which of their values are known; all, where `known` is null. */
export function givenOf(model: Model, values: tf.Tensor, known: tf.Tensor | null): Activations {
  const given = new Map([[model.input.id, values]]);
  const { mask } = model;
  if (mask && known) given.set(mask.id, tf.reshape(known, [values.shape[0]!, ...mask.shape]));
  return given;
}

const hasGaps = (form: FormInfo): boolean =>
  (form.kind === 'table' && form.missing) || (form.kind === 'sequence' && form.padded);
