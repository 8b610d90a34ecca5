/**
 * Saves and autosaves a project without end, until it is killed. After each that is acknowledged it prints the number
 * that the project then held. Run by killed-while-saving.test.ts as: saver.js DATA FILE PROJECT-ID FIRST-NUMBER
 */
import { writeSync } from 'node:fs';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { createLog } from '#main/studio/log.ts';
import { findFolders, prepareFolders } from '#main/studio/folders.ts';
import { createProjects } from '#main/studio/projects.ts';

const [data, path, projectId, first] = process.argv.slice(2) as [string, string, string, string];
const folders = findFolders({ HOURGLASS_DATA: data });
await prepareFolders(folders);
const projects = createProjects({ folders, templatesFolder: '', log: createLog(folders.logs) });

/** As large as a real project: 200 layers. */
function numbered(number: number): Project {
  const nodes = Array.from({ length: 200 }, (_, index) => ({
    id: `n${index}`,
    kind: 'flatten',
    name: `flatten ${index}`,
    params: {},
    position: { x: number % 1000, y: index },
  }));
  return { ...emptyProject(projectId, String(number)), graph: { nodes, edges: [] } };
}

/** Two at a time are under way, as when autosave and save meet. */
async function work(number: number): Promise<void> {
  const project = numbered(number);
  if (number % 3 === 0) await projects['project:save']({ project, path });
  else await projects['project:autosave']({ project, path });
  writeSync(1, `${number}\n`);
}
let before: Promise<void> = Promise.resolve();
for (let number = Number(first); ; number += 1) {
  const next = work(number);
  await before;
  before = next;
}
