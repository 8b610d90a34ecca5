/** Where samples enter: the shape that the file gives them. */
import type { Shape } from '#shared/layers/layer.ts';
import { shown } from '../refusal.ts';
import type { LayerReading } from './reading.ts';

export function inputShape(reading: LayerReading): Shape {
  const given = reading.ask('batch_shape') ?? reading.ask('batch_input_shape') ?? null;
  if (!Array.isArray(given)) return reading.refuse('does not say which shape its samples have');
  const shape = given.slice(1);
  if (shape.length === 0 || !shape.every((n) => Number.isInteger(n) && (n as number) > 0))
    return reading.refuse(`takes samples of the shape ${shown(shape)}; here every size must be a number`);
  return shape as Shape;
}
