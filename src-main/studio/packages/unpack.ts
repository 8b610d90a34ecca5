/**
 * Opens a package of work: everything is unpacked beside the runs and looked at first, then each run takes its place in
 * one step. Owns what is checked; the archive's own dangers are read-archive.ts's. Nothing of a bad package stays.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Project } from '#shared/graph/document.ts';
import { parseProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import type { OpenedPackage } from '#shared/wire/packages.ts';
import type { RunSummary } from '#shared/wire/studio.ts';
import { openArchive, type Archive } from '../../files/read-archive.ts';
import { isRunning } from '../../files/write-safely.ts';
import { readSnapshot } from '../runs/read-run.ts';
import { asEnded, readRecord, writeRecord } from '../runs/run-record.ts';
import { descriptionName, descriptionSchema, limits, placeOf, projectName, type Description } from './layout.ts';

export interface UnpackOptions {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

const mostNamed = 20;
/** Where something is unpacked beside the runs, before it takes its place among them. */
export const stagingIn = (runsFolder: string): string =>
  join(runsFolder, `.unpacking-${process.pid}-${randomBytes(4).toString('hex')}`);
const stagingName = /^\.unpacking-(\d+)-[0-9a-f]{8}$/;

/** All of a package or, when anything in it cannot be used, nothing: throws a UserError that names the file and the reason. */
export async function openPackage(
  path: string,
  runsFolder: string,
  options: UnpackOptions = {},
): Promise<OpenedPackage> {
  const archive = await openArchive(path, limits);
  const staging = stagingIn(runsFolder);
  try {
    await mkdir(staging, { recursive: true });
    const leftOut = await extractAll(archive, staging, path, options);
    const { description, project } = await readTop(staging, path);
    const found: Found[] = [];
    for (const id of description.runs) found.push(await readRun(staging, id, path));
    options.signal?.throwIfAborted();
    return { project, runs: await settleAll(found, runsFolder), leftOut: leftOut.slice(0, mostNamed) };
  } finally {
    archive.close();
    await rm(staging, { recursive: true, force: true });
  }
}

/** Removes what a process that died while it unpacked has left. */
export async function sweepUnpacking(runsFolder: string): Promise<void> {
  for (const name of await readdir(runsFolder).catch(() => [])) {
    const owner = Number(stagingName.exec(name)?.[1]);
    if (owner && (owner === process.pid || !isRunning(owner)))
      await rm(join(runsFolder, name), { recursive: true, force: true });
  }
}

/** Names of files that no package needs. */
async function extractAll(
  archive: Archive,
  staging: string,
  path: string,
  { onProgress, signal }: UnpackOptions,
): Promise<string[]> {
  const wanted = archive.entries.filter(({ name }) => placeOf(name));
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { name, bytes } of wanted) {
    const { mostBytes } = placeOf(name)!;
    if (bytes > mostBytes)
      throw refuse(path, `“${name}” in it has ${megabytes(bytes)}; at most ${megabytes(mostBytes)} are taken`);
    // A name that placeOf knows has plain parts only.
    const target = join(staging, ...name.split('/'));
    await mkdir(dirname(target), { recursive: true });
    const onBytes = (more: number): void => onProgress?.({ done: (done += more), total });
    await archive.extract(name, target, { onBytes, ...(signal && { signal }) });
  }
  return archive.entries.filter(({ name }) => !placeOf(name)).map(({ name }) => name);
}

async function readTop(staging: string, path: string): Promise<{ description: Description; project: Project }> {
  const text = await readFile(join(staging, descriptionName), 'utf8').catch(() => null);
  if (text === null) throw refuse(path, `it holds no “${descriptionName}”`);
  const description = v.safeParse(descriptionSchema, parseJson(text));
  if (!description.success)
    throw refuse(path, `“${descriptionName}” in it is not what this version of Hourglass reads`);
  const { runs } = description.output;
  if (new Set(runs).size < runs.length) throw refuse(path, 'it lists a run twice');
  const drawn = await readFile(join(staging, projectName), 'utf8').catch(() => null);
  if (drawn === null) throw refuse(path, `it holds no “${projectName}”`);
  return { description: description.output, project: parseProject(drawn, `${basename(path)}: ${projectName}`) };
}

interface Found {
  readonly folder: string;
  readonly summary: RunSummary;
}

/** A run's folder as it was unpacked; throws unless everything that the studio reads at once can be read. */
async function readRun(staging: string, id: string, path: string): Promise<Found> {
  const folder = join(staging, 'runs', id);
  const record = placeOf(`runs/${id}/run.json`) ? await readRecord(folder) : null;
  if (record?.summary.id !== id) throw refuse(path, `the run “${id.slice(0, 64)}” in it cannot be read`);
  await readSnapshot(folder);
  return { folder, summary: asEnded(record.summary) };
}

async function settleAll(found: readonly Found[], runsFolder: string): Promise<OpenedPackage['runs']> {
  const runs: { id: string; known: boolean }[] = [];
  try {
    for (const run of found) runs.push(await settle(run, runsFolder));
    return runs;
  } catch (error) {
    for (const { id, known } of runs) if (!known) await rm(join(runsFolder, id), { recursive: true, force: true });
    throw error;
  }
}

/** Moves a run among the others, under a new id where another run has its own; the same run is left as it is. */
async function settle({ folder, summary }: Found, runsFolder: string): Promise<{ id: string; known: boolean }> {
  const there = await readRecord(join(runsFolder, summary.id));
  if (there?.summary.startedAt === summary.startedAt && there.summary.epochsDone >= summary.epochsDone)
    return { id: summary.id, known: true };
  const taken = (await readdir(runsFolder)).includes(summary.id);
  const id = taken ? `${summary.id.slice(0, 50)}-${randomBytes(3).toString('hex')}` : summary.id;
  await writeRecord({ ...summary, id, folder });
  await rename(folder, join(runsFolder, id));
  return { id, known: false };
}

const megabytes = (bytes: number): string =>
  `${(bytes / 1024 ** 2).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;

const refuse = (path: string, what: string): UserError =>
  new UserError({
    received: `“${basename(path)}” in ${dirname(path)} cannot be opened: ${what}.`,
    expected: 'A package that Hourglass made with “Share as .zip” was expected.',
    action: 'Ask whoever made it to share it again.',
  });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
