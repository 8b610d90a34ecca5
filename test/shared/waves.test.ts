import { expect, test } from 'vitest';
import { drawWave, waveCount, waveFactors, waveFaults, waveNumber } from '#shared/waves.ts';

test('one in ten has a fault, of every kind about as many', () => {
  const faults = Array.from({ length: waveCount }, (_, sample) => waveFactors(sample).fault).filter(
    (fault) => fault !== null,
  );
  expect(faults).toHaveLength(waveCount / 10);
  for (const kind of waveFaults) {
    const share = faults.filter((fault) => fault.kind === kind).length / faults.length;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.08);
  }
});

test('of any even selection about one in ten has one', () => {
  for (const limit of [500, 1000, 2000, 2500, 3000, 4000]) {
    const chosen = Array.from({ length: limit }, (_, sample) => waveFactors(waveNumber(sample, limit)));
    const share = chosen.filter(({ fault }) => fault !== null).length / limit;
    expect(Math.abs(share - 0.1), `${limit} of them`).toBeLessThan(0.03);
  }
});

test('a wave is the same at every call, whatever is drawn before', () => {
  const first = drawWave(3, 40);
  drawWave(4, 40);
  expect(drawWave(3, 40)).toEqual(first);
  expect(first).toHaveLength(40);
});

test('a fault stands out of the noise where it is planted, however few the steps', () => {
  for (const steps of [24, 288]) {
    for (let sample = 0; sample < 300; sample += 1) {
      const { fault } = waveFactors(sample);
      const wave = drawWave(sample, steps);
      const steep = [...wave].slice(1).map((value, at) => Math.abs(value - wave[at]!));
      if (fault) expect(Math.max(...steep), `${fault.kind} in ${steps} steps`).toBeGreaterThan(0.6);
      else expect(wave.every((value) => Math.abs(value) < 2.2)).toBe(true);
    }
  }
});
