import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { appendEdge, appendNode, makeNode, withGraph } from '#shared/graph/rewire.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { formatShape } from '#shared/layers/layer.ts';
import { inpaint } from '#shared/objectives/inpaint.ts';
import { chain, dense, latent } from '../graph/chain.ts';

const end = [['flatten'], latent, dense(48, 'sigmoid'), ['reshape', { targetShape: [4, 4, 3] }]] as const;
const found = (project: Project): unknown[] =>
  checkProject(project).problems.map(({ id, severity, fixes }) => [id, severity, fixes.map(({ label }) => label)]);

function withMask(shape: readonly number[]): Project {
  const plain = chain([4, 4, 3], ['concatenate'], ...end);
  const mask = makeNode(plain.graph, 'mask', { x: 0, y: 160 }, { shape });
  return setObjective(withGraph(plain, appendEdge(appendNode(plain.graph, mask), mask.id, 'concatenate_1')), 'inpaint');
}

describe('missing pixels', () => {
  it('wants one value of the mask for each pixel', () => {
    expect(found(withMask([4, 4, 1]))).toEqual([]);
    expect(found(withMask([4, 4, 3]))).toEqual([['inpaint:mask', 'error', [`Make “Mask” ${formatShape([4, 4, 1])}`]]]);
  });
  it('warns of rectangles in a row of values', () => {
    const row = setObjective(chain([48], dense(6), latent, dense(48, 'sigmoid')), 'inpaint');
    expect(found(row)).toEqual([['inpaint:rectangles', 'warning', ['Leave out single pixels']]]);
    expect(found(setObjective(row, 'inpaint', { holes: 'pixels' }))).toEqual([]);
  });
  it('advises a mask where there is none', () => {
    const advice = [chain([4, 4, 3], ...end), withMask([4, 4, 1])].map((project) => {
      const { params } = setObjective(project, 'inpaint').objective;
      return inpaint.advise(params as Parameters<typeof inpaint.advise>[0], project);
    });
    expect(advice[0]).toContain('Without a Mask');
    expect(advice[1]).not.toContain('Without a Mask');
  });
});
