/** Formats that are of a run as a whole: event files, model card, pictures of the graph. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareDataset } from '#main/data/cache.ts';
import { exportPart } from '#main/export/export.ts';
import { drawGraph } from '#main/export/picture/draw.ts';
import { themes } from '#main/export/picture/colours.ts';
import { checksum } from '#main/export/tensorboard/event-file.ts';
import type { FormatId } from '#shared/export/index.ts';
import type { Project } from '#shared/graph/document.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import { denseProject, temporaryFolder } from '../trainer/fixtures.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let dataset: string;
const project: Project = { ...denseProject(), name: 'Digits | <small>' };
beforeAll(async () => {
  temporary = await temporaryFolder();
  dataset = (await prepareDataset(project.data, { cacheFolder: join(temporary.path, 'cache') })).folder;
});
afterAll(() => temporary.remove());

const epoch = (number: number): EpochMetrics => ({
  ...{ epoch: number, loss: 1 / number, validationLoss: number === 1 ? null : 2 / number, best: true },
  ...{ terms: { extra: { train: number * 3, validation: null } }, learningRate: 0.5 },
  ...{ seconds: 10, samplesPerSecond: 100 },
});

let made = 0;
async function exported(
  format: FormatId,
  ending: string,
  options: AnyParams = {},
  epochs = [1, 2, 3],
): Promise<string> {
  const folder = join(temporary.path, `run-${(made += 1)}`);
  await mkdir(folder);
  if (epochs.length > 0)
    await writeFile(join(folder, 'metrics.jsonl'), epochs.map((each) => `${JSON.stringify(epoch(each))}\n`).join(''));
  const path = join(temporary.path, `out-${made}${ending}`);
  const { beside, check } = await exportPart(
    { project, run: { id: 'r1', folder, epoch: 2 }, tensors: null, dataset },
    { format, part: null, options, path, samples: null },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  expect(beside).toEqual([]);
  expect(check).toBeNull();
  return path;
}

test('CRC-32C is that of RFC 3720', () => {
  expect(checksum(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(checksum(new Uint8Array(32))).toBe(0x8a9136aa);
});

/** As TensorFlow reads them: every record's checksums, then the message. */
async function readEvents(path: string) {
  const { root } = protobuf.parse(
    'syntax = "proto3"; message V { string tag = 1; float simple_value = 2; } message S { repeated V value = 1; } message E { double wall_time = 1; int64 step = 2; string file_version = 3; S summary = 5; }',
  );
  const file = await readFile(path);
  const masked = (bytes: Uint8Array): number => {
    const crc = checksum(bytes);
    return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  };
  const events = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    expect(file.readUInt32LE(at + 8)).toBe(masked(file.subarray(at, at + 8)));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(file.readUInt32LE(at + 12 + length)).toBe(masked(data));
    const event = root.lookupType('E');
    events.push(event.toObject(event.decode(data), { longs: Number }) as Record<string, unknown>);
    at += length + 16;
  }
  return events;
}

test('TensorBoard’s files hold every epoch’s figures, training apart from validation', async () => {
  const folder = await exported('tensorboard', '');
  const [train, validation] = await Promise.all(
    ['train', 'validation'].map(async (kind) => {
      const [name] = await readdir(join(folder, kind));
      return readEvents(join(folder, kind, name!));
    }),
  );
  expect(train![0]).toMatchObject({ fileVersion: 'brain.Event:2' });
  expect(train!.slice(1).map(({ step }) => step)).toEqual([1, 2, 3]);
  const values = (event: Record<string, unknown>): Record<string, number> =>
    Object.fromEntries(
      (event['summary'] as { value: { tag: string; simpleValue: number }[] }).value.map((v) => [v.tag, v.simpleValue]),
    );
  expect(values(train![2]!)).toEqual({
    epoch_loss: 0.5,
    epoch_extra: 6,
    epoch_learning_rate: 0.5,
    samples_per_second: 100,
  });
  expect(validation!.slice(1).map(({ step }) => step)).toEqual([2, 3]);
  expect(values(validation![1]!)).toEqual({ epoch_loss: 1 });
  const times = train!.slice(1).map(({ wallTime }) => wallTime as number);
  expect(times[1]! - times[0]!).toBeCloseTo(10, 3);
});

test('a page is of the first part that a page can be of', async () => {
  const path = join(temporary.path, 'first.html');
  const { part, check } = await exportPart(
    { project, run: null, tensors: null, dataset },
    { format: 'page', part: null, options: {}, path, samples: null },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  expect(part.kind).toBe('decoder');
  expect(check!.difference).toBeLessThanOrEqual(1e-4);
});

test('a run without an epoch has neither curves nor a card, and says so', async () => {
  for (const [format, ending] of [
    ['tensorboard', ''],
    ['card', '.md'],
  ] as const)
    await expect(exported(format, ending, {}, [])).rejects.toThrow('has no run with figures');
});

test('the model card says what it is, from what, how well, of what, and where it ends', async () => {
  const text = await readFile(await exported('card', '.md'), 'utf8');
  expect(text).toContain('# Digits | <small>');
  expect(text).toContain('Built-in handwritten digits, 60 of them; 10% kept apart to validate on');
  expect(text).toContain('After epoch 2:');
  expect(text).toContain('| Loss | 0.5000 | 1.000 |');
  expect(text).toContain('| Dense 1 | Dense | 12 | 9,420 |');
  expect(text).toContain('19,612 weights in all.');
  expect(text).toContain('learned some of these by heart');
  expect(text).toContain('hourglass export r1 --format onnx');
  expect(text).not.toContain('undefined');
});

test('the picture of the graph has every layer’s name and shape as text, in the theme that is asked for', async () => {
  for (const theme of ['light', 'dark'] as const) {
    const svg = await readFile(await exported('svg', '.svg', { theme }), 'utf8');
    expect(svg).toContain('<title>Digits | &lt;small&gt;</title>');
    for (const { name } of project.graph.nodes) expect(svg).toContain(`>${name}</text>`);
    expect(svg).toContain('>9,420</text>');
    expect(svg).toContain(`fill="${themes[theme].encoder.tint}"`);
    expect(svg.match(/<path d="M[\d.,-]+C[\d., -]+"\/>/g)).toHaveLength(project.graph.edges.length);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test('its PNG has two pixels for each of the canvas, of which some are coloured', async () => {
  const { width, height } = drawGraph(project, 'dark');
  const picture = sharp(await exported('png', '.png', { theme: 'dark' }));
  expect(await picture.metadata()).toMatchObject({ width: width * 2, height: height * 2 });
  const { channels } = await picture.stats();
  expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(5);
});
