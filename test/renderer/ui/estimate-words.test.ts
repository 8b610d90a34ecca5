import { expect, it } from 'vitest';
import { aboutDuration, basisWords } from '../../../src-renderer/ui/estimate-words.ts';

it('says times no finer than estimates are', () => {
  const said = [3, 12, 44, 70, 8 * 60, 723, 37 * 60, 2 * 3600, 26 * 3600].map(aboutDuration);
  expect(said).toEqual([
    ...['a few seconds', 'about 10 s', 'about 40 s', 'about 1 min', 'about 8 min', 'about 12 min', 'about 35 min'],
    ...['about 2 h', 'about 25 h'],
  ]);
});

it('says what an estimate is based on', () => {
  expect(basisWords({ basis: 'same', seconds: 1, samplesPerSecond: 4602.8 })).toContain('4,600 samples/s');
  expect(basisWords({ basis: 'processor', seconds: 1, samplesPerSecond: 1 })).toContain('rough guess');
});
