/** Keras's Rescaling right behind the input: here it is part of how data are prepared. */
import type { Json } from '../../export/keras/layer.ts';
import type { LayerReading } from './reading.ts';

const near = (a: Json | undefined, b: number): boolean =>
  typeof a === 'number' && Math.abs(a - b) < 1e-4 * Math.max(Math.abs(b), 1e-3);

/** The range that values come in here instead; null for any other layer. Throws a LayerRefusal for one that is no range. */
export function rescaling(reading: LayerReading, atStart: boolean): 'zeroToOne' | 'minusOneToOne' | null {
  if (reading.layer.className !== 'Rescaling') return null;
  const [scale, offset] = [reading.ask('scale'), reading.ask('offset') ?? 0];
  const range =
    near(scale, 1 / 255) && offset === 0 ? 'zeroToOne' : near(scale, 2 / 255) && offset === -1 ? 'minusOneToOne' : null;
  if (range === null || !atStart)
    return reading.refuse('scales values in a way that no layer here does; scale them before the network instead');
  reading.note(
    `It was left out: here pixels come in from ${range === 'zeroToOne' ? '0' : '−1'} to 1 already, as set under Data, and not from 0 to 255.`,
  );
  return range;
}
