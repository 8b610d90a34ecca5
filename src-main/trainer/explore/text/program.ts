/** What a network of text computes for writing: logarithms of each word's probability, and what it looked at. Traceable. */
import * as tf from '@tensorflow/tfjs-core';
import { sidesOf } from '#shared/layers/operation.ts';
import type { Values } from '../../../compiler/index.ts';
import { given, logProbabilities } from '../../objectives/words.ts';
import type { Explorer } from '../explorer.ts';

export interface Spoken {
  /** [count, places, words]. */
  readonly logs: Float32Array;
  readonly places: number;
  readonly words: number;
  /** [count, places, given]; null without attention of what is written over what was given. */
  readonly looks: Float32Array | null;
}

/** `input` [count, length]; `before` [count, places], what was written so far, where the network reads that. */
export async function speak(
  explorer: Explorer,
  input: Int32Array,
  before: Int32Array | null,
  count: number,
): Promise<Spoken> {
  const { model, project } = explorer.session.trainable;
  const { id, shape } = model.output!;
  const attention = model.nodes.find(({ kind }) => kind === 'attention' || kind === 'multiHeadAttention');
  const fn = ({ batch, words }: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const activations = model.run(given(model, batch!, words ?? null), [id], false);
    const seen = attention && sidesOf(activations.get(attention.id)!)['looks'];
    const looks = seen && (seen.rank === 4 ? tf.mean(seen, 1) : seen);
    return {
      logs: logProbabilities(project, activations.get(id)!),
      ...(looks?.shape[1] === shape[0] && looks.shape[2] === model.input.shape[0] && model.moreWords ? { looks } : {}),
    };
  };
  const int32 = 'int32' as const;
  const outputs: Record<string, Values> = await explorer.run(`write-${count}`, fn, {
    batch: { spec: { shape: [count, ...model.input.shape], dtype: int32 }, values: input },
    ...(before &&
      model.moreWords && {
        words: { spec: { shape: [count, ...model.moreWords.shape], dtype: int32 }, values: before },
      }),
  });
  return {
    logs: outputs['logs'] as Float32Array,
    places: shape[0]!,
    words: shape[1]!,
    looks: (outputs['looks'] as Float32Array | undefined) ?? null,
  };
}

/** Logarithms at one place of one text. */
export const logsAt = ({ logs, places, words }: Spoken, text: number, place: number): Float32Array =>
  logs.subarray((text * places + place) * words, (text * places + place + 1) * words);
