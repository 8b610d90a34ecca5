/** The pure parts of Dream in the window: the layer that is chosen, and the pictures that a project keeps. */
import { expect, test } from 'vitest';
import { dream } from '#shared/explore/dream.ts';
import { defaultsOf } from '#shared/layers/fields.ts';
import type { DreamLayer, DreamNetwork } from '#shared/wire/explore/dream.ts';
import { chosenLayer } from '../../../src-renderer/explore/dream/dream-target.ts';
import { numberOfSeen, seenBy, seenOf, type Seen } from '../../../src-renderer/explore/dream/seen.ts';
import { pickIndex } from '../../../src-renderer/explore/picked.ts';

const layer = (id: string, anySize: boolean): DreamLayer => ({
  ...{ id, name: id, kind: 'conv2d', shape: [4, 4, 2], part: 'encoder' },
  ...{ anySize, filters: anySize },
});
const network: DreamNetwork = {
  ...{
    name: 'n',
    input: [8, 8, 1],
    classes: { impossible: '' },
    latent: { impossible: '' },
    samples: 9,
    leftOut: null,
  },
  layers: [layer('a', true), layer('block/0/b', true), layer('block/0/c', true), layer('d', false)],
};
const params = defaultsOf(dream.fields);

test.each([
  ['a', 'a'],
  ['block/0/b', 'block/0/b'],
  ['block', 'block/0/c'],
  ['', 'block/0/c'],
  ['gone', 'block/0/c'],
])('the layer “%s” is remembered by its id: “%s”', (wanted, found) =>
  expect(chosenLayer(network, { ...params, layer: wanted }).id).toBe(found),
);

test('a sample is kept by its number, a file goes before it, and what is not there is none', () => {
  const file: Seen = { name: 'a.png', picture: { from: 'picture', height: 1, width: 1, channels: 1, bytes: 'AA==' } };
  const seventh = seenOf(pickIndex(6));
  expect(numberOfSeen(seventh)).toBe(7);
  expect(seenBy(null, 7, 9)).toEqual(seventh);
  expect(seenBy(file, 7, 9)).toBe(file);
  expect([numberOfSeen(file), numberOfSeen(null)]).toEqual([0, 0]);
  expect([seenBy(null, 0, 9), seenBy(null, 10, 9), seenBy(null, 7, 0)]).toEqual([null, null, null]);
});
