import { describe, expect, it } from 'vitest';
import { emptyProject, type GraphNode, type Project } from '#shared/graph/document.ts';
import { inputFixes } from '../../../src-renderer/data/input-fix.ts';

const input = (shape: readonly number[]): GraphNode => ({
  id: 'in',
  kind: 'input',
  name: 'Input',
  params: { shape },
  position: { x: 0, y: 0 },
});
const withInput = (
  shape: readonly number[],
  source: Project['data']['source'] = { kind: 'imageFolder', path: '/p' },
): Project => {
  const project = emptyProject('p', 'P');
  return { ...project, data: { ...project.data, source }, graph: { nodes: [input(shape)], edges: [] } };
};
const labels = (project: Project, shape: readonly number[]): readonly string[] =>
  inputFixes(project, shape).map((fix) => fix.label.replaceAll('\u2009', ' '));

describe('fixing data that do not fit the input', () => {
  it('has nothing to do where the values agree, in whatever shape', () => {
    expect(labels(withInput([784]), [28, 28, 1])).toEqual([]);
    expect(labels({ ...withInput([784]), graph: { nodes: [], edges: [] } }, [64, 64, 3])).toEqual([]);
  });

  it('sets the input, or prepares the images to its size', () => {
    const project = withInput([28, 28, 1]);
    expect(labels(project, [64, 64, 3])).toEqual(['Set “Input” to 64 × 64 × 3', 'Prepare the images as 28 × 28 × 1']);
    const [toData, toInput] = inputFixes(project, [64, 64, 3]);
    expect(toData!.apply(project).graph.nodes[0]!.params['shape']).toEqual([64, 64, 3]);
    expect(toInput!.apply(project).data.image).toMatchObject({ height: 28, width: 28, color: 'grey' });
  });

  it('takes rows as a grey picture, and offers no picture for a list of numbers or colours that are not there', () => {
    expect(labels(withInput([32, 32]), [28, 28, 1])[1]).toBe('Prepare the images as 32 × 32 × 1');
    expect(labels(withInput([100]), [28, 28, 1]).length).toBe(1);
    expect(labels(withInput([32, 32, 3], { kind: 'builtin', name: 'digits' }), [28, 28, 1]).length).toBe(1);
  });
});
