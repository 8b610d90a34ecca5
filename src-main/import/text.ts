/**
 * An imported network that looks words up: what text it could read, and what it has learned of it, guessed by its shape. Its own words are not in the
 * file. Owns these guesses.
 */
import { defaultText, type TextSettings } from '#shared/graph/data-forms.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import type { BuiltGraph } from './build-graph.ts';

export interface TextGuess {
  readonly objective: 'translate' | 'predictNext' | 'textAutoencoder' | 'skipGram';
  readonly params: AnyParams;
  readonly source: 'dates' | 'austen';
  readonly text: TextSettings;
}

/** Null: its input is not looked up, or nothing here learns in that shape. */
export function textGuess({ nodes, edges, shapes, outputs }: BuiltGraph, latent: boolean): TextGuess | null {
  const input = nodes.find(({ kind }) => kind === 'input')!;
  const readsWords = edges.some(
    ({ source, target }) => source === input.id && nodes.find(({ id }) => id === target)?.kind === 'embedding',
  );
  const output = shapes.get(outputs[0]!)!;
  if (!readsWords || output.length !== 2) return null;
  const known = nodes.filter(({ kind }) => kind === 'embedding').map(({ params }) => Number(params['vocabulary']));
  const [length] = shapes.get(input.id)! as [number];
  const [targetLength, choices] = output as [number, number];
  const beside = nodes.find(({ kind }) => kind === 'moreWords');
  if (beside && nodes.some(({ kind }) => kind === 'dot'))
    return skipGram(sizeOf(shapes.get(beside.id)!), Math.min(...known));
  const vocabulary = Math.min(...known, choices);
  const text = { ...defaultText, missing: [], vocabulary, length, targetLength, stride: length };
  if (beside) return { objective: 'translate', params: {}, source: 'dates', text: { ...text, task: 'pairs' } };
  if (targetLength !== length) return null;
  return latent
    ? { objective: 'textAutoencoder', params: {}, source: 'austen', text: { ...text, task: 'itself' } }
    : { objective: 'predictNext', params: {}, source: 'austen', text: { ...text, task: 'next' } };
}

/** Of its other words some stand near, on both sides, and the rest are strangers: as many as usual, where that comes out even. */
function skipGram(places: number, vocabulary: number): TextGuess {
  const usual = 10;
  const negatives = places > usual && (places - usual) % 2 === 0 ? usual : Math.max(1, places - 2);
  const near = Math.max(1, (places - negatives) / 2);
  const text = { ...defaultText, missing: [], task: 'neighbours', unit: 'word', lowercase: true } as const;
  return { objective: 'skipGram', params: { negatives }, source: 'austen', text: { ...text, vocabulary, near } };
}
