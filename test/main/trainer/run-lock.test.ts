/** Two processes never write into one run's folder; what dead ones left is no obstacle. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockRunFolder } from '#main/trainer/run-lock.ts';
import { UserError } from '#shared/problem.ts';
import { datasetFolder, denseProject, runTraining, temporaryFolder } from './fixtures.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let other: ChildProcess;
beforeAll(async () => {
  temporary = await temporaryFolder();
  // Another process that lives: it waits for what never comes.
  other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(other, 'spawn');
});
afterAll(async () => {
  other.kill('SIGKILL');
  await temporary.remove();
});

async function folderFor(name: string): Promise<string> {
  const folder = join(temporary.path, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** What /proc says of a process's beginning; null where there is no /proc. */
const momentOf = async (id: number): Promise<string | null> => {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => null);
  return text === null ? null : text.split(') ').at(-1)!.split(' ')[19]!;
};

async function leaveLock(folder: string, change: object = {}): Promise<string> {
  const id = other.pid!;
  const moment = await momentOf(id);
  const path = join(folder, `run.${id}-${moment ?? 1}.lock`);
  await writeFile(path, JSON.stringify({ host: hostname(), process: id, moment, began: Date.now(), ...change }));
  return path;
}

test('a second one is refused, and told who writes and where the lock lies', async () => {
  const folder = await folderFor('two');
  const lock = await lockRunFolder(folder, 0);
  const [name] = await readdir(folder);
  const refusal = await lockRunFolder(folder, 0).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UserError);
  expect(refusal).toMatchObject({
    received: `Process ${process.pid} is writing into the run’s folder ${folder}.`,
    action: expect.stringContaining(join(folder, name!)),
  });
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockRunFolder(folder, 0)).release();
});

test('one that ends soon is waited for', async () => {
  const folder = await folderFor('patience');
  const lock = await lockRunFolder(folder, 0);
  const waiting = lockRunFolder(folder, 20_000);
  await lock.release();
  await (await waiting).release();
});

test('a living process’s lock holds; a dead one’s is swept', async () => {
  const folder = await folderFor('dead');
  const path = await leaveLock(folder);
  await expect(lockRunFolder(folder, 0)).rejects.toThrow(`Process ${other.pid} is writing`);
  expect(await readdir(folder)).toEqual([path.slice(folder.length + 1)]);
  const mortal = spawn(process.execPath, ['-e', '']);
  await once(mortal, 'exit');
  await leaveLock(folder, { process: mortal.pid });
  await (await lockRunFolder(folder, 0)).release();
  expect(await readdir(folder)).toEqual([]);
});

test.runIf(process.platform === 'linux')('a number that another process has by now is no owner', async () => {
  const folder = await folderFor('reused');
  await leaveLock(folder, { moment: '1' });
  await (await lockRunFolder(folder, 0)).release();
});

test('nor is one from before the system was started, or a file that is no lock', async () => {
  const folder = await folderFor('old');
  await leaveLock(folder, { moment: null, began: 0 });
  await writeFile(join(folder, 'run.12-34.lock'), '');
  await (await lockRunFolder(folder, 0)).release();
  expect(await readdir(folder)).toEqual([]);
});

test('another computer’s lock holds, and is named', async () => {
  const folder = await folderFor('far');
  await leaveLock(folder, { host: 'far-away' });
  await expect(lockRunFolder(folder, 0)).rejects.toThrow('on the computer far-away');
});

test('a trainer does not touch a folder that another one writes into', async () => {
  const folder = await folderFor('run');
  const dataset = await datasetFolder(denseProject(), join(temporary.path, 'cache'));
  const lock = await lockRunFolder(folder, 0);
  const before = await readdir(folder);
  const refused = await runTraining(denseProject(), folder, dataset, { lockPatienceMilliseconds: 0 });
  expect(refused.ended).toMatchObject({ reason: 'failed' });
  expect(refused.ended.message?.received).toContain(`Process ${process.pid} is writing into the run’s folder`);
  expect(await readdir(folder)).toEqual(before);
  await lock.release();
  const trained = await runTraining(denseProject({ epochs: 1 }), folder, dataset);
  expect(trained.ended.reason).toBe('finished');
  expect((await readdir(folder)).filter((name) => name.endsWith('.lock'))).toEqual([]);
});
