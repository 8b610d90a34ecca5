/**
 * How well a trained inpainter fills holes, beside what needs no training: the mean picture, and a blur of what is around the
 * hole. Measures on held-out samples, with the same holes for all; owns the rivals and the picture.
 */
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { gather, spread } from '#main/trainer/evaluation/passes.ts';
import { drawKnown } from '#main/trainer/objectives/holes.ts';
import { scaleBytes, toByte } from '#main/trainer/pixels.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { Session } from '#main/trainer/session.ts';
import type { Project } from '#shared/graph/document.ts';
import type { InpaintParams } from '#shared/objectives/inpaint.ts';

/** Mean squared errors of the values in holes. */
export interface HoleErrors {
  readonly samples: number;
  readonly network: number;
  readonly meanPicture: number;
  /** Of the width that fits best: the rival gets every advantage. */
  readonly blur: number;
  readonly blurWidth: number;
}

interface Filled {
  /** [samples, height, width], 1 where known. */
  readonly known: Float32Array;
  readonly original: Float32Array;
  readonly output: Float32Array;
}

const widths = [0.7, 1, 1.5, 2, 3, 4];
const shown = 12;

/** Of grey pictures. Writes a PNG: original, with its hole, filled by the network, by the blur, by the mean picture. */
export async function measureInpainting(
  project: Project,
  folder: string,
  dataset: string,
  png: string,
): Promise<HoleErrors> {
  const session = await Session.open(project, dataset, 'cpu');
  try {
    await session.writeTensors((await readCheckpoint(runFolder(folder).best)).tensors);
    const [height, width] = session.dataset.info.shape as [number, number, number];
    const order = session.split.test;
    const filled = await fill(session, order);
    const size = height * width;
    const mean = await meanPicture(session, size);
    const blurs = widths.map((sigma) => blurInto(filled, height, width, sigma));
    const errors = blurs.map((values) => errorIn(filled, values));
    const best = errors.indexOf(Math.min(...errors));
    const means = Float32Array.from(filled.original, (_, at) => mean[at % size]!);
    await paint(png, filled, [filled.output, blurs[best]!, means], { height, width });
    return {
      samples: order.length,
      network: errorIn(filled, filled.output),
      meanPicture: errorIn(filled, means),
      blur: errors[best]!,
      blurWidth: widths[best]!,
    };
  } finally {
    await session.close();
  }
}

function fill(session: Session, order: Uint32Array): Promise<Filled> {
  const { model, project } = session.trainable;
  const params = project.objective.params as unknown as InpaintParams;
  const fn = ({ batch }: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const original = scaleBytes(project.data.image.range, batch!);
    const known = drawKnown(params, original.shape);
    const given = new Map([[model.input.id, tf.mul(original, known)]]);
    if (model.mask) given.set(model.mask.id, tf.reshape(known, [original.shape[0]!, ...model.mask.shape]));
    return { original, known, output: model.run(given, [model.output!.id], false).get(model.output!.id)! };
  };
  return gather(session, { name: 'holes', fn }, order) as Promise<unknown> as Promise<Filled>;
}

async function meanPicture(session: Session, size: number): Promise<Float64Array> {
  const order = spread(session.split.train, 5000);
  const { range } = session.project.data.image;
  const fn = ({ batch }: Record<string, tf.Tensor>): Record<string, tf.Tensor> => ({
    values: scaleBytes(range, batch!),
  });
  const { values } = await gather(session, { name: 'values', fn }, order);
  const mean = new Float64Array(size);
  values!.forEach((value, at) => (mean[at % size]! += value / order.length));
  return mean;
}

/** Σ error² over holes ÷ values in holes. */
function errorIn({ known, original }: Filled, values: Float32Array): number {
  let [sum, count] = [0, 0];
  known.forEach((is, at) => {
    if (is === 1) return;
    sum += (values[at]! - original[at]!) ** 2;
    count += 1;
  });
  return sum / count;
}

/** Each missing pixel becomes the mean of the known ones, weighted by a Gaussian of their distance. */
function blurInto({ known, original }: Filled, height: number, width: number, sigma: number): Float32Array {
  const size = height * width;
  const weightOf = Float64Array.from({ length: Math.max(height, width) }, (_, d) =>
    Math.exp((-d * d) / (2 * sigma * sigma)),
  );
  return Float32Array.from(original, (value, at) => {
    if (known[at] === 1) return value;
    const start = at - (at % size);
    const [row, column] = [Math.floor((at % size) / width), at % width];
    let [sum, weights] = [0, 1e-30];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const from = start + y * width + x;
        const weight = known[from]! * weightOf[Math.abs(y - row)]! * weightOf[Math.abs(x - column)]!;
        sum += weight * original[from]!;
        weights += weight;
      }
    return sum / weights;
  });
}

async function paint(
  png: string,
  { known, original }: Filled,
  fills: readonly Float32Array[],
  { height, width }: { readonly height: number; readonly width: number },
): Promise<void> {
  const size = height * width;
  const inHoles =
    (values: Float32Array | null) =>
    (at: number): number =>
      known[at] === 1 ? original[at]! : values ? values[at]! : 0.5;
  const rows = [(at: number) => original[at]!, inHoles(null), ...fills.map(inHoles)];
  const columns = Math.min(shown, original.length / size);
  const every = Math.floor(original.length / size / columns);
  const pixels = new Uint8Array(rows.length * height * columns * width);
  rows.forEach((valueAt, row) => {
    for (let column = 0; column < columns; column++)
      for (let pixel = 0; pixel < size; pixel++) {
        const [y, x] = [row * height + Math.floor(pixel / width), column * width + (pixel % width)];
        pixels[y * columns * width + x] = toByte('zeroToOne', valueAt(column * every * size + pixel));
      }
  });
  const raw = { width: columns * width, height: rows.length * height, channels: 1 as const };
  await sharp(pixels, { raw })
    .resize({ width: raw.width * 3, kernel: 'nearest' })
    .png()
    .toFile(png);
}
