/** `hourglass pack RUN|PROJECT -o FILE.zip` and `hourglass unpack FILE.zip`: work to share, and work that was shared. */
import { extname, join, resolve } from 'node:path';
import { formatProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import { writeFileSafely } from '../../files/write-safely.ts';
import { foldersOf } from '../../studio/packages.ts';
import { packageExtension } from '../../studio/packages/layout.ts';
import { writePackage, type Work } from '../../studio/packages/pack.ts';
import { openPackage } from '../../studio/packages/unpack.ts';
import { projectExtension } from '../../studio/project-file.ts';
import { readSnapshot } from '../../studio/runs/read-run.ts';
import { Interrupted } from '../interrupted.ts';
import { findRunFolder, openWorkshop, readProjectFile, type Workshop } from '../place.ts';
import { printResult } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

interface PackChoices {
  readonly output: string;
  readonly json?: boolean;
}

export const addPack: AddCommand = (program, { terminal, place, interrupted }) => {
  program
    .command('pack')
    .description('pack a run, or a project with all its runs, into one .zip to share; data are not in it')
    .argument('<work>', 'a run’s folder or id, or a project file')
    .requiredOption('-o, --output <file>', 'the .zip to write')
    .option(...jsonOption)
    .action(async (name: string, { output, json = false }: PackChoices) => {
      const { folders } = await openWorkshop(place, () => undefined);
      const path = resolve(extname(output).toLowerCase() === packageExtension ? output : output + packageExtension);
      const work = await gather(name, folders);
      const packing = writePackage(work, path, { signal: interrupted });
      const info = await Interrupted.during('the package was being written', packing);
      const text = `Packed “${work.project.name}” with ${count(info.runs, 'run')} into ${path}.`;
      printResult(terminal, json, { file: path, ...info }, text);
    });
};

export const addUnpack: AddCommand = (program, { terminal, place, interrupted }) => {
  program
    .command('unpack')
    .description('put a package’s runs among the studio’s own, where they can be explored and continued')
    .argument('<file>', 'a .zip that “pack” or “Share as .zip” made')
    .option('-o, --output <file>', 'write its project to this file, too')
    .option(...jsonOption)
    .action(async (file: string, { output, json = false }: Partial<PackChoices>) => {
      const { folders } = await openWorkshop(place, () => undefined);
      const opening = openPackage(resolve(file), folders.runs, { signal: interrupted });
      const { project, runs, leftOut } = await Interrupted.during('the package was being opened', opening);
      const target = output === undefined ? null : resolve(projectPath(output));
      if (target !== null) await writeFileSafely(target, formatProject(project));
      const placed = runs.map(({ id, known }) => ({ id, known, folder: join(folders.runs, id) }));
      const lines = [
        `Opened “${project.name}” with ${count(runs.length, 'run')}.`,
        ...placed.map(({ folder, known }) => `  ${folder}${known ? ' (was here already)' : ''}`),
        ...(target === null ? [] : [`Wrote ${target}.`]),
        ...leftOut.map((name) => `Left out: ${name}`),
      ];
      printResult(terminal, json, { name: project.name, project: target, runs: placed, leftOut }, lines.join('\n'));
    });
};

async function gather(name: string, folders: Workshop['folders']): Promise<Work> {
  if (extname(name).toLowerCase() === projectExtension) {
    const project = await readProjectFile(name);
    return { project, runFolders: await foldersOf(project.id, folders.runs) };
  }
  const folder = await findRunFolder(folders, name);
  return { project: await readSnapshot(folder), runFolders: [folder] };
}

function projectPath(output: string): string {
  if (['', projectExtension].includes(extname(output).toLowerCase()))
    return output.endsWith(projectExtension) ? output : output + projectExtension;
  throw new UserError({
    received: `“${output}” is no name for a project file.`,
    expected: `A name that ends in ${projectExtension} was expected.`,
    action: 'Leave -o out, or choose such a name.',
  });
}

const count = (value: number, what: string): string => `${value.toLocaleString('en')} ${what}${value === 1 ? '' : 's'}`;
