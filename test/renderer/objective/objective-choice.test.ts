import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import { addNode, connectNodes, setParams } from '#shared/graph/edit.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { objectives, type ObjectiveKind } from '#shared/objectives/index.ts';
import type { ObjectiveDefinition } from '#shared/objectives/objective.ts';
import {
  addedNodes,
  choicesFor,
  describeAdoption,
  familiesOf,
  fieldsOfObjective,
  nameOfChoice,
  problemsOfObjective,
  withObjective,
} from '../../../src-renderer/objective/objective-choice.ts';
import { small } from '../design/projects.ts';

const like = (change: Partial<ObjectiveDefinition>): ObjectiveDefinition => ({
  ...(objectives.reconstruct as unknown as ObjectiveDefinition),
  ...change,
});

describe('the choice of an objective', () => {
  it('puts every objective into one family, by what it says of itself', () => {
    const named = [
      like({ kind: 'plain' }),
      like({ kind: 'shaped', latent: 'needed' }),
      like({ kind: 'rivals', ends: ['output', 'verdict'], target: 'none', latent: 'unused' }),
      like({ kind: 'labels', ends: ['classes'], target: 'label' }),
      like({ kind: 'pairs', target: 'pair' }),
    ];
    expect(familiesOf(named).map(({ members }) => members.map(({ kind }) => kind))).toEqual([
      ['plain'],
      ['shaped'],
      ['rivals'],
      ['labels', 'pairs'],
    ]);
    const kinds = familiesOf().flatMap(({ members }) => members.map(({ kind }) => kind));
    expect(kinds.toSorted()).toEqual(Object.keys(objectives).toSorted());
  });

  it('keeps every layer, connection and setting of the network, and gives added layers free places', () => {
    const before = small();
    for (const kind of Object.keys(objectives) as ObjectiveKind[]) {
      const after = withObjective(before, kind);
      const left = new Set(after.graph.nodes.map(({ id }) => id));
      expect(before.graph.nodes.filter(({ id }) => !left.has(id))).toEqual([]);
      expect(after.graph.edges).toEqual(expect.arrayContaining([...before.graph.edges]));
      const places = after.graph.nodes.map(({ position: { x, y } }) => `${x} ${y}`);
      expect(new Set(places).size, `places after ${kind}`).toBe(places.length);
    }
  });

  it('says nothing of the present objective, nor of one that changes nothing', () => {
    const project = small();
    const reconstruct = choicesFor(project)
      .flatMap(({ choices }) => choices)
      .find(({ kind }) => kind === 'reconstruct')!;
    expect(reconstruct.adds).toBeNull();
    expect(describeAdoption(project, { ...project })).toBeNull();
  });

  it('names what was added and what was set', () => {
    const before = small();
    const latent = before.graph.nodes.find(({ kind }) => kind === 'latent')!;
    const withNoise = addNode(before, 'noise', { x: 0, y: 600 }, { shape: [8] });
    expect(describeAdoption(before, withNoise)).toBe('Adds “Noise”.');
    const noise = addedNodes(before, withNoise)[0]!;
    let after = addNode(withNoise, 'realOrGenerated', { x: 200, y: 600 });
    after = addNode(after, 'verdict', { x: 400, y: 600 });
    const [judge, verdict] = after.graph.nodes.slice(-2);
    after = connectNodes(after, noise.id, judge!.id);
    after = connectNodes(after, latent.id, judge!.id);
    after = connectNodes(after, judge!.id, verdict!.id);
    expect(describeAdoption(before, after)).toBe('Adds a discriminator of 2 layers and “Noise”.');
    const dense = before.graph.nodes.find(({ kind }) => kind === 'dense')!;
    expect(describeAdoption(before, setParams(before, dense.id, { activation: 'relu', units: 3 }))).toBe(
      'Sets units of “Dense 3” to 3. Sets activation of “Dense 3” to relu.',
    );
  });

  it('names the edit after the objective', () => {
    expect(nameOfChoice('reconstruct')).toBe('change the objective to reconstruct');
  });
});

describe('the settings of an objective', () => {
  it('leaves out what the present values have no use for', () => {
    const project = small();
    expect(fieldsOfObjective(project).map(({ key }) => key)).toEqual(['loss']);
    const huber = setObjective(project, 'reconstruct', { loss: 'huber' });
    expect(fieldsOfObjective(huber).map(({ key }) => key)).toEqual(['loss', 'huberDelta']);
  });

  it('shows what the objective finds, and no problem of the graph', () => {
    const project = setObjective(small(), 'reconstruct', { loss: 'binaryCrossentropy' });
    const wide = {
      ...project,
      data: { ...project.data, image: { ...project.data.image, range: 'minusOneToOne' as const } },
    };
    const check = checkProject(addNode(wide, 'dense', { x: 0, y: 900 }));
    expect(check.problems.length).toBeGreaterThan(1);
    expect(problemsOfObjective(wide, check).map(({ id }) => id)).toEqual(['loss:range']);
  });
});
