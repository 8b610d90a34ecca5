/** The open project's prepared data and the small before-and-after previews of it, as views watch them. */
import { untrack } from 'svelte';
import type { DataBinding } from '#shared/graph/document.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import { previewBindings } from '../data/binding.ts';
import { DatasetSession, noDataset, sameBinding, type DatasetSnapshot } from './dataset-session.ts';
import { project } from './project.svelte.ts';
import { studio } from './studio.ts';

/** Preparing again by itself is welcome as long as it takes no longer. */
const QUICK_SECONDS = 3;

class DatasetState {
  snapshot = $state.raw<DatasetSnapshot>(noDataset);
  before = $state.raw<DatasetSnapshot>(noDataset);
  after = $state.raw<DatasetSnapshot>(noDataset);

  readonly binding = $derived(project.document?.data ?? null);
  /** The settings have changed since these pictures were prepared. */
  readonly stale = $derived(this.snapshot.of !== null && !sameBinding(this.snapshot.of, this.binding));
  readonly info = $derived(this.snapshot.info);
}
export const dataset = new DatasetState();

const whole = new DatasetSession(studio, (snapshot) => {
  dataset.snapshot = snapshot;
  showShapes(sameBinding(snapshot.of, dataset.binding) ? snapshot.info : null);
});
const before = new DatasetSession(studio, (snapshot) => (dataset.before = snapshot));
const after = new DatasetSession(studio, (snapshot) => (dataset.after = snapshot));

/** Once for the window: keeps the open project's data prepared. Returns the function that ends it. */
export function followDataset(): () => void {
  return $effect.root(() => {
    $effect(() => {
      const { binding } = dataset;
      if (binding !== null) untrack(() => want(binding));
    });
  });
}

/** Tells the open project what shapes its data have; null: they are not prepared. */
function showShapes(info: DatasetInfo | null): void {
  project.dataShape = info?.shape ?? null;
  project.targetShape = info?.target ?? null;
}

/**
 * Prepares data unless they are there, on their way, or were refused. Changed settings of a source that takes long wait
 * for prepareNow(); another source does not.
 */
function want(data: DataBinding): void {
  const { wanted, of, seconds } = dataset.snapshot;
  if (sameBinding(wanted, data)) return;
  const sameSource = of !== null && JSON.stringify(of.source) === JSON.stringify(data.source);
  if (sameSource && !sameBinding(of, data) && seconds > QUICK_SECONDS) showShapes(null);
  else void whole.prepare(data);
}

export function prepareNow(): void {
  if (dataset.binding !== null) void whole.prepare(dataset.binding);
}

export const cancelPreparing = (): Promise<void> => whole.cancel();

/** A handful of samples as they come and as the network will see them. */
export function wantPreview(data: DataBinding): void {
  const wanted = previewBindings(data);
  if (!sameBinding(dataset.before.wanted, wanted.before)) void before.prepare(wanted.before);
  if (!sameBinding(dataset.after.wanted, wanted.after)) void after.prepare(wanted.after);
}
