/** What the Explore commands do: going to a panel, choosing a checkpoint. */
import { panels, type PanelKind } from '#shared/explore/index.ts';
import { chooseCheckpoint, explore } from '../state/explore.svelte.ts';
import { project } from '../state/project.svelte.ts';
import { session, showView } from '../state/session.svelte.ts';
import type { CommandAction } from './command.ts';
import { dreamAction } from './dream-action.ts';

const isOpen = (): boolean => project.document !== null;
const hasRun = (): boolean => session.view === 'explore' && explore.runId !== null;

function goTo(panel: PanelKind): void {
  explore.panel = panel;
  showView('explore');
}

type PanelCommand = `explore.${PanelKind}`;

export const exploreActions = {
  ...(Object.fromEntries(
    (Object.keys(panels) as PanelKind[]).map((panel): [string, CommandAction] => [
      `explore.${panel}`,
      { when: isOpen, run: () => goTo(panel) },
    ]),
  ) as Record<PanelCommand, CommandAction>),
  'layer.dream': dreamAction,
  'explore.best': { when: hasRun, run: () => chooseCheckpoint('best') },
  'explore.last': { when: hasRun, run: () => chooseCheckpoint('last') },
};
