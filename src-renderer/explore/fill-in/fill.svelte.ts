/**
 * What stands in Fill in: the picture, the hole with its own undo, the fill, and fills made before. Kept while other panels are on
 * show; owns asking for fills (one at a time, the newest wins), no drawing.
 */
import type { FillStart } from '#shared/explore/fill-in.ts';
import { partWithSamples } from '#shared/explore/parts.ts';
import { emptyMask, invertMask, presetMask, type Mask, type Preset } from '#shared/explore/mask.ts';
import { record, redo, seal, startHistory, undo, type History } from '#shared/graph/history.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { Filled } from '#shared/wire/explore/fill-in.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { ask, startJob, type Job } from '../../state/explore.svelte.ts';
import { isCancelled, toThreeParts } from '../../ui/three-parts.ts';
import { encodeBytes } from '../bytes.ts';
import { pickIndex, type Picked } from '../picked.ts';
import { keepFill, type KeptFill } from './kept.ts';
import { stepsWithin } from './steps-within.ts';

export type Tool = 'brush' | 'eraser' | 'rectangle';

/** Everything that a fill depends on. */
export interface Wanted {
  readonly picked: Picked;
  readonly mask: Mask;
  readonly start: FillStart | { readonly from: string };
  readonly iterations: number;
  readonly damping: number;
  readonly draws: number;
  readonly seed: number;
  /** While the pointer paints: as many steps as can be had at once, and nothing kept. */
  readonly live: boolean;
  readonly epoch: number;
}

class FillState {
  subject = '';
  /** Once it is known which picture to begin with. */
  ready = $state.raw(false);
  picked = $state.raw<Picked>(pickIndex(0));
  /** The picture alone, until there is a fill of it. */
  picture = $state.raw<Pictures | null>(null);
  holes = $state.raw<History<Mask>>(startHistory(emptyMask(1, 1)));
  tool = $state.raw<Tool>('brush');
  painting = $state.raw(false);
  result = $state.raw<Filled | null>(null);
  /** Which of several fills is shown large. */
  shown = $state.raw(0);
  progress = $state.raw<ExploreProgress | null>(null);
  failure = $state.raw<ThreeParts | null>(null);
  kept = $state.raw<readonly KeptFill[]>([]);
  readonly mask = $derived(this.holes.present);
}
export const fill = new FillState();

/**
 * Another network: its pictures may be others. It begins with a picture that was not trained on, where there is one, and with a hole,
 * so that there is something to see.
 */
export async function openFill(info: ExploreInfo): Promise<void> {
  const { subject, sample } = info;
  if (fill.subject === subject) return;
  const [height, width] = sample as [number, number];
  fill.subject = subject;
  fill.holes = startHistory(presetMask('centre', height, width, 0));
  fill.picked = pickIndex(0);
  fill.picture = null;
  fill.result = null;
  fill.failure = null;
  fill.kept = [];
  fill.shown = 0;
  fill.ready = false;
  const part = partWithSamples(info, 'validation');
  const { indices } = await ask('explore:part', { part }).catch(() => ({ indices: [0] }));
  if (fill.subject !== subject) return;
  fill.picked = pickIndex(indices[0] ?? 0);
  fill.ready = true;
}

export function pick(picked: Picked): void {
  fill.picked = picked;
}

/** `key` joins the moves of one stroke. */
export function changeHole(name: string, change: (mask: Mask) => Mask, key: string | null = null): void {
  fill.holes = record(fill.holes, name, change(fill.mask), key);
}
export const endStroke = (): void => {
  fill.holes = seal(fill.holes);
  fill.painting = false;
};
export const clearHole = (): void => changeHole('clear', ({ height, width }) => emptyMask(height, width));
export const invertHole = (): void => changeHole('invert', invertMask);
export const usePreset = (preset: Preset, seed: number): void =>
  changeHole('hole', ({ height, width }) => presetMask(preset, height, width, seed));
export const undoHole = (): void => {
  fill.holes = undo(fill.holes);
};
export const redoHole = (): void => {
  fill.holes = redo(fill.holes);
};

export function restore({ picked, mask, result }: KeptFill): void {
  fill.picked = picked;
  changeHole('hole', () => mask);
  fill.result = result;
}

let next: Wanted | null = null;
let running: { readonly job: Job<Filled>; readonly live: boolean } | null = null;
/** Of one step, with everything around it: measured. */
let millisecondsAStep = 10;

/** The newest that is wanted is asked for as soon as what is under way has come, or, if that takes long, been called off. */
export function requestFill(wanted: Wanted): void {
  next = wanted;
  if (running === null) void work();
  // What is painted by comes at once: called off each time, none would ever come.
  else if (!running.live) running.job.cancel();
}

export function cancelFill(): void {
  next = null;
  running?.job.cancel();
}

async function work(): Promise<void> {
  while (next !== null) {
    const wanted: Wanted = next;
    next = null;
    await fillOnce(wanted);
  }
}

async function fillOnce(wanted: Wanted): Promise<void> {
  const { picked, mask, live, epoch, iterations, ...settings } = wanted;
  const { subject } = fill;
  const steps = live ? stepsWithin(millisecondsAStep, iterations) : iterations;
  const begun = performance.now();
  const job = startJob(
    'explore:fill',
    { ...settings, sample: picked.sample, missing: encodeBytes(mask.missing), iterations: steps },
    (progress) => {
      if (!live && next === null) fill.progress = progress;
    },
  );
  running = { job, live };
  try {
    const result = await job.result;
    millisecondsAStep = (performance.now() - begun) / result.iterations;
    if (fill.subject !== subject) return;
    fill.failure = null;
    fill.result = result;
    if (fill.shown >= result.filled.count) fill.shown = 0;
    if (!live) fill.kept = keepFill(fill.kept, { picked, mask, result, epoch });
  } catch (error) {
    if (!isCancelled(error) && fill.subject === subject) fill.failure = toThreeParts(error);
  } finally {
    running = null;
    fill.progress = null;
  }
}

/** Without a hole there is nothing to fill: the picture alone. */
export async function showPicture({ sample }: Picked): Promise<void> {
  cancelFill();
  fill.result = null;
  try {
    const picture = await ask('explore:pictures', { samples: [sample] });
    if (fill.picked.sample === sample) fill.picture = picture;
  } catch (error) {
    if (!isCancelled(error)) fill.failure = toThreeParts(error);
  }
}
