/** Convolutions, and their way back. Kernels of ONNX begin with channels; here these stand last. */
import { sizeOf } from '#shared/layers/layer.ts';
import type { Constant } from '../constant.ts';
import { perChannel } from '../channels.ts';
import type { Weight } from '../drawn.ts';
import { channelsFirst, type Flow } from '../flow.ts';
import type { Operator, Step } from '../step.ts';
import { countOf, padded, paddingOf, spatial, windowsOf } from '../windows.ts';

/** [a, b, …window] of the file as [...window, …ends]: which of a and b comes first here. */
function kernelOf(constant: Constant, ends: readonly ('a' | 'b')[]): Weight {
  const [a, b, ...sizes] = constant.dims as [number, number, ...number[]];
  const places = sizeOf(sizes);
  const shape = [...sizes, ...ends.map((end) => (end === 'a' ? a : b))];
  const [stepA, stepB] = ends[0] === 'a' ? [b, 1] : [1, a];
  return {
    shape,
    read() {
      const values = constant.read();
      const own = new Float32Array(values.length);
      for (let at = 0; at < values.length; at++) {
        const place = at % places;
        const second = Math.floor(at / places) % b;
        const first = Math.floor(at / (places * b));
        own[place * a * b + first * stepA + second * stepB] = values[at]!;
      }
      return own;
    },
  };
}

/** A number for each axis of pictures; of sequences one alone. */
const sized = (values: readonly number[]) => (values.length === 1 ? values[0]! : values);

function biasOf(step: Step, flow: Flow, filters: number): Weight | null {
  const bias = step.optional(2);
  return bias && perChannel({ ...flow, shape: [filters], places: null }, bias);
}

function kernelDims(step: Step, constant: Constant, given: readonly number[]): readonly [number, number, ...number[]] {
  if (constant.dims.length !== given.length + 2)
    step.refuse(`has a kernel of ${constant.dims.length} dimensions for samples of ${given.length + 1}`);
  return constant.dims as unknown as readonly [number, number, ...number[]];
}

export const conv: Operator = (step) => {
  const [flow, constant] = [step.flow(), step.constant(1)];
  const given = spatial(step, flow);
  const channels = flow.shape.at(-1)!;
  const [filters, own, ...sizes] = kernelDims(step, constant, given);
  const groups = step.int('group', 1);
  const depthwise = groups > 1 && groups === channels && own === 1 && given.length === 2 && filters % channels === 0;
  if (groups !== 1 && !depthwise) step.refuse(`works in ${groups} groups of channels, which no layer here does`);
  if (own * groups !== channels) step.refuse(`takes ${own * groups} channels and is given ${channels}`);
  const windows = windowsOf(step, given, sizes);
  const padding = paddingOf(given, windows);
  const name = step.nameBy(constant);
  const from = padding === 'explicit' ? padded(step, flow, windows.before, windows.behind) : flow;
  const bias = biasOf(step, flow, filters);
  const kernel = kernelOf(constant, depthwise ? ['a', 'b'] : ['b', 'a']);
  const settings = {
    ...{ kernel_size: sized(sizes), strides: sized(windows.strides), dilation_rate: sized(windows.dilations) },
    ...{ padding: padding === 'same' ? 'same' : 'valid', activation: 'linear', use_bias: bias !== null },
  };
  const result = {
    ...{
      shape: [...countOf(given, windows), filters],
      order: channelsFirst(given.length + 1),
      places: null,
      turns: null,
    },
  };
  if (depthwise) {
    const multiplier = filters / channels;
    const shaped = { ...kernel, shape: [...sizes, channels, multiplier] };
    const made = {
      className: 'DepthwiseConv2D',
      config: { ...settings, depth_multiplier: multiplier },
      weights: [shaped, ...(bias ? [bias] : [])],
    };
    return step.add(made, [from], result, name);
  }
  const made = {
    className: given.length === 2 ? 'Conv2D' : 'Conv1D',
    config: { filters, ...settings },
    weights: [kernel, ...(bias ? [bias] : [])],
  };
  return step.add(made, [from], result, name);
};

/** As wide as it can be, and then cut; or TensorFlow's “same”, where that is what is left. */
export const convTranspose: Operator = (step) => {
  const [flow, constant] = [step.flow(), step.constant(1)];
  const given = spatial(step, flow);
  const channels = flow.shape.at(-1)!;
  const [own, filters, ...sizes] = kernelDims(step, constant, given);
  step.must('group', step.int('group', 1), 1);
  if (own !== channels) step.refuse(`takes ${own} channels and is given ${channels}`);
  const windows = windowsOf(step, given, sizes);
  if (windows.dilations.some((n) => n !== 1)) step.refuse('has gaps in its kernel, which no transposed layer here has');
  if (!['NOTSET', 'VALID'].includes(step.text('auto_pad', 'NOTSET')) || step.has('output_shape'))
    step.refuse('says its size in another way than by padding');
  const more = step.ints('output_padding') ?? given.map(() => 0);
  const full = given.map(
    (n, axis) => windows.strides[axis]! * (n - 1) + Math.max(sizes[axis]!, windows.strides[axis]!),
  );
  const out = given.map(
    (n, axis) =>
      windows.strides[axis]! * (n - 1) +
      sizes[axis]! +
      (more[axis] ?? 0) -
      windows.before[axis]! -
      windows.behind[axis]!,
  );
  const isSame = given.every((n, axis) => {
    const around = Math.max(sizes[axis]! - windows.strides[axis]!, 0);
    return out[axis] === n * windows.strides[axis]! && windows.before[axis] === Math.floor(around / 2);
  });
  const bias = biasOf(step, flow, filters);
  const name = step.nameBy(constant);
  const flat = given.length === 2;
  const made = {
    className: flat ? 'Conv2DTranspose' : 'Conv1DTranspose',
    config: {
      ...{ filters, kernel_size: sized(sizes), strides: sized(windows.strides), padding: isSame ? 'same' : 'valid' },
      ...{ output_padding: null, activation: 'linear', use_bias: bias !== null },
    },
    weights: [kernelOf(constant, ['b', 'a']), ...(bias ? [bias] : [])],
  };
  const common = { order: channelsFirst(given.length + 1), places: null, turns: null };
  if (isSame) return step.add(made, [flow], { ...common, shape: [...out, filters] }, name);
  const edges = given.map((_, axis) => [windows.before[axis]!, full[axis]! - windows.before[axis]! - out[axis]!]);
  if (edges.some(([, behind]) => behind! < 0)) step.refuse('is wider than what its kernel reaches');
  const whole = step.add(made, [flow], { ...common, shape: [...full, filters] }, name);
  if (edges.flat().every((n) => n === 0)) return whole;
  const cropping = flat
    ? { className: 'Cropping2D', config: { cropping: edges } }
    : { className: 'Cropping1D', config: { cropping: edges[0]! } };
  return step.add(cropping, [whole], { ...common, shape: [...out, filters] }, `${name} cropping`);
};
