/** The largest or the mean of windows, or of everything. */
import type { Flow, Value } from '../flow.ts';
import { channelsFirst } from '../flow.ts';
import type { Operator, Step } from '../step.ts';
import { countOf, padded, paddingOf, spatial, windowsOf } from '../windows.ts';

const pool =
  (kind: 'Max' | 'Average'): Operator =>
  (step) => {
    const flow = step.flow();
    const given = spatial(step, flow);
    step.must('ceil_mode', step.int('ceil_mode', 0), 0);
    const windows = windowsOf(step, given, step.ints('kernel_shape') ?? []);
    step.must(
      'dilations',
      windows.dilations.filter((n) => n !== 1),
      [],
    );
    const padding = paddingOf(given, windows);
    const counts = kind === 'Average' && step.int('count_include_pad', 0) === 1;
    // Zeros around are no smaller than what a mean counts; for the largest they might be larger.
    const puts = padding !== 'valid' && (counts || padding === 'explicit');
    if (puts && !counts) step.refuse('pads in a way that no pooling here does');
    const from = puts ? padded(step, flow, windows.before, windows.behind) : flow;
    const flat = given.length === 2;
    const size = (values: readonly number[]) => (flat ? values : values[0]!);
    const config = {
      ...{ pool_size: size(windows.sizes), strides: size(windows.strides) },
      padding: padding === 'same' && !puts ? 'same' : 'valid',
    };
    const shape = [...countOf(given, windows), flow.shape.at(-1)!];
    return step.add({ className: `${kind}Pooling${flat ? 2 : 1}D`, config }, [from], {
      ...{ shape, order: flow.order, places: null, turns: null },
    });
  };

function whole(step: Step, flow: Flow, kind: 'Average' | 'Max', keeps: boolean): Value {
  const given = spatial(step, flow);
  const channels = flow.shape.at(-1)!;
  const shape = keeps ? [...given.map(() => 1), channels] : [channels];
  return step.add({ className: `Global${kind}Pooling${given.length}D`, config: { keepdims: keeps } }, [flow], {
    shape,
    order: channelsFirst(shape.length),
    places: null,
    turns: null,
  });
}

const reduceMean: Operator = (step) => {
  const flow = step.flow();
  const given = spatial(step, flow);
  const named = step.ints('axes') ?? (step.input(1)?.kind === 'constant' ? [...step.constant(1).read()] : []);
  const axes = named.map((axis) => (axis < 0 ? axis + flow.order.length : axis)).sort((a, b) => a - b);
  step.must('axes', axes, given.map((_, at) => at + 2)); // prettier-ignore
  return whole(step, flow, 'Average', step.int('keepdims', 1) === 1);
};

export const pooling: Readonly<Record<string, Operator>> = {
  MaxPool: pool('Max'),
  AveragePool: pool('Average'),
  GlobalAveragePool: (step) => whole(step, step.flow(), 'Average', true),
  GlobalMaxPool: (step) => whole(step, step.flow(), 'Max', true),
  ReduceMean: reduceMean,
};
