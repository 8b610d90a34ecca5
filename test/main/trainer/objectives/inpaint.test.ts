import { afterEach, describe, expect, test } from 'vitest';
import { appendEdge, appendNode, makeNode, withGraph } from '#shared/graph/rewire.ts';
import { setImage, setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { chain } from '../../../shared/graph/chain.ts';
import { openEagerly, setWeight, type EagerObjective } from './eager.ts';

const opened: EagerObjective[] = [];
afterEach(() => opened.splice(0).forEach((each) => each.dispose()));

const count = 16;
const [height, width] = [10, 20];
const pixels = height * width;
/** Two channels of different grey: none of them black, white or the middle. */
const bytes = Uint8Array.from({ length: count * pixels * 2 }, (_, at) => (at % 2 === 0 ? 51 : 204));

/** The output is the mask in both channels, or what is fed where there is none. */
async function open(params: AnyParams, withMask = false, range: 'zeroToOne' | 'minusOneToOne' = 'zeroToOne') {
  const plain = setImage(chain([height, width, 2], ['concatenate'], ['conv2d', { filters: 2, kernelSize: [1, 1] }]), {
    range,
  });
  const mask = makeNode(plain.graph, 'mask', { x: 0, y: 160 }, { shape: [height, width, 1] });
  const second = withMask
    ? mask
    : makeNode(plain.graph, 'conv2d', { x: 0, y: 160 }, { filters: 1, kernelSize: [1, 1] });
  const grown = appendEdge(appendNode(plain.graph, second), second.id, 'concatenate_1');
  const graph = withMask ? grown : appendEdge(grown, 'input_1', second.id);
  const objective = await openEagerly(setObjective(withGraph(plain, graph), 'inpaint', params));
  opened.push(objective);
  // Of red, green and mask.
  setWeight(objective, 'conv2d_1/kernel', withMask ? [0, 0, 0, 0, 1, 1] : [1, 0, 0, 1, 0, 0]);
  return objective;
}
const predict = async (...of: Parameters<typeof open>) => {
  const { fed, output } = await (await open(...of)).run('predict', bytes, count);
  return { fed: fed!, output: output! };
};

/** Rows and columns of a sample's pixels that are as wanted. */
function placesWhere(values: ArrayLike<number>, sample: number, wanted: (value: number) => boolean) {
  const at = Array.from({ length: pixels }, (_, pixel) => pixel).filter((pixel) =>
    wanted(values[(sample * pixels + pixel) * 2]!),
  );
  return { rows: at.map((pixel) => Math.floor(pixel / width)), columns: at.map((pixel) => pixel % width) };
}
const extent = (places: readonly number[]): number => Math.max(...places) - Math.min(...places) + 1;

describe('holes', () => {
  test('rectangles have the picture’s proportions, lie within it, and elsewhere in each sample', async () => {
    const { fed } = await predict({ side: 0.3 });
    const corners = new Set<string>();
    for (let sample = 0; sample < count; sample++) {
      const { rows, columns } = placesWhere(fed, sample, (value) => value === 0);
      expect([extent(rows), extent(columns), rows.length]).toEqual([3, 6, 18]);
      corners.add(`${Math.min(...rows)}, ${Math.min(...columns)}`);
    }
    expect(corners.size).toBeGreaterThan(count / 2);
  });

  test('several may overlap; one of the whole side leaves nothing', async () => {
    const { fed } = await predict({ side: 0.3, number: 4 });
    const sizes = Array.from({ length: count }, (_, s) => placesWhere(fed, s, (value) => value === 0).rows.length);
    expect(Math.max(...sizes)).toBeGreaterThan(18);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 * 18);
    expect(new Set((await predict({ side: 1 })).fed)).toEqual(new Set([0]));
  });

  test('single pixels are as many as asked for, with all their channels', async () => {
    const { fed } = await predict({ holes: 'pixels', share: 0.25 });
    const missing = Array.from({ length: count * pixels }, (_, at) => [fed[at * 2] === 0, fed[at * 2 + 1] === 0]);
    for (const [first, second] of missing) expect(second).toBe(first);
    expect(missing.filter(([first]) => first).length / missing.length).toBeCloseTo(0.25, 1);
  });

  test('reach the mask, which is 1 where the input is known', async () => {
    const { fed, output } = await predict({ holes: 'pixels', share: 0.5 }, true);
    expect([...output].every((known, at) => known === (fed[at] === 0 ? 0 : 1))).toBe(true);
  });
});

describe('what is fed in holes', () => {
  test('the mean of what is there, of each channel by itself', async () => {
    const { fed } = await predict({ fill: 'mean' });
    // Each channel is of one value.
    expect(Math.max(...fed.map((value: number, at: number) => Math.abs(value - bytes[at]! / 255)))).toBeLessThan(1e-6);
  });
  test('noise over the data’s range', async () => {
    const { fed } = await predict({ fill: 'noise', side: 1 }, false, 'minusOneToOne');
    expect(Math.min(...fed)).toBeLessThan(-0.95);
    expect(Math.max(...fed)).toBeGreaterThan(0.95);
    expect(Math.max(...fed)).toBeLessThanOrEqual(1);
  });
});

test('the loss is of everything, of the holes, or of what is observed; the term of the holes', async () => {
  const measure = async (lossOn: string, loss = 'meanSquaredError') => {
    const outputs = await (await open({ side: 0.5, lossOn, loss })).run('evaluate', bytes, count);
    return [outputs['loss']![0]!, outputs['hole']![0]!];
  };
  // Holes stay black: their error is the pixel's own value. A quarter of each picture is missing.
  const squares = (0.2 ** 2 + 0.8 ** 2) / 2;
  const near = (values: number[]) => values.map((value) => expect.closeTo(value, 5));
  expect(await measure('everything')).toEqual(near([squares / 4, squares]));
  expect(await measure('holes')).toEqual(near([squares, squares]));
  expect(await measure('observed')).toEqual(near([0, squares]));
  expect(await measure('holes', 'meanAbsoluteError')).toEqual(near([0.5, squares]));
});

test('without any hole the loss of the holes is 0', async () => {
  const objective = await open({ holes: 'pixels', share: 0, lossOn: 'holes' });
  const { loss, hole } = await objective.run('evaluate', bytes, count);
  expect([loss![0], hole![0]]).toEqual([0, 0]);
});
