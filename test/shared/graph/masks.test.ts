import { describe, expect, it } from 'vitest';
import { inferGraph } from '#shared/graph/infer.ts';
import { fateWords, masksOf } from '#shared/graph/masks.ts';
import { defaultParams } from '#shared/layers/index.ts';
import { drawTemplate } from '../../contract/templates/index.ts';

function fatesOf(id: 'text-autoencoder' | 'funny-text' | 'date-translation'): Record<string, string> {
  const project = drawTemplate[id](id);
  const { fates } = masksOf(project.graph, inferGraph(project));
  return Object.fromEntries(
    project.graph.nodes.flatMap(({ id: node, kind }) =>
      fates.has(node) ? [[`${kind} ${node}`, fates.get(node)!]] : [],
    ),
  );
}

describe('masks of a graph', () => {
  it('begin at an embedding that leaves padding out, and end where a sequence becomes one value', () => {
    const fates = Object.entries(fatesOf('text-autoencoder')).map(([node, fate]) => `${node.split(' ')[0]}: ${fate}`);
    expect(fates).toEqual(['embedding: begins', 'bidirectional: read']);
  });

  it('go along with every step, through attention and joints', () => {
    const fates = fatesOf('date-translation');
    const kinds = Object.keys(fates).map((node) => node.split(' ')[0]);
    expect(kinds).toEqual(expect.arrayContaining(['attention', 'concatenate', 'dense', 'output']));
    expect(new Set(Object.values(fates))).toEqual(new Set(['begins', 'goes along']));
  });

  it('are none where nothing is filled up', () => expect(fatesOf('funny-text')).toEqual({}));

  it('are lost on a layer that knows of none, and it is said', () => {
    const project = drawTemplate['text-autoencoder']('x');
    const nodes = project.graph.nodes.map((node) =>
      node.kind === 'bidirectional' ? { ...node, kind: 'flatten', params: {} } : node,
    );
    const changed = { ...project, graph: { ...project.graph, nodes } };
    const { fates } = masksOf(changed.graph, inferGraph(changed));
    const flatten = nodes.find(({ kind }) => kind === 'flatten')!;
    expect(fates.get(flatten.id)).toBe('ends');
    const grouped = {
      ...project,
      graph: {
        ...project.graph,
        nodes: project.graph.nodes.map((node) =>
          node.kind === 'bidirectional'
            ? { ...node, kind: 'instanceNormalization', params: defaultParams('instanceNormalization') }
            : node,
        ),
      },
    };
    expect(masksOf(grouped.graph, inferGraph(grouped)).fates.get(flatten.id)).toBe('passes by');
    expect(fateWords.ends).toContain('knows of no padding');
  });
});
