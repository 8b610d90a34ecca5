/** What the rows of the sample strip show, painted: originals, what the network was given, what it made of it. Owns no files. */
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { generatedRows, stripRows, type Guess, type StripRow } from '#shared/wire/strip.ts';
import { valuesOfBytes } from './pixels.ts';
import type { Session } from './session.ts';
import type { FixedSamples } from './strip.ts';
import { differenceTiles, valueTiles, type Picture } from './tiles.ts';

/** Whether it names the class of each sample, which a strip can show beside the samples. */
export const namesClasses = ({ trainable: { model }, project }: Session): boolean =>
  model.classes !== null && objectiveOf(project)?.target === 'label';

/** A classifier's guesses, one a sample. Classes without a label in the data are called by their numbers, from 0. */
export async function guessSamples(session: Session, { bytes, count }: FixedSamples): Promise<readonly Guess[]> {
  const { probabilities } = await session.predict(bytes, count);
  const classes = session.trainable.model.classes!.shape[0]!;
  const { labels } = session.dataset.info;
  return Array.from({ length: count }, (_, sample) => {
    const own = [...probabilities!.subarray(sample * classes, (sample + 1) * classes)];
    const confidence = Math.max(...own);
    const guess = own.indexOf(confidence);
    return { label: labels[guess]?.name ?? String(guess), confidence };
  });
}

export interface PaintedRow extends StripRow {
  readonly paint: () => Picture;
}

/** Whether a session's network makes pictures that a strip can show. */
export function makesPictures({ trainable: { model, targetShape }, dataset }: Session): boolean {
  return model.output !== null && sizeOf(model.output.shape) === sizeOf(targetShape ?? dataset.info.shape);
}

/** Runs the network on the samples; the rows in the order shown. The same noise at every call. */
export async function drawRows(session: Session, samples: FixedSamples): Promise<readonly PaintedRow[]> {
  const { dataset, project, trainable } = session;
  const { count, bytes, targets } = samples;
  const { range } = project.data.image;
  if (namesClasses(session)) {
    const [row] = stripRows({ fed: false, target: false, generated: false, classified: true });
    return [{ ...row!, paint: () => valueTiles(samples.values, count, dataset.info.shape, range) }];
  }
  const generates = objectiveOf(project)?.target === 'none';
  const times = generates ? generatedRows.length : 1;
  const { output, fed } = await session.predict(repeat(bytes, times), count * times);
  const { shape } = dataset.info;
  const made = trainable.targetShape ?? shape;
  const wanted = targets ? valuesOfBytes(range, targets) : samples.values;
  const size = count * sizeOf(made);
  const tiles = (values: ArrayLike<number>, of: Shape) => (): Picture => valueTiles(values, count, of, range);
  const paints: Readonly<Record<string, () => Picture>> = {
    original: tiles(samples.values, shape),
    ...(fed ? { fed: tiles(fed, shape) } : {}),
    target: tiles(wanted, made),
    reconstruction: tiles(output!, made),
    difference: () => differenceTiles(wanted, output!, count, made, range),
    ...Object.fromEntries(
      generatedRows.map(({ picture }, row) => [
        picture,
        tiles(Array.prototype.slice.call(output!, row * size, (row + 1) * size), made),
      ]),
    ),
  };
  const rows = stripRows({ fed: fed !== undefined, target: targets !== null, generated: generates });
  return rows.map((row) => ({ ...row, paint: paints[row.picture]! }));
}

/** Enough samples for a larger batch; what they are counts for nothing there. */
function repeat(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let at = 0; at < times; at++) all.set(bytes, at * bytes.length);
  return all;
}
