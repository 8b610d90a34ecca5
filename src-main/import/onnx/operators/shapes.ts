/** Other arrangements of the same numbers. A transposition is no layer: the value only stands otherwise in the file. */
import { sizeOf } from '#shared/layers/layer.ts';
import { plainConstant } from '../constant.ts';
import { channelsFirst, fileDims, flattenedPlaces, isStraight, straight, type Flow, type Value } from '../flow.ts';
import type { Operator, Step } from '../step.ts';
import { padded, spatial } from '../windows.ts';
import { isOfNumbers, joinedSizes, sizesIn } from './sizes.ts';

const row = (size: number, places: Int32Array | null): Omit<Flow, 'kind' | 'layer'> => ({
  ...{ shape: [size], order: [0, 1], places, turns: null },
});

/** A value of these sizes behind the batch, which has the same numbers in the file's order. */
function arranged(step: Step, flow: Flow, sizes: readonly number[]): Value {
  const total = sizeOf(flow.shape);
  if (flow.order.length === 0 && sizes.join() === flow.shape.join()) return { ...flow, order: straight(sizes.length) };
  if (sizeOf(sizes) !== total) return step.refuse(`arranges ${total} numbers as ${sizes.join(' × ')}`);
  if (sizes.join() === fileDims(flow).slice(1).join()) return flow;
  if (sizes.length === 1) return flattened(step, flow, total);
  if (flow.shape.length === 1) return unfolded(step, flow, sizes);
  if (!isStraight(flow)) return step.refuse('arranges values anew whose axes stand otherwise here');
  return step.add({ className: 'Reshape', config: { target_shape: sizes } }, [flow], {
    ...{ shape: sizes, order: straight(sizes.length), places: null, turns: null },
  });
}

const flattened = (step: Step, flow: Flow, total: number): Flow =>
  step.add({ className: 'Flatten', config: {} }, [flow], row(total, flattenedPlaces(flow)));

/** A row becomes a picture: with channels first where what follows takes it so, and then the row is made in another order. */
function unfolded(step: Step, flow: Flow, sizes: readonly number[]): Flow {
  const first = step.ahead === 'first';
  const shape = first ? [...sizes.slice(1), sizes[0]!] : sizes;
  const order = first ? channelsFirst(sizes.length) : straight(sizes.length);
  const wanted = flattenedPlaces({ kind: 'flow', layer: '', shape, order, places: null, turns: null });
  if ((flow.places ?? '').toString() !== (wanted ?? '').toString()) {
    if (flow.places !== null || flow.turns === null || !step.isAlone())
      step.refuse('arranges channels first what no fully connected layer has made');
    const back = new Int32Array(wanted!.length);
    wanted!.forEach((ours, place) => (back[ours] = place));
    for (const turn of flow.turns!) turn(back);
  }
  return step.add({ className: 'Reshape', config: { target_shape: shape } }, [flow], {
    shape,
    order,
    places: null,
    turns: null,
  });
}

/** Sizes behind the batch, of what a Reshape says: −1 is whatever is left, 0 stays. */
function behindBatch(step: Step, flow: Flow, given: readonly (number | null)[]): readonly number[] {
  const own = fileDims(flow);
  const copied = given.map((n, at) => (n === 0 && step.int('allowzero', 0) === 0 ? own[at]! : n));
  const [first, ...rest] = copied;
  const total = sizeOf(flow.shape);
  if (first !== null && first !== -1 && first !== step.around.batch)
    step.refuse(`arranges the samples themselves anew`);
  const known = sizeOf(rest.filter((n): n is number => n !== null && n > 0));
  const sizes = rest.map((n) => (n === -1 ? total / known : n));
  if (sizes.some((n) => n === null || !Number.isInteger(n) || n < 1))
    step.refuse('arranges values in a way that depends on the samples');
  return sizes as number[];
}

const reshape: Operator = (step) => {
  const found = step.input(0);
  if (found?.kind === 'flow') {
    const given = sizesIn(step, 1);
    // Everything in one row, samples and all, for what is the same everywhere.
    if (given.join() === '-1' && isStraight(found)) return { ...found, order: [], turns: null };
    return arranged(step, found, behindBatch(step, found, given));
  }
  const constant = step.constant(0);
  const dims = sizesIn(step, 1).map((n) => n ?? 1);
  const known = sizeOf(dims.filter((n) => n > 0));
  return plainConstant(constant.name, dims.map((n) => (n === -1 ? sizeOf(constant.dims) / known : n)), () => constant.read()); // prettier-ignore
};

const flatten: Operator = (step) => {
  const flow = step.flow();
  step.must('axis', step.int('axis', 1), 1);
  return arranged(step, flow, [sizeOf(flow.shape)]);
};

const axesOf = (step: Step, rank: number): number[] =>
  (step.ints('axes') ?? (step.input(1) ? sizesIn(step, 1).map((n) => n ?? 0) : [])).map((axis) =>
    axis < 0 ? axis + rank : axis,
  );

/** An axis of one more, or fewer. */
const squeezed =
  (adds: boolean): Operator =>
  (step) => {
    const found = step.input(0);
    if (found?.kind === 'sizes') return found;
    if (found?.kind === 'constant')
      return plainConstant(found.name, adds || found.dims.length > 1 ? found.dims : [], () => found.read());
    const flow = step.flow();
    const dims = fileDims(flow);
    const axes = axesOf(step, dims.length + (adds ? (step.ints('axes') ?? sizesIn(step, 1)).length : 0));
    if (axes.includes(0)) step.refuse('moves the samples themselves');
    const left = adds
      ? axes.sort((a, b) => a - b).reduce((all, axis) => [...all.slice(0, axis), 1, ...all.slice(axis)], dims)
      : dims.filter((_, axis) => !axes.includes(axis));
    return arranged(step, flow, left.slice(1) as number[]);
  };

/** To the size that it has already: of a mask for those who give none. */
const expand: Operator = (step) => {
  const flow = step.flow();
  const own = fileDims(flow);
  const wanted = sizesIn(step, 1);
  const same = wanted.length === own.length && wanted.every((n, at) => n === 1 || n === own[at] || at === 0);
  return same ? flow : step.refuse('repeats values to make them larger, which no layer here does');
};

const transpose: Operator = (step) => {
  const found = step.input(0);
  if (found?.kind !== 'flow') return step.refuse('turns fixed numbers, which is not read here');
  const turn = step.ints('perm') ?? found.order.map((_, at) => at).reverse();
  if ([...turn].sort((a, b) => a - b).join() !== found.order.map((_, at) => at).join())
    step.refuse('names axes that there are not');
  return { ...found, order: turn.map((axis) => found.order[axis]!), turns: null };
};

const concat: Operator = (step) => {
  if (isOfNumbers(step)) return joinedSizes(step);
  const flows = step.node.input.map((_, at) => step.flow(at));
  const [first] = flows as [Flow, ...Flow[]];
  const named = step.int('axis', 1);
  const axis = first.order[named < 0 ? named + first.order.length : named];
  if (axis === undefined || axis === 0) return step.refuse('joins the samples themselves');
  if (flows.some(({ order, places }) => order.join() !== first.order.join() || places !== null))
    step.refuse('joins values whose axes stand in different orders');
  const size = flows.reduce((sum, { shape }) => sum + shape[axis - 1]!, 0);
  const shape = first.shape.map((n, at) => (at === axis - 1 ? size : n));
  const config = { axis: axis === shape.length ? -1 : axis };
  return step.add({ className: 'Concatenate', config }, flows, {
    shape,
    order: first.order,
    places: null,
    turns: null,
  });
};

const pad: Operator = (step) => {
  const flow = step.flow();
  const given = spatial(step, flow);
  step.must('mode', step.text('mode', 'constant'), 'constant');
  const value = step.optional(2);
  if (value && value.read()[0] !== 0) step.refuse('pads with another number than 0');
  const pads = step.ints('pads') ?? sizesIn(step, 1).map((n) => n ?? 0);
  const count = given.length + 2;
  const [before, behind] = [pads.slice(0, count), pads.slice(count)];
  if ([...before.slice(0, 2), ...behind.slice(0, 2)].some((n) => n !== 0) || pads.some((n) => n < 0))
    step.refuse('pads something else than the edges of pictures or sequences');
  return padded(step, flow, before.slice(2), behind.slice(2));
};

const resize: Operator = (step) => {
  const flow = step.flow();
  const given = spatial(step, flow);
  if (given.length !== 2) step.refuse('makes no picture larger');
  const isOld = step.op === 'Upsample';
  const sizes = step.input(3) === null ? null : sizesIn(step, 3).slice(2);
  // The region of interest came in between with opset 11.
  const scales = sizes ? null : [...step.constant(isOld || step.around.opset < 11 ? 1 : 2).read()].slice(2);
  const factors = given.map((n, axis) => (sizes ? sizes[axis]! / n : scales![axis]!));
  if (factors.some((n) => !Number.isInteger(n) || n < 1))
    step.refuse(`makes pictures ${factors.join(' × ')} times as large`);
  const mode = step.text('mode', 'nearest');
  const how = step.text('coordinate_transformation_mode', isOld ? 'asymmetric' : 'half_pixel');
  const fits =
    mode === 'nearest' ? ['asymmetric', 'half_pixel', 'pytorch_half_pixel'] : ['half_pixel', 'pytorch_half_pixel'];
  if ((mode !== 'nearest' && mode !== 'linear') || !fits.includes(how))
    step.refuse(`makes pictures larger by ${mode}, ${how}`);
  const config = { size: factors, interpolation: mode === 'nearest' ? 'nearest' : 'bilinear' };
  const shape = [...given.map((n, axis) => n * factors[axis]!), flow.shape.at(-1)!];
  return step.add({ className: 'UpSampling2D', config }, [flow], { ...flow, shape, turns: null });
};

export const shapes: Readonly<Record<string, Operator>> = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeezed(false),
  Unsqueeze: squeezed(true),
  Transpose: transpose,
  Expand: expand,
  Concat: concat,
  Pad: pad,
  Resize: resize,
  Upsample: resize,
};
