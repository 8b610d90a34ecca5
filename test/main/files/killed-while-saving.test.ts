import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '#main/studio/log.ts';
import { findFolders, prepareFolders } from '#main/studio/folders.ts';
import { createProjects } from '#main/studio/projects.ts';

/** HOURGLASS_KILLS=500 for the full trial. */
const kills = Number(process.env['HOURGLASS_KILLS'] ?? 25);
const projectId = 'killed';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-kill-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: join(import.meta.dirname, 'saver.ts'), outDir: join(folder, 'built'), target: 'node20' },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it(
  `loses nothing that was acknowledged in ${kills} kills while saving`,
  async () => {
    const data = join(folder, 'data');
    const path = join(data, 'project.hourglass');
    const folders = findFolders({ HOURGLASS_DATA: data });
    const found = {
      kills: 0,
      corrupt: [] as string[],
      lost: [] as string[],
      orphans: 0,
      recovered: 0,
      acknowledged: 0,
    };
    let reached = 3;
    for (; found.kills < kills; found.kills += 1) {
      // At least one is acknowledged; then anywhere within the next few.
      const acknowledged = await saveUntilKilled([data, path, projectId, String(reached)], Math.random() * 60);
      found.acknowledged += acknowledged.length;
      // What the next start of the studio does and finds.
      found.orphans += (await readdir(data)).filter((name) => name.endsWith('.tmp')).length;
      found.orphans += (await readdir(folders.autosave)).filter((name) => name.endsWith('.tmp')).length;
      await prepareFolders(folders);
      const projects = createProjects({ folders, templatesFolder: '', log: createLog(folders.logs) });
      const last = Math.max(...acknowledged);
      try {
        const { project, recovered } = await projects['project:open']({ path });
        if (recovered) found.recovered += 1;
        if (Number(project.name) < last) found.lost.push(`${last} was acknowledged, ${project.name} was there`);
        const nodes = new Set(project.graph.nodes.map(({ position }) => position.x));
        if (nodes.size !== 1 || !nodes.has(Number(project.name) % 1000)) found.corrupt.push(`mixed: ${project.name}`);
        // The next round starts with a save that is newer than all that may be there.
        reached = Math.ceil((Math.max(last, Number(project.name)) + 3) / 3) * 3;
      } catch (error) {
        found.corrupt.push(String(error));
        reached = Math.ceil((last + 3) / 3) * 3;
      }
    }
    console.log(`${JSON.stringify({ ...found, corrupt: found.corrupt.length, lost: found.lost.length })}`);
    expect(found.corrupt).toEqual([]);
    expect(found.lost).toEqual([]);
    const left = [...(await readdir(data)), ...(await readdir(folders.autosave))].filter((name) =>
      name.endsWith('.tmp'),
    );
    expect(left).toEqual([]);
  },
  kills * 2000 + 10_000,
);

/** The numbers that were acknowledged until the process was killed, some milliseconds after the first of them. */
function saveUntilKilled(words: readonly string[], milliseconds: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'built', 'saver.js'), ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdout.on('data', (chunk) => {
      if (output === '') setTimeout(() => child.kill('SIGKILL'), milliseconds);
      output += chunk;
    });
    child.on('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve(output.trim().split('\n').map(Number));
      else reject(new Error(`the saver ended by itself: ${errors}`));
    });
  });
}
