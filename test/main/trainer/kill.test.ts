import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forkWithNode } from '#main/studio/runs/node-process.ts';
import { trainerEnvironment, type TrainerProcess } from '#main/studio/runs/trainer-process.ts';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { buildEntries, type BuiltEntries } from './built.ts';
import { denseProject, preparedData, weightsIn } from './fixtures.ts';

/** The promise is 200 (HOURGLASS_KILLS=200); a few are enough to notice that it broke. */
const kills = Number(process.env['HOURGLASS_KILLS'] ?? 3);

let entries: BuiltEntries;
const project = denseProject({ epochs: 6, learningRate: 0.01, schedule: { kind: 'cosine', final: 0.1, warmup: 1 } });
const { dataset, folderFor } = await preparedData(project);
beforeAll(async () => {
  entries = await buildEntries('kill', ['test/main/trainer/each-batch-entry.ts']);
});
afterAll(() => entries.remove());

/** Runs a trainer process; kills it so many milliseconds after its first batch can run. True when it got to its end. */
async function trainUntil(
  folder: string,
  killAfter: number | null,
): Promise<{ finished: boolean; runningFor: number }> {
  await mkdir(folder, { recursive: true });
  const trainer: TrainerProcess = forkWithNode(entries.paths[0]!, trainerEnvironment(process.env));
  let finished = false;
  let began = 0;
  let ended = 0;
  const exited = new Promise<void>((resolve) => trainer.onExit(() => resolve()));
  trainer.onMessage((reply) => {
    const report = reply as TrainingReport;
    if (report.type === 'state' && report.state === 'running') {
      began = performance.now();
      if (killAfter !== null) setTimeout(() => trainer.kill(), killAfter);
    }
    if (report.type !== 'ended') return;
    finished = report.reason === 'finished';
    ended = performance.now();
    trainer.kill();
  });
  trainer.send({ type: 'start', runId: 'run', project, folder, dataset, resume: true });
  await exited;
  return { finished, runningFor: ended - began };
}

const metricsOf = async (folder: string): Promise<unknown[]> => {
  const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const { seconds: _seconds, samplesPerSecond: _speed, ...metrics } = JSON.parse(line) as Record<string, unknown>;
    return metrics;
  });
};

test(
  'killed at random instants, again and again, a run still ends with the same bits and the same metrics',
  async () => {
    const whole = folderFor('whole');
    const { runningFor } = await trainUntil(whole, null);
    const [weights, metrics] = [await weightsIn(whole), await metricsOf(whole)];
    const best = await readCheckpoint(runFolder(whole).best);
    let left = kills;
    let steps = 0;
    for (let run = 0; left > 0; run++) {
      const folder = folderFor(`killed-${run}`);
      for (let finished = false; !finished;) {
        // Past the end now and then; most hit the middle, a checkpoint being written included.
        const killAfter = left > 0 ? Math.random() * runningFor * 0.5 : null;
        ({ finished } = await trainUntil(folder, killAfter));
        if (!finished) left -= 1;
        const last = await readCheckpoint(runFolder(folder).last).catch(() => null);
        // No step that was on the disk is ever lost.
        expect(last?.state.steps ?? 0).toBeGreaterThanOrEqual(run === 0 ? steps : 0);
        if (run === 0) steps = last?.state.steps ?? 0;
      }
      expect(await weightsIn(folder)).toEqual(weights);
      expect(await metricsOf(folder)).toEqual(metrics);
      expect((await readCheckpoint(runFolder(folder).best)).state.best).toEqual(best.state.best);
    }
  },
  30_000 + kills * 10_000,
);
