/** A run's id and its record, when it is made. Owns what stands in them before a trainer has said anything. */
import { randomBytes } from 'node:crypto';
import type { Project } from '#shared/graph/document.ts';
import type { RunSummary } from '#shared/wire/studio.ts';

/** "20250131-142530-9f2c": sorts by time, tells runs of the same second apart. */
export function newRunId(): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${randomBytes(2).toString('hex')}`;
}

/** Before anything is known of how it goes. */
export function newSummary(id: string, folder: string, project: Project): RunSummary {
  return {
    id,
    projectId: project.id,
    projectName: project.name,
    folder,
    startedAt: Date.now(),
    endedAt: null,
    state: 'preparing',
    message: null,
    epochsPlanned: project.training.epochs,
    epochsDone: 0,
    loss: null,
    validationLoss: null,
    terms: {},
    objective: project.objective.kind,
    bestEpoch: null,
    device: null,
    deviceChoice: null,
    weights: null,
    samplesPerSecond: null,
  };
}
