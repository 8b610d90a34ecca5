import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import { chain, conv, dense, latent } from './chain.ts';
import { anyEncoder } from './random-encoders.ts';

const project = chain([784], dense(64), latent, dense(784, 'sigmoid'));
type Loose = Record<string, unknown>;

/** What is said of a file in which one thing was changed. */
function complaint(change: (content: Loose & { graph: { nodes: Loose[]; edges: Loose[] } }) => void): string {
  const content = JSON.parse(formatProject(project)) as Loose & { graph: { nodes: Loose[]; edges: Loose[] } };
  change(content);
  return complaintOf(JSON.stringify(content));
}
function complaintOf(text: string): string {
  try {
    parseProject(text, 'digits.hourglass');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'accepted';
}

describe('parseProject and formatProject', () => {
  it('are each other’s inverse', () => {
    fc.assert(
      fc.property(
        anyEncoder,
        fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }),
        fc.integer(),
        (encoder, name, x) => {
          const nodes = encoder.graph.nodes.map((node, at) => ({ ...node, position: { x: x + at, y: -at + 0 } }));
          const whole: Project = { ...encoder, name, graph: { ...encoder.graph, nodes } };
          const text = formatProject(whole);
          expect(parseProject(text, 'x')).toEqual(whole);
          expect(formatProject(parseProject(text, 'x'))).toBe(text);
        },
      ),
      { numRuns: 100 },
    );
  });
  it('write the same text whatever the order of keys', () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, item]) => [key, reversed(item)]),
            )
          : value;
    expect(formatProject(reversed(project) as Project)).toBe(formatProject(project));
  });
  it('round positions to whole pixels, one line each, and end in a newline', () => {
    const moved = {
      ...project,
      graph: {
        ...project.graph,
        nodes: project.graph.nodes.map((node) => ({ ...node, position: { x: 1.4, y: -0.2 } })),
      },
    };
    const lines = formatProject(moved).split('\n');
    expect(lines.filter((line) => line === '        "position": { "x": 1, "y": 0 }')).toHaveLength(5);
    expect(lines.at(-1)).toBe('');
    const before = formatProject(project).split('\n');
    expect(lines.filter((line, at) => line !== before[at])).toHaveLength(5);
  });
  it('never do anything but return a project or complain in words', () => {
    const text = formatProject(project);
    const damaged = fc
      .tuple(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 6 }))
      .map(([at, cut, more]) => text.slice(0, at) + more + text.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(damaged, fc.json(), fc.string()), (broken) => {
        expect(complaintOf(broken)).toMatch(/accepted|“digits\.hourglass”/);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a broken file', () => {
  it.each([
    [
      'is no JSON',
      (): string => complaintOf('{\n  "format": "hourglass",\n  version: 1\n}'),
      /“digits\.hourglass”, line 3, column 3: “version: 1” stands there/,
    ],
    [
      'stops halfway',
      (): string => complaintOf(formatProject(project).slice(0, 50)),
      /line \d+, column \d+: the end of the file stands there/,
    ],
    ['is something else', (): string => complaintOf('{"format":"other"}'), /not a Hourglass project/],
    [
      'is newer',
      (): string => complaint((content) => (content.version = 4)),
      /saved by a newer Hourglass \(file version 4\).*versions up to 3/,
    ],
    ['has no version', (): string => complaint((content) => delete content.version), /says its version is missing/],
    [
      'has a node without a kind',
      (): string => complaint(({ graph }) => delete graph.nodes[1]!.kind),
      /node “Dense 64”, “kind”: it is missing/,
    ],
    [
      'has a setting of a wrong type',
      (): string => complaint(({ graph }) => ((graph.nodes[1]!.params as Loose).units = null)),
      /node “Dense 64”, “params”, “units”: it is null/,
    ],
    [
      'has an unknown kind',
      (): string => complaint(({ graph }) => (graph.nodes[1]!.kind = 'magic')),
      /node “Dense 64”: there is no layer kind “magic”.*dense/,
    ],
    [
      'has an inherited kind',
      (): string => complaint(({ graph }) => (graph.nodes[1]!.kind = 'constructor')),
      /there is no layer kind “constructor”/,
    ],
    [
      'has a setting out of its limits',
      (): string => complaint(({ graph }) => ((graph.nodes[1]!.params as Loose).units = 0)),
      /node “Dense 64”, units: Units is 0; it must be a whole number from 1 to 1,000,000/,
    ],
    [
      'lacks a setting',
      (): string => complaint(({ graph }) => delete (graph.nodes[1]!.params as Loose).units),
      /node “Dense 64”, units: this setting is missing/,
    ],
    [
      'has an unknown setting',
      (): string => complaint(({ graph }) => ((graph.nodes[1]!.params as Loose).colour = 'red')),
      /node “Dense 64”, colour: there is no such setting/,
    ],
    [
      'has a node twice',
      (): string => complaint(({ graph }) => (graph.nodes[2]!.id = graph.nodes[1]!.id)),
      /node “Latent”: its id “dense_1” is another node's/,
    ],
    [
      'has a name twice',
      (): string => complaint(({ graph }) => (graph.nodes[2]!.name = 'Dense 64')),
      /node “Dense 64”: another node has the same name/,
    ],
    [
      'has an edge to nowhere',
      (): string => complaint(({ graph }) => (graph.edges[1]!.target = 'gone')),
      /edge “edge_2”: it touches “gone”, which is no node/,
    ],
    [
      'has an edge id twice',
      (): string => complaint(({ graph }) => (graph.edges[1]!.id = 'edge_1')),
      /edge “edge_1”: another edge has the same id/,
    ],
    [
      'mirrors nothing',
      (): string => complaint(({ graph }) => (graph.nodes[3]!.mirrorOf = 'gone')),
      /node “Dense 784”: it mirrors “gone”/,
    ],
    [
      'has an unknown objective',
      (): string => complaint((content) => (content.objective = { kind: 'win', params: {} })),
      /objective: there is no objective “win”/,
    ],
    [
      'has an unknown loss',
      (): string => complaint((content) => ((content.objective as { params: Loose }).params.loss = 'hope')),
      /objective, loss: Loss is "hope"/,
    ],
    [
      'has an unknown optimizer setting',
      (): string =>
        complaint((content) => ((content.training as { optimizer: { params: Loose } }).optimizer.params.speed = 1)),
      /optimizer: Adam has no setting “speed”/,
    ],
    [
      'has more than it should',
      (): string => complaint((content) => (content.extra = 1)),
      /“extra”: this version does not know it.*should not be there/,
    ],
    [
      'has a batch size of zero',
      (): string => complaint((content) => ((content.training as Loose).batchSize = 0)),
      /“training”, “batchSize”: it is 0.*A number of at least 1 was expected/,
    ],
    [
      'has half an epoch',
      (): string => complaint((content) => ((content.training as Loose).epochs = 1.5)),
      /“training”, “epochs”: it is 1.5.*A whole number was expected/,
    ],
    [
      'has a learning rate of zero',
      (): string => complaint((content) => ((content.training as Loose).learningRate = 0)),
      /“learningRate”: it is 0.*A number above 0 was expected/,
    ],
    ['has no name', (): string => complaint((content) => (content.name = '')), /“name”: it is empty/],
    [
      'has too long a name',
      (): string => complaint((content) => (content.name = 'x'.repeat(121))),
      /“name”: it has 121 characters.*At most 120 were expected/,
    ],
    [
      'has an id that could be a path',
      (): string => complaint((content) => (content.id = '../x')),
      /“id”: it is "\.\.\/x".*only letters, digits, _ and -/,
    ],
  ])('that %s is refused with place and reason', (_name, complain, words) => {
    expect(complain()).toMatch(words);
  });
  it('that is good is accepted', () => {
    expect(complaint(() => undefined)).toBe('accepted');
    expect(parseProject(formatProject(emptyProject('empty', 'Empty')), 'x').graph).toEqual({ nodes: [], edges: [] });
    expect(formatProject(chain([28, 28, 1], conv(8)))).toContain('"kernelSize": [3, 3],');
  });
});
