/**
 * The studio's process in soak.mjs: rounds of train, stop, continue, stop, by the calls that a window makes. Says after each
 * round what the process holds, one JSON object a line.
 */
import { join } from 'node:path';
import { parseProject } from '#shared/graph/parse.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import type { HostCalls } from '#main/studio/index.ts';
import { createStudio } from '#main/studio/index.ts';
import { findFolders } from '#main/studio/folders.ts';
import { forkWithNode } from '#main/studio/runs/node-process.ts';
import { readFile } from 'node:fs/promises';
import { holdings } from './soak-holdings.ts';

interface Task {
  readonly rounds: number;
  readonly trainerEntry: string;
  readonly resources: string;
  readonly template: string;
  readonly data: string;
}

const { rounds, trainerEntry, resources, template, data } = JSON.parse(process.argv[2]!) as Task;
const text = await readFile(join(resources, 'templates', `${template}.hourglass`), 'utf8');
const project = parseProject(text, template);

const studio = await createStudio({
  folders: findFolders({ ...process.env, HOURGLASS_DATA: data }),
  host: {
    kind: 'browser',
    nativeDialogs: false,
    version: 'soak',
    resources,
    trainerEntry,
    fork: forkWithNode,
    // No window asks for dialogs here.
    calls: {} as HostCalls,
  },
});

let heard: ((report: TrainingReport) => void) | undefined;
studio.subscribe((name, event) => {
  if (name === 'training:report') heard?.(event as TrainingReport);
});

/** Resolves at the first report of that type; any other ending is an error. */
const next = (type: TrainingReport['type']): Promise<void> =>
  new Promise((resolve, reject) => {
    heard = (report) => {
      if (report.type === type) resolve();
      else if (report.type === 'ended') reject(new Error(`A run ended: ${JSON.stringify(report.message)}`));
    };
  });

async function call(name: string, input: unknown): Promise<Record<string, unknown>> {
  const result = await studio.dispatch(name, input);
  if (!result.ok) throw new Error(`${name} failed: ${JSON.stringify(result.error)}`);
  return result.value as Record<string, unknown>;
}

for (let round = 1; round <= rounds; round++) {
  const training = { ...project.training, epochs: 100_000 };
  let epoch = next('epoch');
  const { runId } = await call('training:start', { project: { ...project, training } });
  for (const again of [true, false]) {
    await epoch;
    const ended = next('ended');
    await call('training:stop', { runId });
    await ended;
    if (!again) break;
    epoch = next('epoch');
    await call('training:continue', { runId });
  }
  await call('run:read', { runId });
  await call('run:remove', { runId });
  console.log(JSON.stringify({ round, ...holdings() }));
}
await studio.close();
process.exit(0);
