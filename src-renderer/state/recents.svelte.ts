/** What the start page offers: templates with their designs, recent projects, and work kept from before a crash. */
import type { Project } from '#shared/graph/document.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { RecentProject, RecoverableProject, TemplateInfo } from '#shared/wire/studio.ts';
import { showError, showToast } from '../ui/toasts.svelte.ts';
import { toThreeParts } from '../ui/three-parts.ts';
import { studio } from './studio.ts';

export interface OfferedTemplate {
  readonly info: TemplateInfo;
  /** For its drawing; null while it is read. */
  readonly design: Project | null;
}

class RecentsState {
  /** Null while they are read. */
  templates = $state.raw<readonly OfferedTemplate[] | null>(null);
  recent = $state.raw<readonly RecentProject[] | null>(null);
  recoverable = $state.raw<readonly RecoverableProject[]>([]);
  failure = $state.raw<ThreeParts | null>(null);
}
export const recents = new RecentsState();

/** Reads everything anew; called whenever the start page opens. */
export async function readRecents(): Promise<void> {
  recents.failure = null;
  try {
    await Promise.all([readTemplates(), readProjects()]);
  } catch (error) {
    recents.failure = toThreeParts(error);
  }
}

/** Templates never change while the window lives. A new project of one is its design; nothing is kept until it is edited. */
async function readTemplates(): Promise<void> {
  if (recents.templates !== null) return;
  const infos = await studio.call('project:templates', {});
  recents.templates = infos.map((info) => ({ info, design: null }));
  const designs = await Promise.all(infos.map(({ id }) => studio.call('project:new', { template: id })));
  recents.templates = infos.map((info, index) => ({ info, design: designs[index]?.project ?? null }));
}

async function readProjects(): Promise<void> {
  const [recent, recoverable] = await Promise.all([
    studio.call('project:recent', {}),
    studio.call('project:recoverable', {}),
  ]);
  recents.recent = recent;
  recents.recoverable = recoverable;
}

export async function forgetRecent(path: string): Promise<void> {
  try {
    await studio.call('project:forgetRecent', { path });
    await readProjects();
  } catch (error) {
    showError('It could not be taken off the list', error);
  }
}

export async function discardKept({ projectId, name }: RecoverableProject): Promise<void> {
  try {
    await studio.call('project:discard', { projectId });
    await readProjects();
    showToast(`The unsaved changes of “${name}” are discarded.`);
  } catch (error) {
    showError('The unsaved changes could not be discarded', error);
  }
}
