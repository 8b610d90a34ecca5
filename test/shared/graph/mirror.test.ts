import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { anyEncoder, steps } from './random-encoders.ts';

/** An encoder of poolings alone has nothing to learn, and its mirror neither: that is no fault of the mirror's. */
const errors = (project: Project): string[] =>
  checkProject(project)
    .problems.filter(({ id, severity }) => severity === 'error' && id !== 'budget:none')
    .map(({ title, received }) => `${title}: ${received}`);

describe('mirrorEncoder', () => {
  it('gives any valid encoder a decoder that passes every check', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(anyEncoder, fc.boolean(), (encoder, linked) => {
        encoder.graph.nodes.forEach(({ kind }) => met.add(kind));
        const mirrored = mirrorEncoder(encoder, { linked });
        expect(errors(mirrored)).toEqual([]);
        expect(parseProject(formatProject(mirrored), 'x.hourglass')).toEqual(mirrored);
        expect(mirrored.graph.nodes.some(({ mirrorOf }) => mirrorOf !== undefined)).toBe(linked && mirrored.graph.nodes.length > encoder.graph.nodes.length + 1);
      }),
      { numRuns: 500 },
    );
    // Otherwise the property would say less than it seems to.
    expect([...met].sort()).toEqual([...new Set([...Object.keys(steps), 'input', 'latent', 'reshape', 'add', 'multiply', 'concatenate'])].sort());
    expect(layerKinds.filter((kind) => !met.has(kind))).toEqual(['output']);
  });
});
