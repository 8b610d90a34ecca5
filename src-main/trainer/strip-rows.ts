/** What the rows of the sample strip show: originals, what the network was given, what it made of it; as pictures or numbers. Owns no files. */
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { generatedRows, stripRows, type Guess, type StripRow } from '#shared/wire/strip.ts';
import { bytesOf, elementsOf } from '../data/elements.ts';
import { valuesOfBytes } from './pixels.ts';
import type { Session } from './session.ts';
import type { FixedSamples } from './strip.ts';
import { differenceTiles, encodePng, valueTiles, type Picture } from './tiles.ts';

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

/** A row and its file's content: a PNG of tiles, or float32 numbers [count, …]. */
export interface FilledRow extends StripRow {
  readonly content: () => Promise<Uint8Array>;
}

const isOfPictures = ({ dataset }: Session): boolean => dataset.info.form.kind === 'image';

/** Whether a session's network makes pictures of the data's size, or of their partners'. */
export function makesPictures(session: Session): boolean {
  const { trainable, dataset } = session;
  const { model, targetShape } = trainable;
  return (
    isOfPictures(session) &&
    model.output !== null &&
    sizeOf(model.output.shape) === sizeOf(targetShape ?? dataset.info.shape)
  );
}

/** Whether there is something that a strip can show of each epoch. */
export const fillsStrip = (session: Session): boolean =>
  makesPictures(session) ||
  namesClasses(session) ||
  (!isOfPictures(session) && session.trainable.model.output !== null);

/** Rows of data that are no pictures: what is stored, what the network was given, what it made of it, as numbers. */
async function numberRows(session: Session, samples: FixedSamples): Promise<readonly FilledRow[]> {
  const { output, shown = output, fed } = await session.predict(samples.bytes, samples.count);
  const { targets } = samples;
  const has = { fed: fed !== undefined, target: targets !== null, generated: false };
  const numbers: Readonly<Record<string, ArrayLike<number> | null | undefined>> = {
    original: samples.values,
    fed,
    target: targets && valuesOf(session, targets),
    reconstruction: shown,
  };
  return stripRows(has).flatMap((row) => {
    const values = numbers[row.picture];
    return values ? [{ ...row, content: async () => bytesOf(Float32Array.from(values)) }] : [];
  });
}

/** Stored numbers as floats: pixels in the network's range, others as they are. */
export const valuesOf = ({ project, dataset }: Session, bytes: Uint8Array): Float32Array =>
  dataset.info.dtype === 'uint8'
    ? valuesOfBytes(project.data.image.range, bytes)
    : Float32Array.from(elementsOf(dataset.info.dtype, bytes));

/** Runs the network on the samples; the rows in the order shown. The same noise at every call. */
export async function fillRows(session: Session, samples: FixedSamples): Promise<readonly FilledRow[]> {
  const { dataset, project, trainable } = session;
  const { count, bytes, targets } = samples;
  const { range } = project.data.image;
  if (namesClasses(session)) {
    const [row] = stripRows({ fed: false, target: false, generated: false, classified: true });
    const content = isOfPictures(session)
      ? painted(() => valueTiles(samples.values, count, dataset.info.shape, range))
      : async () => bytesOf(samples.values);
    return [{ ...row!, content }];
  }
  if (!isOfPictures(session)) return numberRows(session, samples);
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
  return rows.map((row) => ({ ...row, content: painted(paints[row.picture]!) }));
}

const painted = (paint: () => Picture) => (): Promise<Uint8Array> => encodePng(paint());

/** Enough samples for a larger batch; what they are counts for nothing there. */
function repeat(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let at = 0; at < times; at++) all.set(bytes, at * bytes.length);
  return all;
}
