/** What the File, View, Train and Help commands do. */
import type { CommandId } from '#shared/commands.ts';
import { askAndOpen, closeToStart, newProject, save, saveAs } from '../state/files.ts';
import { shareProject } from '../state/packages.svelte.ts';
import { project } from '../state/project.svelte.ts';
import { session, setTheme, showView } from '../state/session.svelte.ts';
import { studio } from '../state/studio.ts';
import { control, training } from '../state/training.svelte.ts';
import { presentBlockage } from '../train/present-blockage.ts';
import { showToast } from '../ui/toasts.svelte.ts';
import { revealProblem } from './canvas-actions.ts';
import type { CommandAction } from './command.ts';

const isOpen = (): boolean => project.document !== null;
const isDark = (): boolean =>
  session.theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : session.theme === 'dark';
const canTrain = (): boolean => isOpen() && training.controls.includes('start');

/** Starts training where the project allows it; otherwise goes to what stands in the way. */
export function train(): void {
  const blockage = presentBlockage();
  if (blockage === null) {
    showView('train');
    void control('start');
    return;
  }
  showView(blockage.view);
  if (blockage.node !== null) void revealProblem(blockage.node);
  // The Data view says itself what is wrong.
  else if (blockage.view === 'design') showToast(blockage.text);
}

export const windowActions = {
  'file.new': { run: () => closeToStart() },
  'file.newEmpty': { run: () => newProject(null) },
  'file.open': { run: () => askAndOpen() },
  'file.save': { when: isOpen, run: () => save() },
  'file.saveAs': { when: isOpen, run: () => saveAs() },
  'file.share': { when: isOpen, run: () => shareProject() },
  'file.close': { when: isOpen, run: () => closeToStart() },
  'view.commands': { run: () => (session.dialog = session.dialog === 'commands' ? null : 'commands') },
  'view.design': { when: isOpen, run: () => showView('design') },
  'view.data': { when: isOpen, run: () => showView('data') },
  'view.train': { when: isOpen, run: () => showView('train') },
  'view.explore': { when: isOpen, run: () => showView('explore') },
  'view.runs': { when: isOpen, run: () => showView('runs') },
  'view.export': { when: isOpen, run: () => showView('export') },
  'view.theme': {
    title: () => (isDark() ? 'Switch to light' : 'Switch to dark'),
    run: () => setTheme(isDark() ? 'light' : 'dark'),
  },
  'view.systemTheme': { when: () => session.theme !== 'system', run: () => setTheme('system') },
  'train.start': { when: canTrain, run: train },
  'train.pause': { when: () => training.controls.includes('pause'), run: () => control('pause') },
  'train.resume': { when: () => training.controls.includes('resume'), run: () => control('resume') },
  'train.stop': { when: () => training.controls.includes('stop'), run: () => control('stop') },
  'help.shortcuts': { run: () => (session.dialog = 'shortcuts') },
  'help.documentation': { run: () => studio.call('app:openLink', { link: 'documentation' }) },
  'help.license': { run: () => studio.call('app:openLink', { link: 'license' }) },
} satisfies Partial<Record<CommandId, CommandAction>>;
