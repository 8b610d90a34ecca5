import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { shownFields } from '#shared/layers/fields.ts';
import { denoise } from '#shared/objectives/denoise.ts';
import { chain, dense, latent } from '../graph/chain.ts';

const plain = chain([8], dense(4), latent, dense(8, 'sigmoid'));

describe('denoise', () => {
  it('keeps the loss that was chosen, and the graph', () => {
    const before = setObjective(plain, 'reconstruct', { loss: 'huber', huberDelta: 0.5 });
    const after = setObjective(before, 'denoise');
    expect(after.graph).toBe(before.graph);
    expect(after.objective).toEqual({
      kind: 'denoise',
      params: { loss: 'huber', huberDelta: 0.5, noise: 'gaussian', standardDeviation: 0.4, share: 0.3 },
    });
    expect(setObjective(after, 'reconstruct')).toEqual(before);
  });

  it.each([
    ['gaussian', ['noise', 'standardDeviation', 'loss']],
    ['saltAndPepper', ['noise', 'share', 'loss']],
    ['masking', ['noise', 'share', 'loss']],
  ])('shows the settings of %s alone', (noise, shown) => {
    const { params } = setObjective(plain, 'denoise', { noise }).objective;
    expect(Object.keys(shownFields(denoise.fields, params))).toEqual(shown);
  });

  it('checks the loss as plain reconstruction does', () => {
    const project = setObjective(chain([8], dense(4), latent, dense(8, 'linear')), 'denoise', {
      loss: 'binaryCrossentropy',
    });
    expect(checkProject(project).problems.map(({ id }) => id)).toEqual(['loss:output']);
  });

  it('advises on every kind of noise', () => {
    const advice = denoise.fields.noise.options.map(({ value }) => {
      const project = setObjective(plain, 'denoise', { noise: value });
      return denoise.advise(project.objective.params as Parameters<typeof denoise.advise>[0], project);
    });
    expect(new Set(advice).size).toBe(3);
  });
});
