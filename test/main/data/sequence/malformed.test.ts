/** Broken files of all kinds: each is named with a reason, none crashes or hangs, and the good one beside them is used. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { uniformNumbers } from '#shared/counter-random.ts';
import { UserError } from '#shared/problem.ts';
import { damage, randomNumbers } from '../damage.ts';
import { freshPlace, put } from '../fixtures.ts';
import { loadSequences, sequenceBinding, wavBytes } from './fixtures.ts';

const place = freshPlace();
const number = (at: number): string => `f${String(at).padStart(3, '0')}`;

test('100 broken sounds', async () => {
  const good = wavBytes(Array.from({ length: 600 }, (_, i) => Math.sin(i)));
  const next = uniformNumbers(0, 'test', 1, 0);
  const broken = (at: number): Buffer => {
    const bytes = Buffer.from(good);
    switch (at % 10) {
      case 0: // cut off in the header
        return bytes.subarray(0, Math.floor(next() * 43));
      case 1: // cut off in the sound
        return bytes.subarray(0, 44 + Math.floor(next() * 1000));
      case 2: // an unknown format
        bytes.writeUInt16LE([0, 2, 6, 7, 17, 85, 353, 0xffff, 0xfffe, 9][Math.floor(at / 10)]!, 20);
        return bytes;
      case 3: // odd bits
        bytes.writeUInt16LE(1 + 2 * Math.floor(at / 10), 34);
        return bytes;
      case 4: // no channels, or far too many
        bytes.writeUInt16LE(at < 50 ? 0 : 1000 + at, 22);
        return bytes;
      case 5: // an impossible rate
        bytes.writeUInt32LE(at < 50 ? at : 4_000_000 + at, 24);
        return bytes;
      case 6: // not RIFF
        bytes.write(
          ['RF64', 'RIFX', 'OggS', 'ID3 ', 'fLaC', '\0\0\0\0', 'RIFE', 'riff', 'FORM', 'PK  '][Math.floor(at / 10)]!,
          0,
          'latin1',
        );
        return bytes;
      case 7: // not WAVE
        bytes.write('AVI ', 8, 'latin1');
        return bytes;
      case 8: // the sound is called something else
        bytes.write(`da${String(at)}`, 36, 'latin1');
        return bytes;
      default: // noise
        return Buffer.from(Uint8Array.from({ length: 200 + at }, () => Math.floor(next() * 256)));
    }
  };
  for (let at = 0; at < 100; at += 1) await put(join(place.data, `${number(at)}.wav`), broken(at));
  await put(join(place.data, 'good.wav'), good);
  const { info } = await loadSequences(sequenceBinding(place.data, { window: 1 }), place.cache);
  expect(info.samples).toBe(1);
  expect(info.skipped.map(({ file }) => file)).toEqual(Array.from({ length: 100 }, (_, at) => `${number(at)}.wav`));
  for (const { reason } of info.skipped) expect(reason).toMatch(/^[a-z0-9]/);
});

test('100 broken tables', async () => {
  const next = uniformNumbers(0, 'test', 2, 0);
  const broken = (at: number): Buffer | string => {
    switch (at % 6) {
      case 0:
        return ['', '\n\n\n', '   ', '\r\n', '\ufeff'][Math.floor(at / 6) % 5]!;
      case 1: // other columns
        return `x${at},y\n1,2\n`;
      case 2: // words where numbers should be
        return `a,b\n${`one,two\n`.repeat(1 + (at % 5))}`;
      case 3: // every row too long
        return `a,b\n${'1,2,3\n'.repeat(1 + (at % 5))}`;
      case 4: // a quote that is never closed
        return `"a,b\n${'1,2\n'.repeat(at)}`;
      default: // bytes
        return Buffer.concat([
          Buffer.from([0, 1, 2]),
          Buffer.from(Uint8Array.from({ length: 500 }, () => Math.floor(next() * 256))),
        ]);
    }
  };
  for (let at = 0; at < 100; at += 1) await put(join(place.data, `${number(at)}.csv`), broken(at));
  await put(join(place.data, 'a-good.csv'), 'a,b\n1,2\n3,4\n');
  const { info } = await loadSequences(sequenceBinding(place.data, { window: 2 }), place.cache);
  expect(info.samples).toBe(1);
  const named = new Set(info.skipped.map(({ file }) => file.split(',')[0]));
  for (let at = 0; at < 100; at += 1) expect(named, `file ${at}`).toContain(`${number(at)}.csv`);
});

test('100 damaged long tables', async () => {
  const random = randomNumbers(23);
  const rows = Array.from({ length: 120 }, (_, at) => `${at % 40},"run ${at % 3}",${Math.sin(at).toFixed(3)},${at}`);
  const whole = Buffer.from(`time,run,x,y\n${rows.join('\n')}\n`);
  let used = 0;
  for (let turn = 0; turn < 100; turn += 1) {
    const path = await put(join(place.data, `long-${turn}.csv`), damage(whole, random));
    try {
      const binding = sequenceBinding(path, { window: 8, stride: 8, time: 'time', group: 'run' });
      const { info } = await loadSequences(binding, place.cache);
      used += info.samples;
      for (const { file, reason } of info.skipped)
        expect(`${file}: ${reason}`).toMatch(/^long-\d+\.csv(, line \d+)?: \S/);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.received).toMatch(/\S{3}/);
    }
  }
  expect(used).toBeGreaterThan(500);
});
