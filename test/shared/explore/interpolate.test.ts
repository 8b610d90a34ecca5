/** Which ends a way has, whatever the project keeps. */
import { expect, test } from 'vitest';
import { endsFor, keptEnds } from '#shared/explore/interpolate.ts';
import { panelParams, setPanelParams } from '#shared/explore/settings.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import { emptyProject } from '#shared/graph/document.ts';

const samples = {
  data: { samples: 90, unlike: [30, 61] },
  latent: { size: 2, shape: [2], kind: 'plain' },
} as unknown as ExploreInfo;
const noise = { data: { samples: 90 }, latent: { impossible: 'No latent.' } } as unknown as ExploreInfo;

test('none chosen: two from the data, or the first two seeds', () => {
  expect(endsFor(samples, keptEnds([]))).toEqual([30, 61]);
  expect(endsFor(noise, keptEnds([]))).toEqual([1, 2]);
});

test('those that are there stay; what the data do not have gives way', () => {
  expect(endsFor(samples, [3, 17, 42, -1])).toEqual([3, 17, 42]);
  expect(endsFor(samples, [3, 90, -1, -1])).toEqual([3, 30]);
  expect(endsFor(samples, [30, -1, -1, -1])).toEqual([30, 61]);
  expect(endsFor(samples, [3, -2, -1, -1])).toEqual([3, -2]);
  expect(endsFor(noise, [900, -2, 7, -1])).toEqual([900, 7]);
});

test('a project keeps them', () => {
  const kept = setPanelParams(emptyProject('p', 'Ends'), 'interpolate', { ends: keptEnds([4, 5, 6]) });
  expect(panelParams(kept, 'interpolate').ends).toEqual([4, 5, 6, -1]);
});
