/** From a layer on the canvas to a dream of it, in the newest run that has it. Owns the way there, no dream. */
import { changeSettings, closeRun, explore, settingsOf } from '../state/explore.svelte.ts';
import { project } from '../state/project.svelte.ts';
import { session, showView } from '../state/session.svelte.ts';
import { training } from '../state/training.svelte.ts';
import type { CommandAction } from './command.ts';

/** What stands for no layer that a picture excites. */
const silent = ['input', 'output', 'realOrGenerated'];

/** The one selected node, as far as the newest run has an epoch with it. */
function trainedNode() {
  const [id] = session.nodes;
  const { run, snapshot } = training;
  if (session.view !== 'design' || session.nodes.size !== 1 || project.openedBlocks.length > 0) return null;
  if (run === null || run.epochs.length === 0) return null;
  const node = snapshot.project?.graph.nodes.find((other) => other.id === id);
  const drawn = project.document?.graph.nodes.find((other) => other.id === id);
  return node && drawn?.kind === node.kind && !silent.includes(node.kind) ? { run, node: drawn } : null;
}

export const dreamAction: CommandAction = {
  when: () => trainedNode() !== null,
  run() {
    const { run, node } = trainedNode()!;
    const { what } = settingsOf('dream');
    const ofLayer = what === 'class' || what === 'latent' ? 'channel' : what;
    changeSettings('dream', `dream on “${node.name}”`, { layer: node.id, what: ofLayer, view: 'dream' });
    if (explore.runId !== run.runId) closeRun();
    explore.panel = 'dream';
    showView('explore');
  },
};
