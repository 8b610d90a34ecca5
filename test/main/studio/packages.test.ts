/** Packages of work: what goes in comes out elsewhere and can be continued; what others put in harms nothing. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '#main/files/read-archive.ts';
import { limits } from '#main/studio/packages/layout.ts';
import { createPackages } from '#main/studio/packages.ts';
import { readMetrics, readSnapshot } from '#main/studio/runs/read-run.ts';
import { readRecord, writeRecord } from '#main/studio/runs/run-record.ts';
import { formatProject } from '#shared/graph/parse.ts';
import type { CallInput, RunSummary, StudioEvents } from '#shared/wire/studio.ts';
import { buildZip, type ZipFileSpec } from '../files/zip.ts';
import { datasetFolder, denseProject, runTraining, temporaryFolder, weightsIn } from '../trainer/fixtures.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const project = { ...denseProject(), name: 'Shared work' };
beforeAll(async () => void (temporary = await temporaryFolder()));
afterAll(() => temporary.remove());

const summaryOf = (id: string, folder: string, change: Partial<RunSummary> = {}): RunSummary => ({
  ...{ id, folder, projectId: project.id, projectName: project.name, startedAt: 1000, endedAt: 2000 },
  ...{ state: 'finished', message: null, epochsPlanned: 2, epochsDone: 2, loss: 0.5, validationLoss: 0.6, terms: {} },
  ...{
    objective: 'reconstruct',
    bestEpoch: 2,
    device: 'Processor',
    deviceChoice: null,
    weights: 9,
    samplesPerSecond: 1,
  },
  ...change,
});
const metrics = {
  epoch: 1,
  loss: 1,
  validationLoss: null,
  learningRate: 1,
  seconds: 1,
  samplesPerSecond: 1,
  best: true,
};
const files: Readonly<Record<string, string>> = {
  'project.hourglass': formatProject(project),
  'metrics.jsonl': `${JSON.stringify(metrics)}\n`,
  'checkpoints/best.safetensors': 'weights '.repeat(40_000),
  'checkpoints/last.safetensors': 'weights and more',
  'strip/strip.json': '{}',
  'strip/original.png': 'picture',
};

async function makeRun(runsFolder: string, id: string, change: Partial<RunSummary> = {}): Promise<string> {
  const folder = join(runsFolder, id);
  for (const name of ['checkpoints', 'strip']) await mkdir(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  // What is no part of a run stays behind.
  await writeFile(join(folder, 'run.1-2.lock'), 'lock');
  await writeRecord(summaryOf(id, folder, change));
  return folder;
}

let opened = 0;
async function openStudio() {
  const runsFolder = join(temporary.path, `studio-${(opened += 1)}`);
  await mkdir(runsFolder);
  const events: StudioEvents['package:progress'][] = [];
  const { handlers } = await createPackages({ runsFolder, emit: (event) => events.push(event) });
  const write = (work: unknown, path: string, job = 'w') =>
    handlers['package:write']({ job, work, path } as CallInput<'package:write'>);
  const open = (path: string, job = 'o') => handlers['package:open']({ job, path });
  return { runsFolder, events, handlers, write, open };
}

describe('a package', () => {
  test('of a run holds all of it, and nothing of this machine', async () => {
    const here = await openStudio();
    await makeRun(here.runsFolder, 'r1');
    const path = join(temporary.path, 'run.zip');
    const planned = await here.handlers['package:measure']({ work: { kind: 'run', runId: 'r1' } });
    const info = await here.write({ kind: 'run', runId: 'r1' }, path);
    expect(info.runs).toBe(1);
    expect(info.bytes).toBeLessThanOrEqual(planned.bytes + 4000);
    expect(here.events.every(({ job, done, total }) => job === 'w' && done <= total)).toBe(true);

    const there = await openStudio();
    expect(await there.open(path)).toMatchObject({ project, runs: [{ id: 'r1', known: false }], leftOut: [] });
    const folder = join(there.runsFolder, 'r1');
    for (const [name, text] of Object.entries(files)) expect(await readFile(join(folder, name), 'utf8')).toBe(text);
    expect((await readdir(folder)).sort()).toEqual(
      [...new Set(Object.keys(files).map((name) => name.split('/')[0]!)), 'run.json'].sort(),
    );
    expect((await readRecord(folder))?.summary).toEqual(summaryOf('r1', folder));
    expect(await readdir(there.runsFolder)).toEqual(['r1']);
    // As it stands in the archive, before the studio there makes it its own.
    const archive = await openArchive(path, limits);
    await archive.extract('runs/r1/run.json', join(temporary.path, 'as-packed.json'));
    archive.close();
    expect(JSON.parse(await readFile(join(temporary.path, 'as-packed.json'), 'utf8')).owner).toEqual({
      host: '',
      process: 0,
    });
  });

  test('of a project holds its runs, newest first, and no other’s; one under way is a stopped one there', async () => {
    const here = await openStudio();
    await makeRun(here.runsFolder, 'old', { startedAt: 1 });
    await makeRun(here.runsFolder, 'new', { startedAt: 5, state: 'running', endedAt: null, epochsDone: 1 });
    await makeRun(here.runsFolder, 'other', { projectId: 'another' });
    const path = join(temporary.path, 'project.zip');
    expect((await here.write({ kind: 'project', project }, path)).runs).toBe(2);
    const there = await openStudio();
    expect((await there.open(path)).runs.map(({ id }) => id)).toEqual(['new', 'old']);
    const record = await readRecord(join(there.runsFolder, 'new'));
    expect(record).toMatchObject({ owned: false, summary: { state: 'stopped', epochsDone: 1 } });
    expect(record?.summary.message?.received).toContain('copy of a run that was under way');
    expect((await readMetrics(join(there.runsFolder, 'new'))).map(({ epoch }) => epoch)).toEqual([1]);
  });

  test('opened again changes nothing; another run of that name stays, beside it', async () => {
    const here = await openStudio();
    await makeRun(here.runsFolder, 'r1');
    const path = join(temporary.path, 'again.zip');
    await here.write({ kind: 'run', runId: 'r1' }, path);
    expect((await here.open(path)).runs).toEqual([{ id: 'r1', known: true }]);
    const there = await openStudio();
    await makeRun(there.runsFolder, 'r1', { startedAt: 77 });
    const [run] = (await there.open(path)).runs;
    expect(run!.id).toMatch(/^r1-[0-9a-f]{6}$/);
    expect((await readRecord(join(there.runsFolder, run!.id)))?.summary).toMatchObject({
      id: run!.id,
      startedAt: 1000,
    });
    expect((await readRecord(join(there.runsFolder, 'r1')))?.summary.startedAt).toBe(77);
  });

  test('goes on elsewhere exactly as it would have here', async () => {
    const here = await openStudio();
    const folder = await makeRun(here.runsFolder, 'r1');
    const dataset = await datasetFolder(project, join(temporary.path, 'cache'));
    await runTraining(denseProject({ epochs: 2 }), folder, dataset);
    const path = join(temporary.path, 'goes-on.zip');
    await here.write({ kind: 'run', runId: 'r1' }, path);
    const there = await openStudio();
    await there.open(path);
    const moved = join(there.runsFolder, 'r1');
    expect(await readSnapshot(moved)).toEqual(project);
    const before = await weightsIn(folder);
    expect(await weightsIn(moved)).toEqual(before);
    for (const each of [folder, moved])
      expect((await runTraining(denseProject({ epochs: 3 }), each, dataset, { resume: true })).ended.epochs).toBe(3);
    const after = await weightsIn(folder);
    expect(after).not.toEqual(before);
    expect(await weightsIn(moved)).toEqual(after);
  });

  test('is written only under a name of its kind, and cancelled in words', async () => {
    const here = await openStudio();
    await makeRun(here.runsFolder, 'r1');
    await expect(here.write({ kind: 'run', runId: 'r1' }, join(temporary.path, 'a.txt'))).rejects.toThrow(
      'ends in .zip',
    );
    await expect(here.write({ kind: 'run', runId: 'none' }, join(temporary.path, 'a.zip'))).rejects.toThrow(
      'There is no',
    );
    const writing = here.write({ kind: 'run', runId: 'r1' }, join(temporary.path, 'cancelled.zip'), 'c');
    await here.handlers['package:cancel']({ job: 'c' });
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(temporary.path)).not.toContain('cancelled.zip');
  });
});

const description = { format: 'hourglass-package', version: 1, name: 'x', runs: ['r1'] };
const top: Readonly<Record<string, string>> = {
  'hourglass-package.json': JSON.stringify(description),
  'project.hourglass': formatProject(project),
};
async function record(change: object = {}): Promise<string> {
  const folder = join(temporary.path, 'record');
  await mkdir(folder, { recursive: true });
  await writeRecord(summaryOf('r1', folder));
  return JSON.stringify({ ...JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')), ...change });
}
const specs = (contents: Readonly<Record<string, string>>): ZipFileSpec[] =>
  Object.entries(contents).map(([name, data]) => ({ name, data }));

describe('a package from anybody', () => {
  const good = async (): Promise<Record<string, string>> => ({
    ...top,
    'runs/r1/run.json': await record(),
    'runs/r1/project.hourglass': files['project.hourglass']!,
  });
  const { 'hourglass-package.json': _, ...withoutDescription } = top;
  const bad: readonly (readonly [
    string,
    (contents: Record<string, string>) => ZipFileSpec[] | Promise<ZipFileSpec[]>,
    RegExp,
  ])[] = [
    ['no description', () => specs(withoutDescription), /holds no “hourglass-package.json”/],
    [
      'no project',
      () => specs({ 'hourglass-package.json': JSON.stringify(description) }),
      /holds no “project.hourglass”/,
    ],
    [
      'a description of the future',
      (c) => specs({ ...c, 'hourglass-package.json': '{"format":"hourglass-package","version":9}' }),
      /not what this version/,
    ],
    ['no JSON', (c) => specs({ ...c, 'hourglass-package.json': '{' }), /not what this version/],
    ['a run that is not in it', () => specs(top), /the run “r1” in it cannot be read/],
    [
      'a run’s id that leaves the folder',
      (c) => specs({ ...c, 'hourglass-package.json': JSON.stringify({ ...description, runs: ['../../r1'] }) }),
      /the run “..\/..\/r1” in it cannot be read/,
    ],
    [
      'a run twice',
      (c) => specs({ ...c, 'hourglass-package.json': JSON.stringify({ ...description, runs: ['r1', 'r1'] }) }),
      /lists a run twice/,
    ],
    [
      'a record of another id',
      async (c) => specs({ ...c, 'runs/r1/run.json': await record({ id: '../../../escaped' }) }),
      /cannot be read/,
    ],
    ['a record that is none', (c) => specs({ ...c, 'runs/r1/run.json': '[]' }), /cannot be read/],
    ['a broken project', (c) => specs({ ...c, 'runs/r1/project.hourglass': '{"format"' }), /project.hourglass/],
    ['a huge record', (c) => specs({ ...c, 'runs/r1/run.json': ' '.repeat(1_100_000) }), /at most 1 MB are taken/],
    [
      'a name that leaves the folder',
      (c) => [...specs(c), { name: 'runs/r1/../../../x', data: 'x' }],
      /would lie outside/,
    ],
    [
      'a link in place of a checkpoint',
      (c) => [...specs(c), { name: 'runs/r1/checkpoints/best.safetensors', data: '/etc/passwd', mode: 0o120777 }],
      /is a link/,
    ],
  ];
  test.each(bad)('with %s is refused, and nothing of it stays', async (_what, change, words) => {
    const { runsFolder, open } = await openStudio();
    const path = join(temporary.path, 'bad.zip');
    await writeFile(path, buildZip(await change(await good())));
    await expect(open(path)).rejects.toThrow(words);
    expect(await readdir(runsFolder)).toEqual([]);
  });

  test('may hold more than is needed: that is left out by name', async () => {
    const { runsFolder, open } = await openStudio();
    const path = join(temporary.path, 'more.zip');
    const more = { '__MACOSX/._x': 'x', 'runs/r1/evil.sh': 'rm -rf' };
    await writeFile(path, buildZip(specs({ ...(await good()), ...more })));
    expect((await open(path)).leftOut).toEqual(['__MACOSX/._x', 'runs/r1/evil.sh']);
    expect((await readdir(join(runsFolder, 'r1'))).sort()).toEqual(['project.hourglass', 'run.json']);
  });

  test('what a killed studio was unpacking is swept at the next start', async () => {
    const runsFolder = join(temporary.path, 'swept');
    await mkdir(join(runsFolder, '.unpacking-999999999-00c0ffee'), { recursive: true });
    await createPackages({ runsFolder, emit: () => undefined });
    expect(await readdir(runsFolder)).toEqual([]);
  });
});
