/** Why the open project cannot be trained now. Reads the window's state; blocked.ts has the words. */
import { dataset } from '../state/dataset.svelte.ts';
import { project } from '../state/project.svelte.ts';
import { whyNotTrain, type Blockage } from './blocked.ts';

/** Null: nothing stands in the way, or no project is open. */
export function presentBlockage(): Blockage | null {
  const { document, check } = project;
  if (document === null) return null;
  return whyNotTrain(document, check?.problems ?? [], dataset.snapshot.phase === 'failed');
}
