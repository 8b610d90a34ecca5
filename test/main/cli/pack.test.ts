/** `hourglass pack` and `hourglass unpack`, on a run's folder made by hand: nothing is trained. */
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '#main/cli/run.ts';
import { writeRecord } from '#main/studio/runs/run-record.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import type { RunSummary } from '#shared/wire/studio.ts';
import { denseProject, temporaryFolder } from '../trainer/fixtures.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const project = { ...denseProject(), name: 'Packed' };
beforeAll(async () => {
  temporary = await temporaryFolder();
  const folder = join(temporary.path, 'here', 'runs', 'r1');
  await mkdir(join(folder, 'checkpoints'), { recursive: true });
  await writeFile(join(folder, 'project.hourglass'), formatProject(project));
  await writeFile(join(folder, 'checkpoints', 'best.safetensors'), 'weights');
  await writeRecord({
    ...{ id: 'r1', folder, projectId: project.id, projectName: project.name, startedAt: 1, endedAt: 2 },
    ...{ state: 'finished', message: null, epochsPlanned: 1, epochsDone: 1, loss: 1, validationLoss: 1, terms: {} },
    ...{ objective: null, bestEpoch: 1, device: null, deviceChoice: null, weights: 1, samplesPerSecond: 1 },
  } satisfies RunSummary);
});
afterAll(() => temporary.remove());

/** On the machine that keeps its data in this folder. */
async function hourglass(data: 'here' | 'there', ...args: string[]) {
  let [out, errors] = ['', ''];
  const code = await runCommandLine(args, {
    terminal: {
      out: { write: (text) => (out += text) },
      errors: { write: (text) => (errors += text) },
      interactive: false,
    },
    place: {
      resources: join(temporary.path, 'resources'),
      trainerEntry: 'none',
      environment: { HOURGLASS_DATA: join(temporary.path, data) },
    },
    interrupted: new AbortController().signal,
  });
  return { code, out, errors };
}

test('a run goes from one machine to another, with its project', async () => {
  const zip = join(temporary.path, 'work.zip');
  const packed = await hourglass('here', 'pack', 'r1', '-o', zip, '--json');
  expect(packed.code).toBe(0);
  expect(JSON.parse(packed.out)).toEqual({ file: zip, runs: 1, bytes: (await stat(zip)).size });
  const file = join(temporary.path, 'again.hourglass');
  const opened = await hourglass('there', 'unpack', zip, '-o', file);
  expect(opened.code).toBe(0);
  expect(opened.out).toContain('Opened “Packed” with 1 run.');
  const folder = join(temporary.path, 'there', 'runs', 'r1');
  expect(await readFile(join(folder, 'checkpoints', 'best.safetensors'), 'utf8')).toBe('weights');
  expect(parseProject(await readFile(file, 'utf8'), 'again')).toEqual(project);
  const twice = await hourglass('there', 'unpack', zip, '--json');
  expect(JSON.parse(twice.out)).toMatchObject({ runs: [{ id: 'r1', known: true }], leftOut: [] });
});

test('a project is packed with all its runs; the ending is added', async () => {
  const file = join(temporary.path, 'p.hourglass');
  await writeFile(file, formatProject(project));
  const { code, out } = await hourglass('here', 'pack', file, '-o', join(temporary.path, 'whole'));
  expect(code).toBe(0);
  expect(out).toContain('Packed “Packed” with 1 run into');
  expect(await readdir(temporary.path)).toContain('whole.zip');
});

test('what is no run, no package, or no name for a project is refused with the exit code of wrong usage', async () => {
  const none = await hourglass('here', 'pack', 'nothing', '-o', join(temporary.path, 'x.zip'));
  expect([none.code, none.errors]).toEqual([2, expect.stringContaining('“nothing” is no run')]);
  const broken = join(temporary.path, 'broken.zip');
  await writeFile(broken, 'PK no');
  const bad = await hourglass('there', 'unpack', broken);
  expect([bad.code, bad.errors]).toEqual([2, expect.stringContaining('it is no ZIP archive')]);
});
