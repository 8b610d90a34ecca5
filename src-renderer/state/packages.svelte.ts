/** Packages of work under way: sharing a run or the project as one `.zip`, and taking one in. Owns one job at a time. */
import type { OpenedPackage, PackagedWork } from '#shared/wire/packages.ts';
import type { CallInput } from '#shared/wire/studio.ts';
import { formatAmount, formatBytes } from '../ui/format.ts';
import { showError, showToast } from '../ui/toasts.svelte.ts';
import { askForNewFile } from './path-dialog.svelte.ts';
import { project } from './project.svelte.ts';
import { studio } from './studio.ts';

interface PackageJob {
  readonly title: string;
  /** 0 to 1; null while there is nothing to tell. */
  readonly share: number | null;
  readonly cancel: () => void;
}

class PackagesState {
  job = $state.raw<PackageJob | null>(null);
}
export const packages = new PackagesState();

/** Shows `title` with progress while the studio works; rejects as the call does. */
async function working<T>(title: string, start: (job: string) => Promise<T>): Promise<T> {
  const id = crypto.randomUUID();
  const cancel = (): void => void studio.call('package:cancel', { job: id });
  packages.job = { title, share: null, cancel };
  const end = studio.on('package:progress', ({ job, done, total }) => {
    if (job === id) packages.job = { title, share: total === 0 ? null : Math.min(1, done / total), cancel };
  });
  try {
    return await start(id);
  } finally {
    end();
    packages.job = null;
  }
}

/** Asks where to, and writes it there. `name`: suggested for the file, without its ending. */
async function share(work: PackagedWork, name: string): Promise<void> {
  try {
    const path = await askForNewFile('Share as .zip', name, 'zip');
    if (path === null) return;
    const { bytes, runs } = await working(`Packing ${name}`, (job) =>
      studio.call('package:write', { job, work, path } as CallInput<'package:write'>),
    );
    const reveal = (): void => void studio.call('app:reveal', { path }).then(({ path: shown }) => showToast(shown));
    showToast(`Packed: ${formatAmount(runs, 'run')}, ${formatBytes(bytes)}`, { label: 'Show the file', run: reveal });
  } catch (error) {
    showError('Nothing was packed', error);
  }
}

export const shareRun = (runId: string, name: string): Promise<void> => share({ kind: 'run', runId }, name);

/** As it stands now, with all its runs. */
export async function shareProject(): Promise<void> {
  const { document } = project;
  if (document === null) return;
  await share({ kind: 'project', project: document }, document.name);
}

export const unpackFile = (path: string): Promise<OpenedPackage> =>
  working('Opening the package', (job) => studio.call('package:open', { job, path }));

/** "Opened “Digits” with 3 runs, one of which was here already." */
export function describeOpened({ project: opened, runs, leftOut }: OpenedPackage): string {
  const known = runs.filter((run) => run.known).length;
  const here = known === 0 ? '' : known === runs.length ? ', here already' : `, ${known} of which here already`;
  const rest = leftOut.length === 0 ? '' : ` ${formatAmount(leftOut.length, 'other file')} in it left out.`;
  return `Opened “${opened.name}” with ${formatAmount(runs.length, 'run')}${here}.${rest}`;
}
