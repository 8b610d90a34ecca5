/**
 * What the panel judges by: the scores of a part, what of it is truly unusual, and the threshold. Owns asking for samples and scores;
 * settings are the project's, pictures the panel's.
 */
import { partWithSamples } from '#shared/explore/parts.ts';
import { countsAt } from '#shared/statistics/detection.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import { explore, settingsOf } from '../../state/explore.svelte.ts';
import { Latest } from '../latest.svelte.ts';
import { PartReader } from '../part-samples.svelte.ts';
import { dataItem, type GalleryItem } from '../reconstruct/item.ts';
import { detect, unusualAsMarked, unusualByLabel } from './detection.ts';
import { scorePart, type BothScores } from './scored.ts';

export class Judging {
  readonly samples = new PartReader();
  readonly scoring = new Latest<BothScores>();
  #info: () => ExploreInfo;

  constructor(info: () => ExploreInfo) {
    this.#info = info;
  }

  readonly info = $derived.by(() => this.#info());
  readonly version = $derived(this.info.version);
  readonly settings = $derived(settingsOf('anomalies'));
  readonly part = $derived(partWithSamples(this.info, this.settings.part));
  readonly names = $derived(this.info.data.labels);
  // By value: moving the threshold must not rank everything anew.
  readonly by = $derived(this.settings.by);
  readonly marked = $derived(this.settings.marked);
  readonly marks = $derived(new Set(this.marked));
  readonly #usualPlaces = $derived.by(() => {
    const { names, settings } = this;
    const trained = explore.snapshot?.data.split.trainLabels ?? [];
    const own = settings.normal.length > 0 ? settings.normal : trained.map((name) => names.indexOf(name));
    return own.filter((at) => at >= 0 && at < names.length).join();
  });
  /** Positions of labels: as chosen, else what was trained on, where that was not everything. */
  readonly usual: ReadonlySet<number> = $derived(
    new Set(this.#usualPlaces === '' ? [] : this.#usualPlaces.split(',').map(Number)),
  );
  readonly known = $derived(this.samples.value?.part === this.part ? this.samples.value : null);
  readonly both = $derived(this.scoring.value?.part === this.part ? this.scoring.value : null);
  /** What the scores are held against. */
  readonly against = $derived.by(() => {
    if (this.marked.length === 0) return 'labels';
    return this.names.length === 0 ? 'marked' : this.settings.against;
  });
  readonly unusual = $derived.by(() => {
    const { known, against, marks, usual } = this;
    if (!known) return null;
    return against === 'marked' ? unusualAsMarked(known.indices, marks) : unusualByLabel(known.labels, usual);
  });
  readonly found = $derived(this.both && this.known ? detect(this.both, this.by, this.unusual) : null);
  readonly threshold = $derived(
    this.settings.choosesThreshold ? this.settings.threshold : (this.found?.suggested ?? 0),
  );
  readonly counts = $derived(this.found && countsAt(this.found.ranked, this.threshold));
  /** What to do for curves, while there are none. */
  readonly hint = $derived.by(() => {
    if (this.against === 'marked')
      return 'None of these samples is marked, or all are: how well they are told apart needs both. Choose another part of the data above.';
    if (this.usual.size > 0)
      return 'These samples are all usual, or all unusual: how well they are told apart needs both.';
    return 'Choose the usual labels, or mark samples on the latent map, to see how well the score tells them apart.';
  });

  /** Once there is something found: the sample at a rank, the worst first. */
  itemAt(rank: number): GalleryItem & { readonly marked: boolean } {
    const { found, known, names, marks } = this;
    const place = found!.worstFirst[rank]!;
    const index = known!.indices[place]!;
    const label = known!.labels ? (names[known!.labels[place]!] ?? null) : null;
    const unusual = found!.unusual?.[place] === 1;
    return { ...dataItem(index, label, found!.scores[place]!), unusual, marked: marks.has(index) };
  }

  /** Of the part, by the network as it is now. */
  score(): void {
    const { part } = this;
    this.scoring.ask((onProgress) => scorePart(part, onProgress), part);
  }
}
