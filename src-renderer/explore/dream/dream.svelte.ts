/** What the Dream panel holds while it is open: the network that is dreamt in, pictures to begin from, dreams. Owns the asks. */
import type { ThreeParts } from '#shared/problem.ts';
import type { DreamNetwork, DreamStart, Dreamt } from '#shared/wire/explore/dream.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import { isImpossible, type ExploreInfo } from '#shared/wire/explore/info.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { ask, changeSettings, settingsOf, startJob, type Job } from '../../state/explore.svelte.ts';
import { askForFile } from '../../state/path-dialog.svelte.ts';
import { project } from '../../state/project.svelte.ts';
import { studio } from '../../state/studio.ts';
import { entriesOf, uploadEntries } from '../../state/upload.svelte.ts';
import { isCancelled, toThreeParts } from '../../ui/three-parts.ts';
import { showError } from '../../ui/toasts.svelte.ts';
import { encodeBytes } from '../bytes.ts';
import { dreamSettings, targetOf, type DreamParams } from './dream-target.ts';
import { numberOfSeen, seenBy, type Seen, type SeenRole } from './seen.ts';

const noFiles: Readonly<Record<SeenRole, Seen | null>> = { start: null, guide: null };

class DreamState {
  /** Names the network in asks. */
  subject = $state.raw('');
  network = $state.raw<DreamNetwork | null>(null);
  /** A model from elsewhere, which stays at hand while the run's own network is dreamt in. */
  imported = $state.raw<{ readonly subject: string; readonly network: DreamNetwork } | null>(null);
  importing = $state.raw(false);
  /** Pictures of a person's own, at hand while their project is open. */
  files = $state.raw(noFiles);
  dreamt = $state.raw<Dreamt | null>(null);
  /** Frames of a zoom, as far as it has come. */
  frames = $state.raw<readonly Pictures[]>([]);
  progress = $state.raw<ExploreProgress | null>(null);
  failure = $state.raw<ThreeParts | null>(null);
  projectId: string | null = null;

  readonly showsImported = $derived(this.imported !== null && this.subject === this.imported.subject);
  /** As the project has them, with the layer of the network on show. */
  readonly params = $derived.by((): DreamParams => {
    const params = settingsOf('dream');
    return this.showsImported ? { ...params, layer: params.importedLayer } : params;
  });
  readonly #samples = $derived(this.network === null || isImpossible(this.network.samples) ? 0 : this.network.samples);
  // By number: another setting is no other picture.
  readonly #startNumber = $derived(this.params.start);
  readonly #guideNumber = $derived(this.params.guide);
  /** Null: noise. */
  readonly start = $derived(seenBy(this.files.start, this.#startNumber, this.#samples));
  readonly guide = $derived(seenBy(this.files.guide, this.#guideNumber, this.#samples));
}
export const dream = new DreamState();

let cancel: (() => void) | null = null;
export const cancelDream = (): void => cancel?.();

/** What was dreamt in another network goes. */
function show(subject: string, network: DreamNetwork | null): void {
  cancelDream();
  Object.assign(dream, { subject, network, dreamt: null, frames: [], failure: null });
  const projectId = project.document?.id ?? null;
  if (projectId !== dream.projectId) Object.assign(dream, { projectId, files: noFiles });
}

/** A sample is kept in the project, a file until another project is open; null: noise, or no guide. */
export function chooseSeen(role: SeenRole, seen: Seen | null): void {
  const number = numberOfSeen(seen);
  dream.files = { ...dream.files, [role]: number === 0 ? seen : null };
  changeSettings('dream', 'choose a picture for the dream', { [role]: number }, `dream ${role}`);
}

export function chooseLayer(id: string): void {
  changeSettings('dream', 'choose a layer', { [dream.showsImported ? 'importedLayer' : 'layer']: id });
}

/** Dreams in the run's network from now on. */
export async function openNetwork({ subject }: Pick<ExploreInfo, 'subject'>): Promise<void> {
  if (dream.subject === subject && dream.network) return;
  show(subject, null);
  try {
    const network = await ask('explore:dreamNetwork', {}, subject);
    if (dream.subject === subject) dream.network = network;
  } catch (error) {
    if (dream.subject === subject) dream.failure = toThreeParts(error);
  }
}

export const showImported = (): void => {
  if (dream.imported) show(dream.imported.subject, dream.imported.network);
};

/** Opens a TensorFlow.js model in place of the one before; what is wrong with it is said in a note. `name`: left out, its folder's. */
export async function importModel(path: string, name?: string): Promise<void> {
  dream.importing = true;
  try {
    const { subject, network } = await studio.call('explore:import', { path });
    dream.imported = { subject, network: { ...network, name: name ?? network.name } };
    showImported();
  } catch (error) {
    showError('The model was not imported', error);
  } finally {
    dream.importing = false;
  }
}

export async function chooseModel(): Promise<void> {
  const path = await askForFile('Import a TensorFlow.js model: its model.json', ['json']);
  if (path !== null) await importModel(path);
}

/** A model.json with its weights, dropped. A browser hides where they lie, so there they are sent to the studio first. */
export async function takeModel(transfer: DataTransfer): Promise<void> {
  const file = [...transfer.files].find(({ name }) => name.endsWith('.json'));
  const entries = entriesOf(transfer);
  const path = file ? studio.pathOfFile(file) : null;
  try {
    if (path !== null) await importModel(path);
    // The folder in which the studio keeps it has no name that would mean anything.
    else await importModel(await uploadEntries(entries), file?.name);
  } catch (error) {
    showError('The model was not imported', error);
  }
}

/** A picture file; what is wrong with it is said in a note. */
export async function readSeen(file: File, longest: number): Promise<Seen | null> {
  try {
    const bytes = encodeBytes(new Uint8Array(await file.arrayBuffer()));
    const input = { name: file.name.slice(0, 255), file: bytes, longest };
    const { height, width, channels, bytes: pixels } = await ask('explore:readPicture', input, dream.subject);
    return { name: file.name, picture: { from: 'picture', height, width, channels, bytes: pixels } };
  } catch (error) {
    showError(`“${file.name}” cannot be used`, error);
    return null;
  }
}

/** Runs a job of the panel's: one at a time, its failure kept. Answers null when it failed or was cancelled. */
async function work<T>(run: (began: (job: Job<unknown>) => void) => Promise<T>): Promise<T | null> {
  cancelDream();
  let cancelled = false;
  let job: Job<unknown> | null = null;
  const own = (): void => {
    cancelled = true;
    job?.cancel();
  };
  cancel = own;
  dream.failure = null;
  dream.progress = { done: 0, total: 1, doing: 'Dreaming', secondsLeft: null };
  try {
    return await run((next) => {
      if (cancelled) throw new DOMException('Cancelled', 'AbortError');
      job = next;
    });
  } catch (error) {
    if (cancel === own && !isCancelled(error)) dream.failure = toThreeParts(error);
    return null;
  } finally {
    if (cancel === own) {
      dream.progress = null;
      cancel = null;
    }
  }
}

const startOfDream = (): DreamStart => dream.start?.picture ?? { from: 'noise' };

const pictureOf = ({ height, width, channels, bytes }: Pictures): DreamStart => ({
  ...{ from: 'picture', height, width, channels, bytes },
});

export async function startDream(params: DreamParams): Promise<void> {
  const { network, subject } = dream;
  const target = network && targetOf(network, params, dream.guide?.picture ?? null);
  if (!target) return;
  dream.frames = [];
  const start = startOfDream();
  await work(async (began) => {
    const input = { target, start, settings: dreamSettings(params), zoom: 1 };
    const job = startJob('explore:dream', input, (progress) => (dream.progress = progress), subject);
    began(job);
    dream.dreamt = await job.result;
  });
}

/** Frame after frame, each the last one a little enlarged and dreamt on. */
export async function startZoom(params: DreamParams): Promise<void> {
  const { network, subject } = dream;
  const target = network && targetOf(network, params, dream.guide?.picture ?? null);
  if (!target) return;
  dream.frames = [];
  const settings = { ...dreamSettings(params), octaves: 1, steps: params.frameSteps, contrast: false };
  const begun = performance.now();
  await work(async (began) => {
    for (let frame = 0; frame < params.frames; frame++) {
      const last = dream.frames.at(-1) ?? dream.dreamt?.picture;
      const start = last ? pictureOf(last) : startOfDream();
      const seconds = (performance.now() - begun) / 1000;
      dream.progress = {
        ...{ done: frame, total: params.frames, doing: `Dreaming frame ${frame + 1} of ${params.frames}` },
        secondsLeft: frame === 0 ? null : (seconds / frame) * (params.frames - frame),
        picture: last,
      };
      const zoom = last ? params.zoom : 1;
      const input = { target, start, settings: { ...settings, seed: params.seed + frame }, zoom };
      const job = startJob('explore:dream', input, () => undefined, subject);
      began(job);
      dream.frames = [...dream.frames, (await job.result).picture];
    }
  });
}

/** Asked for at once; the answers come in their order. */
const atOnce = 8;

/** A layer's channels one after the other, `show` being told of each portion. */
export async function dreamSheet(
  layer: string,
  count: number,
  params: DreamParams,
  show: (from: number, pictures: Pictures) => void,
): Promise<void> {
  const { subject } = dream;
  const settings = { ...dreamSettings(params), size: Math.min(params.size, 96), octaves: Math.min(2, params.octaves) };
  const begun = performance.now();
  await work(async (began) => {
    for (let from = 0; from < count; from += atOnce) {
      const channels = Array.from({ length: Math.min(atOnce, count - from) }, (_, at) => from + at);
      const job = startJob(
        'explore:dreamChannels',
        { layer, channels, settings },
        ({ done, total }) => {
          const share = (from + (done / total) * channels.length) / count;
          const seconds = (performance.now() - begun) / 1000;
          dream.progress = {
            ...{
              done: Math.round(share * 1000),
              total: 1000,
              doing: `Dreaming channels ${from + 1} to ${from + channels.length}`,
            },
            secondsLeft: share > 0.05 ? (seconds / share) * (1 - share) : null,
          };
        },
        subject,
      );
      began(job);
      show(from, (await job.result).pictures);
    }
  });
}
