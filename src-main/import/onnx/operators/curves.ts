/** Curves: part of the layer before them where nothing else looks at that, else layers of their own. */
import { alongChannels } from '../channels.ts';
import { plainConstant } from '../constant.ts';
import type { Operator, Step } from '../step.ts';

function curve(step: Step, activation: string): ReturnType<Operator> {
  const flow = step.flow();
  const layer = step.around.drawing.of(flow.layer);
  if (step.isAlone() && layer.isOpen) {
    layer.set('activation', activation);
    return flow;
  }
  const turns = step.isAlone() ? flow.turns : null;
  return step.add({ className: 'Activation', config: { activation } }, [flow], { ...flow, turns });
}

const named =
  (activation: string): Operator =>
  (step) =>
    curve(step, activation);

const alone =
  (className: 'LeakyReLU' | 'ELU', key: string, attribute: string, otherwise: number): Operator =>
  (step) => {
    const flow = step.flow();
    const turns = step.isAlone() ? flow.turns : null;
    return step.add({ className, config: { [key]: step.float(attribute, otherwise) } }, [flow], {
      ...flow,
      turns,
    });
  };

const softmax: Operator = (step) => {
  const flow = step.flow();
  const rank = flow.order.length;
  const axis = step.int('axis', step.around.opset >= 13 ? -1 : 1);
  if (flow.order[axis < 0 ? axis + rank : axis] !== flow.shape.length)
    step.refuse('shares out along another axis than the channels');
  return curve(step, 'softmax');
};

const prelu: Operator = (step) => {
  const flow = step.flow();
  const slopes = alongChannels(flow, step.constant(1));
  if (!slopes) return step.refuse('has slopes that differ from place to place');
  const shared = flow.shape.slice(0, -1).map((_, axis) => axis + 1);
  const shape = [...shared.map(() => 1), flow.shape.at(-1)!];
  const made = { className: 'PReLU', config: { shared_axes: shared }, weights: [{ ...slopes, shape }] };
  return step.add(made, [flow], { ...flow, turns: null }, step.nameBy(step.constant(1)));
};

const gelu: Operator = (step) => {
  step.must('approximate', step.text('approximate', 'none'), 'none');
  return curve(step, 'gelu');
};

/** Nothing in a trained network; of numbers of the file neither. */
export const passed: Operator = (step) => {
  const found = step.input(0);
  if (!found) return step.refuse('is given nothing');
  return found.kind === 'constant' ? plainConstant(found.name, found.dims, () => found.read()) : found;
};

export const curves: Readonly<Record<string, Operator>> = {
  Relu: named('relu'),
  Sigmoid: named('sigmoid'),
  Tanh: named('tanh'),
  Selu: named('selu'),
  Softplus: named('softplus'),
  Gelu: gelu,
  LeakyRelu: alone('LeakyReLU', 'negative_slope', 'alpha', 0.01),
  Elu: alone('ELU', 'alpha', 'alpha', 1),
  Softmax: softmax,
  PRelu: prelu,
};
