import { describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import type { RunSummary } from '#shared/wire/studio.ts';
import {
  bestOf,
  durationOf,
  measuredByAll,
  orderRuns,
  overlaySeries,
  runName,
  tabulateSettings,
  termsOfRun,
  titleOfObjective,
} from '../../../src-renderer/runs/compare.ts';

const run = (id: string, startedAt: number, validationLoss: number | null, loss: number | null = 0.5): RunSummary => ({
  id,
  projectId: 'p',
  projectName: 'P',
  folder: '/r',
  startedAt,
  endedAt: startedAt + 90_000,
  state: 'finished',
  message: null,
  epochsPlanned: 2,
  epochsDone: 2,
  loss,
  validationLoss,
  terms: {},
  objective: 'reconstruct',
  bestEpoch: 2,
  device: 'CPU',
  deviceChoice: null,
  weights: 10,
  samplesPerSecond: 100,
});

describe('runs side by side', () => {
  const runs = [run('c', 3000, 0.3), run('a', 1000, 0.2), run('b', 2000, null, 0.25)];
  it('numbers a project’s runs from the first', () => {
    const order = orderRuns(runs).get('p')!;
    expect(order.map((id) => runName(id, order))).toEqual(['run 1', 'run 2', 'run 3']);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('finds the best and says nothing of a single one', () => {
    expect(bestOf(runs)).toBe('a');
    expect(bestOf(runs.slice(0, 1))).toBeNull();
    expect(bestOf([run('x', 0, null, null), runs[0]!])).toBeNull();
  });

  it('lasts until now while it lives', () => {
    expect(durationOf(runs[0]!, 0)).toBe(90);
    expect(durationOf({ ...runs[0]!, endedAt: null }, 13_000)).toBe(10);
  });

  it('overlays validation curves, training where there is no validation', () => {
    const epochs = [
      {
        epoch: 1,
        loss: 0.4,
        validationLoss: null,
        terms: {},
        learningRate: 0.1,
        seconds: 1,
        samplesPerSecond: 1,
        best: true,
      },
    ];
    const details = { summary: runs[0]!, project: emptyProject('p', 'P'), epochs, strip: null };
    const series = overlaySeries([
      { name: 'run 1', details },
      { name: 'run 2', details: { ...details, epochs: [{ ...epochs[0]!, validationLoss: 0.45 }] } },
    ]);
    expect(series.map(({ label, points }) => [label, points])).toEqual([
      ['run 1', [{ x: 1, y: 0.4 }]],
      ['run 2', [{ x: 1, y: 0.45 }]],
    ]);
    expect(new Set(series.map(({ color }) => color)).size).toBe(2);
  });

  it('compares losses of one objective only, and what all runs measure', () => {
    expect(bestOf([runs[0]!, { ...runs[1]!, objective: 'variational' }])).toBeNull();
    const base = emptyProject('p', 'P');
    const vae = { ...base, objective: { kind: 'variational', params: {} } };
    expect(measuredByAll([vae, vae]).map(({ key }) => key)).toContain('kl');
    expect(measuredByAll([vae, base]).map(({ key }) => key)).toEqual(['loss']);
  });

  it('says what a run learned, and its terms at the end', () => {
    const vae = { ...runs[0]!, objective: 'variational', terms: { kl: { train: 21, validation: 22.31 } } };
    expect([titleOfObjective(vae), titleOfObjective({ ...vae, objective: null })]).toEqual(['Variational', '–']);
    expect(termsOfRun(vae)).toBe('KL divergence, nats 22.31');
    expect(termsOfRun(runs[0]!)).toBe('');
  });

  it('tabulates only what differs', () => {
    const base = emptyProject('p', 'P');
    const withEpochs = (epochs: number) => ({ ...base, training: { ...base.training, epochs } });
    expect(tabulateSettings([base, base, withEpochs(50)])).toEqual([
      { group: 'Training', what: 'Epochs', values: ['10', '10', '50'] },
    ]);
    expect(tabulateSettings([base])).toEqual([]);
  });
});
