/** The mean of training samples, as values of the network's range. Depends on the data alone: measured once for an open network. */
import { sizeOf } from '#shared/layers/layer.ts';
import { valuesOfBytes } from '../pixels.ts';
import type { Session } from '../session.ts';
import { spread } from '../evaluation/passes.ts';

/** More would not change a mean by what can be seen. */
const mostSamples = 2000;
const atOnce = 100;
const means = new WeakMap<Session, Promise<Float32Array>>();

/** […sample], of at most 2,000 training samples, evenly spread. */
export function meanPicture(session: Session): Promise<Float32Array> {
  let mean = means.get(session);
  if (!mean) {
    mean = measure(session);
    mean.catch(() => means.delete(session));
    means.set(session, mean);
  }
  return mean;
}

async function measure({ dataset, split, project }: Session): Promise<Float32Array> {
  const size = sizeOf(dataset.info.shape);
  const order = spread(split.train, mostSamples);
  const sums = new Float64Array(size);
  const bytes = new Uint8Array(atOnce * size);
  for (let at = 0; at < order.length; at += atOnce) {
    const now = order.subarray(at, at + atOnce);
    await dataset.read(now, bytes);
    for (let from = 0; from < now.length * size; from++) sums[from % size]! += bytes[from]!;
  }
  const { range } = project.data.image;
  const [black, white] = valuesOfBytes(range, Uint8Array.of(0, 255)) as unknown as [number, number];
  return Float32Array.from(sums, (sum) => black + (sum / order.length / 255) * (white - black));
}
