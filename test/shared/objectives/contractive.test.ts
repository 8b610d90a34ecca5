import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { chain, dense, latent } from '../graph/chain.ts';

const found = (units: number, params: AnyParams): unknown[] =>
  checkProject(
    setObjective(chain([8], dense(units, 'sigmoid'), latent, dense(8, 'sigmoid')), 'contractive', params),
  ).problems.map(({ id, severity, fixes }) => [id, severity, fixes.map(({ label }) => label)]);

describe('contractive', () => {
  it('warns of an exact Jacobian of a large latent, and samples it', () => {
    expect(found(65, { jacobian: 'exact' })).toEqual([['contractive:size', 'warning', ['Sample the Jacobian']]]);
  });
  it('has nothing against an exact one of a small latent, nor a sampled one of any', () => {
    expect(found(64, { jacobian: 'exact' })).toEqual([]);
    expect(found(500, {})).toEqual([]);
  });
  it('wants layers in the encoder that can be differentiated twice', () => {
    const project = setObjective(
      chain([4, 2], ['lstm', { units: 3 }], latent, dense(8, 'sigmoid'), ['reshape', { targetShape: [4, 2] }]),
      'contractive',
    );
    expect(checkProject(project).problems.map(({ id, severity, nodes }) => [id, severity, nodes])).toEqual([
      ['contractive:encoder', 'error', ['lstm_1']],
    ]);
  });
});
