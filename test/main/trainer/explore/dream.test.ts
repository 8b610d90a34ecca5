/** Dreams of a small convolutional classifier: gradients against finite differences, the same picture for the same seed, tiles, answers. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { dreamableOf } from '#main/trainer/explore/dream/of-run.ts';
import { goalOf } from '#main/trainer/explore/dream/goal.ts';
import { gradientOf } from '#main/trainer/explore/dream/gradient.ts';
import type { Dreamable } from '#main/trainer/explore/dream/dreamable.ts';
import type { Picture } from '#main/trainer/explore/dream/picture.ts';
import { dream, dreamSettingNames } from '#shared/explore/dream.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { defaultsOf } from '#shared/layers/fields.ts';
import type { DreamSettings, DreamTarget } from '#shared/wire/explore/dream.ts';
import { chainProject, denseProject } from '../fixtures.ts';
import { explored, floats } from './explored.ts';

const classifier = await explored(
  setObjective(
    chainProject(
      [
        ['input', { shape: [28, 28, 1] }],
        ['conv2d', { filters: 4, kernelSize: [3, 3], strides: [1, 1], padding: 'same', activation: 'tanh' }],
        ['averagePooling2d'],
        ['conv2d', { filters: 6, kernelSize: [3, 3], strides: [1, 1], padding: 'same', activation: 'tanh' }],
        ['flatten'],
        ['dense', { units: 10, activation: 'softmax' }],
        ['classes'],
      ],
      { epochs: 2 },
      200,
    ),
    'classify',
  ),
);
const autoencoder = await explored(denseProject({ epochs: 1 }));

const defaults = Object.fromEntries(
  dreamSettingNames.map((name) => [name, defaultsOf(dream.fields)[name]]),
) as DreamSettings;
const settings: DreamSettings = { ...defaults, size: 40, octaves: 2, steps: 3 };
const noise = { from: 'noise' } as const;

/** Smooth bumps, the same each time. */
const picture = (height: number, width: number): Picture => ({
  ...{ height, width, channels: 1 },
  values: Float32Array.from(
    { length: height * width },
    (_, at) => 0.5 + 0.3 * Math.sin(at * 0.7) * Math.cos(at * 0.11),
  ),
});

let network: Dreamable;
beforeAll(() => {
  network = dreamableOf(classifier.explorer);
});

const second = (): string => network.description.layers.filter(({ kind }) => kind === 'conv2d')[1]!.id;

describe('the gradient', () => {
  const targets = (): DreamTarget[] => [
    { kind: 'channel', layer: second(), channel: 2 },
    { kind: 'layer', layer: second() },
    { kind: 'class', index: 7 },
    { kind: 'guide', layer: second(), guide: { from: 'sample', sample: { from: 'data', index: 3 } } },
  ];

  test.each([0, 1, 2, 3])('of target %i is what finite differences say', async (which) => {
    const target = targets()[which]!;
    const goal = goalOf(network, target, 1);
    const guided = target.kind === 'guide' ? { ...picture(28, 28), values: picture(28, 28).values.toReversed() } : null;
    const at = picture(28, 28);
    const { gradient } = await gradientOf(network, goal, at, guided);
    // Along the gradient itself, where the difference is largest against rounding.
    const length = Math.hypot(...gradient.values);
    const step = 0.05;
    const moved = (by: number): Picture => ({
      ...at,
      values: at.values.map((value, place) => value + (by * gradient.values[place]!) / length),
    });
    const scores = await Promise.all(
      [step, -step].map(async (by) => (await gradientOf(network, goal, moved(by), guided)).score),
    );
    const shape = await network.shapeAt(goal.layer, 28, 28);
    const places =
      goal.weights === null ? shape.reduce((a, b) => a * b, 1) : shape.slice(1, -1).reduce((a, b) => a * b, 1);
    const slope = ((scores[0]! - scores[1]!) / (2 * step)) * places;
    expect(length).toBeGreaterThan(1e-3);
    expect(Math.abs(slope / length - 1)).toBeLessThan(0.02);
  });

  test('in tiles is the gradient of the whole, away from the edges', async () => {
    const goal = goalOf(network, { kind: 'channel', layer: second(), channel: 1 }, 1);
    const large = picture(72, 88);
    const whole = await gradientOf(network, goal, large, null, { tiling: { side: 128, halo: 8 } });
    const tiled = await gradientOf(network, goal, large, null, { tiling: { side: 48, halo: 8 } });
    let [most, apart] = [0, 0];
    for (let y = 8; y < 64; y++)
      for (let x = 8; x < 80; x++) {
        const [a, b] = [whole.gradient.values[y * 88 + x]!, tiled.gradient.values[y * 88 + x]!];
        most = Math.max(most, Math.abs(a));
        apart = Math.max(apart, Math.abs(a - b));
      }
    expect(most).toBeGreaterThan(1e-3);
    expect(apart).toBeLessThan(1e-4 * most);
    // At the edges they differ: a tile goes on where the whole ends.
    expect(whole.gradient.values[0]).not.toBeCloseTo(tiled.gradient.values[0]!, 7);
  });
});

describe('a dream', () => {
  test('is the same for the same seed, bit for bit, and another for another', async () => {
    const target = { kind: 'channel', layer: second(), channel: 0 } as const;
    const once = await classifier.ask('explore:dream', { target, start: noise, settings, zoom: 1 });
    expect(await classifier.ask('explore:dream', { target, start: noise, settings, zoom: 1 })).toEqual(once);
    const other = await classifier.ask('explore:dream', {
      target,
      start: noise,
      settings: { ...settings, seed: 2 },
      zoom: 1,
    });
    expect(other.picture.bytes).not.toBe(once.picture.bytes);
    expect(once.picture).toMatchObject({ height: 40, width: 40, channels: 1, count: 1 });
    expect(once.octaves).toEqual([
      { height: 25, width: 25 },
      { height: 40, width: 40 },
    ]);
    expect(once.note).toBeNull();
  });

  test('raises what it is of, and lowers it on demand', async () => {
    const target = { kind: 'class', index: 4 } as const;
    const longer = { ...settings, steps: 15, octaves: 1 };
    const up = floats(
      (await classifier.ask('explore:dream', { target, start: noise, settings: longer, zoom: 1 })).activations,
    );
    expect(up).toHaveLength(15);
    expect(up.at(-1)).toBeGreaterThan(up[0]! + 0.3);
    const lower = { ...longer, direction: 'lower' as const };
    const down = floats(
      (await classifier.ask('explore:dream', { target, start: noise, settings: lower, zoom: 1 })).activations,
    );
    // Its opposite is what is raised.
    expect(-down.at(-1)!).toBeLessThan(up[0]!);
  });

  test('of what is tied to one size says so, and is enlarged', async () => {
    const target = { kind: 'class', index: 4 } as const;
    const { picture, note, octaves } = await classifier.ask('explore:dream', {
      target,
      start: noise,
      settings,
      zoom: 1,
    });
    expect([picture.height, picture.width]).toEqual([40, 40]);
    expect(octaves.at(-1)).toEqual({ height: 28, width: 28 });
    expect(note).toMatch(/“4” is tied to the network’s own input of 28 × 28/);
  });

  test('comes nearer to a guide', async () => {
    const guide = { from: 'sample', sample: { from: 'data', index: 3 } } as const;
    const target: DreamTarget = { kind: 'guide', layer: second(), guide };
    const longer = { ...settings, steps: 20, octaves: 1, l2: 0, totalVariation: 0, contrast: false };
    const way = floats(
      (await classifier.ask('explore:dream', { target, start: noise, settings: longer, zoom: 1 })).activations,
    );
    expect(way.at(-1)!).toBeGreaterThan(way[0]! * 0.8);
    expect(way[0]).toBeLessThan(0);
  });

  test('is cancelled between two steps, reports each of them, and shows how far it is', async () => {
    const controller = new AbortController();
    const { explorer } = classifier;
    const seen: number[] = [];
    const dreaming = classifier.ask(
      'explore:dream',
      { target: { kind: 'class', index: 0 }, start: noise, settings: { ...settings, steps: 500, octaves: 1 }, zoom: 1 },
      {
        signal: controller.signal,
        progress({ done, total, doing }) {
          expect([total, doing]).toEqual([500, 'Dreaming of “0”']);
          seen.push(done);
          if (done === 5) controller.abort(new DOMException('Cancelled', 'AbortError'));
        },
      },
    );
    await expect(dreaming).rejects.toThrow('Cancelled');
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(explorer.info.version).toBe(1);
  });

  test('of several channels at once is that of each alone', async () => {
    const both = await classifier.ask('explore:dreamChannels', { layer: second(), channels: [1, 3], settings });
    expect(both.pictures).toMatchObject({ count: 2, height: 40, width: 40 });
    const size = 40 * 40;
    const bytes = Buffer.from(both.pictures.bytes, 'base64');
    const alone = await Promise.all(
      [1, 3].map((channel) =>
        classifier.ask('explore:dream', {
          ...{ target: { kind: 'channel', layer: second(), channel }, start: noise, settings, zoom: 1 },
        }),
      ),
    );
    alone.forEach(({ picture: one }, place) => {
      const apart = Buffer.from(one.bytes, 'base64').map((byte, at) => Math.abs(byte - bytes[place * size + at]!));
      expect(Math.max(...apart)).toBeLessThanOrEqual(2);
    });
    expect(bytes.subarray(0, size).equals(bytes.subarray(size))).toBe(false);
  });

  test('of a layer, a channel, a class, or a size that is not there is refused in words', async () => {
    const ask = (target: DreamTarget, change: Partial<DreamSettings> = {}) =>
      classifier.ask('explore:dream', { target, start: noise, settings: { ...settings, ...change }, zoom: 1 });
    await expect(ask({ kind: 'layer', layer: 'nowhere' })).rejects.toThrow(/“nowhere”.*no layer/);
    await expect(ask({ kind: 'channel', layer: second(), channel: 6 })).rejects.toThrow(
      /Number 7 .*There are 6 channels/,
    );
    await expect(ask({ kind: 'class', index: 10 })).rejects.toThrow(/There are 10 classes/);
    await expect(ask({ kind: 'latent', index: 0 })).rejects.toThrow(/No layer of the network is marked as the latent/);
    const broken = { from: 'picture', height: 4, width: 4, channels: 1, bytes: 'AAAA' } as const;
    await expect(
      classifier.ask('explore:dream', { target: { kind: 'class', index: 0 }, start: broken, settings, zoom: 1 }),
    ).rejects.toThrow(/3 bytes.*4 × 4 pixels have 16/);
  });

  test('of one latent value of an autoencoder raises it', async () => {
    const way = floats(
      (
        await autoencoder.ask('explore:dream', {
          ...{
            target: { kind: 'latent', index: 2 },
            start: { from: 'sample', sample: { from: 'data', index: 1 } },
            zoom: 1,
          },
          settings: { ...settings, steps: 20, octaves: 1 },
        })
      ).activations,
    );
    expect(way.at(-1)).toBeGreaterThan(way[0]!);
  });
});

describe('looking into layers', () => {
  test('feature maps are the layer’s activations, map by map', async () => {
    const first = network.description.layers[0]!;
    const sample = { from: 'sample', sample: { from: 'data', index: 5 } } as const;
    const { maps, height, width, values } = await classifier.ask('explore:featureMaps', {
      layer: first.id,
      picture: sample,
    });
    expect([maps, height, width]).toEqual([4, 28, 28]);
    const kernel = (await network.kernel(first.id))!;
    const seen = Array.from(await classifier.explorer.read([{ from: 'data', index: 5 }]), (byte) => byte / 255);
    const bias = (await classifier.explorer.session.readTensors()).get(`weights/${first.id}/bias`)!.values;
    const by = (y: number, x: number, map: number): number => {
      let sum = Number(bias[map]);
      for (let dy = 0; dy < 3; dy++)
        for (let dx = 0; dx < 3; dx++)
          sum += (seen[(y + dy - 1) * 28 + x + dx - 1] ?? 0) * Number(kernel.values[(dy * 3 + dx) * 4 + map]);
      return Math.tanh(sum);
    };
    for (const [y, x, map] of [
      [13, 14, 0],
      [10, 9, 3],
      [20, 15, 2],
    ] as const)
      expect(floats(values)[(map * 28 + y) * 28 + x]).toBeCloseTo(by(y, x, map), 5);
  });

  test('filters: as pictures right behind the picture, as norms deeper, or of one input channel', async () => {
    const [first, deeper] = network.description.layers.filter(({ kind }) => kind === 'conv2d').map(({ id }) => id);
    const grey = await classifier.ask('explore:filters', { layer: first!, input: null });
    expect(grey).toMatchObject({ filters: 4, height: 3, width: 3, depth: 1, inputs: 1 });
    const norms = await classifier.ask('explore:filters', { layer: deeper!, input: null });
    expect(norms).toMatchObject({ filters: 6, inputs: 4, shows: expect.stringContaining('over its 4 input channels') });
    const parts = await Promise.all(
      [0, 1, 2, 3].map((input) => classifier.ask('explore:filters', { layer: deeper!, input })),
    );
    const together = Math.hypot(...parts.map(({ values }) => floats(values)[10]!));
    expect(floats(norms.values)[10]).toBeCloseTo(together, 6);
    const pooled = network.description.layers.find(({ kind }) => kind === 'averagePooling2d')!;
    await expect(classifier.ask('explore:filters', { layer: pooled.id, input: null })).rejects.toThrow(/no kernel/);
    await expect(classifier.ask('explore:filters', { layer: deeper!, input: 4 })).rejects.toThrow(/has 4/);
  });

  test('a dense layer right behind the picture has its weights over the pixels', async () => {
    const { layers } = await autoencoder.ask('explore:dreamNetwork', {});
    const { filters, height, width } = await autoencoder.ask('explore:filters', { layer: layers[0]!.id, input: null });
    expect([filters, height, width]).toEqual([12, 28, 28]);
  });

  test('a picture file keeps its proportions at the size that is wanted; a broken one is named', async () => {
    const pixels = { width: 90, height: 60, channels: 3, background: { r: 255, g: 0, b: 0 } } as const;
    const file = (await sharp({ create: pixels }).png().toBuffer()).toString('base64');
    const whole = await classifier.ask('explore:readPicture', { name: 'red.png', file, longest: 45 });
    expect(whole).toMatchObject({ height: 30, width: 45, channels: 1 });
    expect(await classifier.ask('explore:readPicture', { name: 'red.png', file, longest: null })).toMatchObject({
      height: 28,
      width: 28,
    });
    const cut = Buffer.from(file, 'base64').subarray(0, 60).toString('base64');
    await expect(classifier.ask('explore:readPicture', { name: 'cut.png', file: cut, longest: 45 })).rejects.toThrow(
      /“cut.png” cannot be used/,
    );
  });
});
