import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultSequence } from '#shared/graph/data-forms.ts';
import { melCentres, melSpectrogram, resample, waveformFrames } from '#main/data/sequence/spectrum.ts';
import { readWav } from '#main/data/sequence/wav.ts';
import { freshPlace, put } from '../fixtures.ts';
import { loadSequences, sequenceBinding, wavBytes } from './fixtures.ts';

const place = freshPlace();
const audio = defaultSequence.audio;
const tone = (hertz: number, length: number, sampleRate = 8000): number[] =>
  Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / sampleRate));

describe('WAV', () => {
  test.each([
    { bits: 8, digits: 1 },
    { bits: 16, digits: 4 },
    { bits: 24, digits: 6 },
    { bits: 32, digits: 7 },
    { bits: 32, float: true, digits: 7 },
    { bits: 64, float: true, digits: 7 },
  ] as const)('of $bits bits', ({ digits, ...options }) => {
    const given = [0, 0.5, -0.5, 1, -1];
    const { sampleRate, samples } = readWav(wavBytes(given, { ...options, sampleRate: 22_050 }));
    expect(sampleRate).toBe(22_050);
    expect(samples).toHaveLength(5);
    samples.forEach((sample, i) => expect(sample).toBeCloseTo(given[i]!, digits));
  });
  test('several channels become their mean', () => {
    expect([...readWav(wavBytes([1, 0, -0.5, 0.5], { channels: 2, bits: 32, float: true })).samples]).toEqual([0.5, 0]);
  });
});

test('a tone is loudest in its own band, and twice as many decibels per tenfold amplitude', () => {
  const settings = { ...audio, frame: 512, hop: 256, melBands: 32 };
  const values = melSpectrogram({ samples: Float32Array.from(tone(1000, 2048)), sampleRate: 8000 }, settings);
  expect(values.length).toBe(7 * 32);
  const centres = melCentres(32, 8000);
  const nearest = centres.map((hertz) => Math.abs(hertz - 1000));
  const loudest = values.slice(0, 32).indexOf(Math.max(...values.slice(0, 32)));
  expect(nearest[loudest]).toBe(Math.min(...nearest));
  const quiet = melSpectrogram(
    { samples: Float32Array.from(tone(1000, 2048).map((value) => value / 10)), sampleRate: 8000 },
    settings,
  );
  expect(values[loudest]! - quiet[loudest]!).toBeCloseTo(20, 3);
});

test('a tone keeps its pitch at another rate; what is above it falls silent', () => {
  const same = resample({ samples: Float32Array.from(tone(500, 8000)), sampleRate: 8000 }, 4000);
  expect(same.samples).toHaveLength(4000);
  tone(500, 4000, 4000)
    .slice(100, 3900)
    .forEach((value, i) => expect(Math.abs(same.samples[i + 100]! - value)).toBeLessThan(0.02));
  const gone = resample({ samples: Float32Array.from(tone(3500, 8000)), sampleRate: 8000 }, 4000);
  expect(Math.max(...gone.samples.slice(100, 3900).map(Math.abs))).toBeLessThan(0.03);
});

test('frames are stretches of the waveform', () => {
  const sound = { samples: Float32Array.of(1, 2, 3, 4, 5), sampleRate: 8000 };
  expect([...waveformFrames(sound, { ...audio, frame: 2, hop: 2 })]).toEqual([1, 2, 3, 4]);
});

test('a folder of sounds: folders are labels, another rate and what is too short are named', async () => {
  await put(join(place.data, 'low', 'a.wav'), wavBytes(tone(200, 2048)));
  await put(join(place.data, 'high', 'b.wav'), wavBytes(tone(2000, 2048)));
  await put(join(place.data, 'high', 'c.wav'), wavBytes(tone(2000, 2048), { sampleRate: 16_000 }));
  await put(join(place.data, 'high', 'd.wav'), wavBytes(tone(2000, 100)));
  const { info, labels } = await loadSequences(
    sequenceBinding(place.data, { window: 4, stride: 4, rest: 'drop', audio: { ...audio, melBands: 16 } }),
    place.cache,
  );
  expect(info.shape).toEqual([4, 16]);
  expect(labels).toEqual(['high', 'low']);
  expect(info.form).toMatchObject({ sound: { sampleRate: 8000, hop: 256, as: 'melSpectrogram' } });
  expect(info.skipped.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
    'high/c.wav: 16,000 Hz where the first sound has 8,000; choose a sample rate for all',
    'high/d.wav: 100 samples long, shorter than a step of 512',
  ]);
});
