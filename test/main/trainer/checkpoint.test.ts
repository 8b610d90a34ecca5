import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '#main/trainer/checkpoint.ts';
import { freshState } from '#main/trainer/state.ts';
import { UserError } from '#shared/problem.ts';
import { temporaryFolder } from './fixtures.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

const checkpoint: Checkpoint = {
  state: {
    ...freshState(60),
    epochs: 3,
    batch: 2,
    steps: 14,
    running: { samples: 32, seconds: 0.5, measures: { loss: { sum: 0.1 + 0.2, samples: 32 } } },
    best: { epoch: 2, loss: 1 / 3 },
  },
  tensors: new Map([
    ['weights/a/flag', { spec: { shape: [3], dtype: 'bool' as const }, values: Uint8Array.of(1, 0, 1) }],
    [
      'weights/a/kernel',
      { spec: { shape: [2, 2], dtype: 'float32' as const }, values: Float32Array.of(1e-8, -2, 3.5, 1e30) },
    ],
    ['weights/a/count', { spec: { shape: [], dtype: 'int32' as const }, values: Int32Array.of(-7) }],
  ]),
};

test('what is written is read back, bit for bit', async () => {
  const path = join(temporary.path, 'whole.safetensors');
  await writeCheckpoint([path], checkpoint);
  const back = await readCheckpoint(path);
  expect(back.state).toEqual(checkpoint.state);
  expect(Object.fromEntries(back.tensors)).toEqual(Object.fromEntries(checkpoint.tensors));
});

test('the file is plain safetensors: length, JSON header, data', async () => {
  const path = join(temporary.path, 'plain.safetensors');
  await writeCheckpoint([path], checkpoint);
  const file = await readFile(path);
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, 8 + length).toString());
  const { dtype, shape, data_offsets } = header['weights/a/kernel'];
  expect([dtype, shape]).toEqual(['F32', [2, 2]]);
  expect(file.readFloatLE(8 + length + data_offsets[0] + 8)).toBe(3.5);
  expect(header['__metadata__']['format']).toBe('hourglass-checkpoint-1');
});

test('a file that was cut or changed anywhere is refused in words', async () => {
  const path = join(temporary.path, 'victim.safetensors');
  await writeCheckpoint([path], checkpoint);
  const whole = await readFile(path);
  const refused = async (bytes: Uint8Array): Promise<void> => {
    await writeFile(path, bytes);
    const error: unknown = await readCheckpoint(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).received).toContain('victim.safetensors');
  };
  const place = fc.nat(whole.length - 1);
  await fc.assert(
    fc.asyncProperty(place, (length) => refused(whole.subarray(0, length))),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const bytes = Uint8Array.from(whole);
      bytes[at]! ^= change;
      await refused(bytes);
    }),
    { numRuns: 150 },
  );
});

test('a header that reads the same but was changed is refused, too', async () => {
  const path = join(temporary.path, 'spaces.safetensors');
  await writeCheckpoint([path], checkpoint);
  const whole = await readFile(path);
  const end = 8 + Number(whole.readBigUInt64LE(0));
  // The padding's last space becomes a line's end; a header that needs none would make this test say nothing.
  expect(whole[end - 1]).toBe(0x20);
  whole[end - 1] = 0x0a;
  await writeFile(path, whole);
  await expect(readCheckpoint(path)).rejects.toThrow(UserError);
});

test('values that are not finite are neither written nor read', async () => {
  const path = join(temporary.path, 'nan.safetensors');
  const bad = { spec: { shape: [1], dtype: 'float32' as const }, values: Float32Array.of(NaN) };
  await expect(writeCheckpoint([path], { ...checkpoint, tensors: new Map([['weights/b', bad]]) })).rejects.toThrow(
    'weights/b',
  );
  await expect(readCheckpoint(path)).rejects.toThrow('cannot be read');
});
