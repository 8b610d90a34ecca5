/**
 * Whole runs one after the other in one process, in soak.mjs. The trainer has a process for each run; what a run leaves
 * behind here, its process would leak while it trains. Says after each run what the process holds.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareDataset } from '#main/data/cache.ts';
import { Control } from '#main/trainer/control.ts';
import { train } from '#main/trainer/trainer.ts';
import { parseProject } from '#shared/graph/parse.ts';
import { holdings } from './soak-holdings.ts';

interface Task {
  readonly rounds: number;
  readonly resources: string;
  readonly template: string;
  readonly data: string;
}

const { rounds, resources, template, data } = JSON.parse(process.argv[2]!) as Task;
const parsed = parseProject(await readFile(join(resources, 'templates', `${template}.hourglass`), 'utf8'), template);
const project = { ...parsed, training: { ...parsed.training, epochs: 2 } };
const dataset = await prepareDataset(project.data, { cacheFolder: join(data, 'soak-cache') });
const folder = join(data, 'soak-run');
for (let round = 1; round <= rounds; round++) {
  await mkdir(folder, { recursive: true });
  let reason = '';
  const command = { type: 'start', runId: 'run', project, folder, dataset: dataset.folder, resume: false } as const;
  await train(command, (report) => (reason = report.type === 'ended' ? report.reason : reason), new Control());
  if (reason !== 'finished') throw new Error(`A run ended as ${reason}.`);
  await rm(folder, { recursive: true });
  console.log(JSON.stringify({ round, ...holdings() }));
}
process.exit(0);
