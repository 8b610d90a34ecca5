/** What every view watches of training: the newest run of the open project. The logic stands in training-session.ts. */
import type { RunDetails } from '#shared/wire/studio.ts';
import { project } from './project.svelte.ts';
import { studio } from './studio.ts';
import { controlsOf, type Control } from './training-controls.ts';
import { bestEpoch, isLive, presentEpoch, shareDone } from './training-run.ts';
import { nothingTrained, TrainingSession, type TrainingSnapshot } from './training-session.ts';

class TrainingState {
  snapshot = $state.raw<TrainingSnapshot>(nothingTrained);

  readonly run = $derived(this.snapshot.run);
  readonly live = $derived(this.run !== null && isLive(this.run.state));
  readonly share = $derived(this.run === null ? 0 : shareDone(this.run));
  readonly epoch = $derived(this.run === null ? 0 : presentEpoch(this.run));
  readonly best = $derived(this.run === null ? null : bestEpoch(this.run.epochs));
  readonly controls: readonly Control[] = $derived(controlsOf(this.run?.state ?? 'none', this.run?.epochs.length ?? 0));
}
export const training = new TrainingState();

const session = new TrainingSession(studio, (snapshot) => {
  training.snapshot = snapshot;
});

/** Once for the window: follows reports and the open project. Returns the function that ends it. */
export function followTraining(): () => void {
  const silence = session.listen();
  const leave = $effect.root(() => {
    $effect(() => {
      void session.attach(project.document?.id ?? null);
    });
  });
  return () => {
    silence();
    leave();
  };
}

const actions: Readonly<Record<Control, () => Promise<void>>> = {
  start: () => (project.document === null ? Promise.resolve() : session.start(project.document)),
  pause: () => session.pause(),
  resume: () => session.resume(),
  stop: () => session.stop(),
  continue: () => session.continue(),
};

/** Presses a button of training; refusals show in the Train view. */
export const control = (name: Control): Promise<void> => actions[name]();

/** Goes on with any ended run of the open project; it is then the one on show. */
export const continueRun = (details: RunDetails): Promise<void> => session.continue(details);

export const forgetRun = (runId: string): Promise<void> => session.forget(runId);

export const dismissRefusal = (): void => session.dismissRefusal();

/** A strip picture was gone: reads anew which there are. */
export const refreshStrip = (): Promise<void> => session.readStrip();
