/** Normalizations, with the statistics that training left. */
import { perChannel } from '../channels.ts';
import type { Operator } from '../step.ts';
import { turnOf } from './dense.ts';

const batch: Operator = (step) => {
  const flow = step.flow();
  const channels = flow.shape.at(-1)!;
  step.must('training_mode', step.int('training_mode', 0), 0);
  const at = flow.order.indexOf(flow.shape.length);
  if (at !== 1 && flow.shape.length > 1) step.refuse('is given values whose channels do not stand first');
  const given = [1, 2, 3, 4].map((input) => step.constant(input));
  if (given.some(({ dims }) => dims.join() !== String(channels)))
    step.refuse(`is given ${channels} channels and is of others`);
  const made = {
    className: 'BatchNormalization',
    config: { momentum: 0.99, epsilon: step.float('epsilon', 1e-5), center: true, scale: true },
    weights: given.map((constant) => perChannel(flow, constant)),
  };
  const alone = step.isAlone();
  const result = step.add(made, [flow], { ...flow, turns: null }, step.nameBy(given[0]));
  const turn = turnOf(step.around.drawing.of(result.layer));
  return { ...result, turns: flow.turns && alone ? [...flow.turns, turn] : null };
};

const layer: Operator = (step) => {
  const flow = step.flow();
  const rank = flow.order.length;
  const axis = step.int('axis', -1);
  const last = flow.order.at(-1) === flow.shape.length && (axis === -1 || axis === rank - 1);
  if (!last) step.refuse('is taken along another axis than the last');
  const [scale, shift] = [step.constant(1), step.optional(2)];
  const made = {
    className: 'LayerNormalization',
    config: { epsilon: step.float('epsilon', 1e-5), center: shift !== null, scale: true },
    weights: [perChannel(flow, scale), ...(shift ? [perChannel(flow, shift)] : [])],
  };
  return step.add(made, [flow], { ...flow, turns: null }, step.nameBy(scale));
};

export const normalization: Readonly<Record<string, Operator>> = {
  BatchNormalization: batch,
  LayerNormalization: layer,
};
