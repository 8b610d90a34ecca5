/** Which words' embeddings lie near each other, and where they lie on a plane. Owns the arithmetic over the weights. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { reservedWords } from '#shared/data/tokens.ts';
import { UserError } from '#shared/problem.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import type { Explorer } from '../explorer.ts';

export interface Embeddings {
  /** Without reserved ones; the most frequent first. */
  readonly words: readonly string[];
  /** Each of length 1. */
  readonly rows: readonly Float32Array[];
}

/** Of the Embedding that the input enters. Throws a UserError where there is none. */
export const embeddingsOf = (explorer: Explorer, form: TextForm): Promise<Embeddings> =>
  explorer.remember('embeddings', async () => {
    const { model } = explorer.session.trainable;
    const weight = model.weights.find(
      ({ name, node }) => name.endsWith('/embeddings') && model.isFedBy(node.id, model.input.id),
    );
    if (!weight) throw noEmbedding();
    const { values, spec } = (await explorer.session.readTensors()).get(`weights/${weight.name}`)!;
    const units = spec.shape[1]!;
    const first = reservedWords.length;
    const words = form.vocabulary.slice(first);
    return {
      words,
      rows: words.map((_, at) => unit((values as Float32Array).slice((first + at) * units, (first + at + 1) * units))),
    };
  });

function unit(row: Float32Array): Float32Array {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? row.map((value) => value / length) : row;
}

/** Nearest to the sum of some words less that of others (Mikolov et al. 2013, “3CosAdd”), these left out. */
export function alikeWords(
  { words, rows }: Embeddings,
  plus: readonly string[],
  minus: readonly string[],
  count: number,
): { readonly word: string; readonly likeness: number }[] {
  const at = new Map(words.map((word, index) => [word, index]));
  const placeOf = (word: string): number => {
    const place = at.get(word);
    if (place === undefined) throw unknownWord(word, words);
    return place;
  };
  const [added, taken] = [plus.map(placeOf), minus.map(placeOf)];
  const wanted = new Float32Array(rows[0]?.length ?? 0);
  for (const place of added) rows[place]!.forEach((value, axis) => (wanted[axis]! += value));
  for (const place of taken) rows[place]!.forEach((value, axis) => (wanted[axis]! -= value));
  const direction = unit(wanted);
  const own = new Set([...added, ...taken]);
  return rows
    .map((row, place) => ({ place, likeness: row.reduce((sum, value, axis) => sum + value * direction[axis]!, 0) }))
    .filter(({ place }) => !own.has(place))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, count)
    .map(({ place, likeness }) => ({ word: words[place]!, likeness }));
}

/** Two principal components of the first words: places [words, 2] and the shares of the variance. */
export function wordPlane({ rows }: Embeddings, count: number): { places: Float32Array; shares: readonly number[] } {
  const chosen = new Matrix(rows.slice(0, count).map((row) => [...row]));
  const centred = chosen.center('column');
  const covariance = centred.transpose().mmul(centred);
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const total = values.reduce((sum, value) => sum + value, 0);
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, 2);
  const axes = centred.mmul(vectors.subMatrixColumn(order));
  return { places: Float32Array.from(axes.to1DArray()), shares: order.map((axis) => values[axis]! / total) };
}

const noEmbedding = (): UserError =>
  new UserError({
    received: 'No Embedding follows the input of this network.',
    expected: 'Words are compared by the numbers that an Embedding gives them.',
    action: 'Put an Embedding behind the input, and train again.',
  });

const unknownWord = (word: string, words: readonly string[]): UserError =>
  new UserError({
    received: `The network does not know “${word}”.`,
    expected: `It knows ${words.length.toLocaleString('en')} words, such as ${words
      .slice(0, 3)
      .map((each) => `“${each}”`)
      .join(', ')}.`,
    action: 'Try another word; where the text was read in lower case, in lower case.',
  });
