/** What is known of a trained network that is open for exploring: what it is, and what can be done with it. */
import type { Shape } from '../../layers/layer.ts';
import type { FormInfo } from '../data-forms.ts';

/** Why something cannot be done with this network, as a sentence. */
export interface Impossible {
  readonly impossible: string;
}
export const isImpossible = (value: unknown): value is Impossible =>
  typeof value === 'object' && value !== null && 'impossible' in value;

/** A layer whose activations can be looked at. */
export interface ExploredLayer {
  /** Of the node; in a block as expand-blocks.ts names it. */
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** Of its output, without the batch. */
  readonly shape: Shape;
  /** Whether nothing before it ties it to one size of picture, so that it can see larger ones. */
  readonly anySize: boolean;
}

export interface ExploreInfo {
  /** Names this network in all further calls: the run's id. */
  readonly subject: string;
  readonly projectName: string;
  /** An ObjectiveKind. */
  readonly objective: string;
  /** Of the checkpoint; 0: before training. */
  readonly epoch: number;
  readonly checkpoint: 'best' | 'last';
  /** Grows with every checkpoint that is read: what was computed before is of an older network. */
  readonly version: number;
  /** Title of the device that computes. */
  readonly device: string;
  readonly data: {
    /** For media/dataset/<id>/<index>.png. */
    readonly id: string;
    readonly title: string;
    readonly samples: number;
    /** Names in order; empty: none. */
    readonly labels: readonly string[];
    readonly parts: { readonly train: number; readonly validation: number; readonly test: number };
    /** Two that look different; of different labels, where there are any. */
    readonly unlike: readonly [number, number];
  };
  /** What a sample is, and how its numbers become a person's again. */
  readonly form: FormInfo;
  /** Of a sample: [height, width, channels] of a picture. */
  readonly sample: Shape;
  /** Values that the network sees a byte as. */
  readonly range: 'zeroToOne' | 'minusOneToOne';
  /** Of what the network gives out, where that is a picture: [height, width, channels]. */
  readonly output: Shape | Impossible;
  /** Of what the network gives out, be it a picture or other numbers. */
  readonly made: Shape | Impossible;
  readonly latent: { readonly size: number; readonly shape: Shape; readonly kind: string } | Impossible;
  /** Whether the part after the latent makes a picture from it alone. */
  readonly decodes: true | Impossible;
  /** How many values the noise has from which it makes pictures. */
  readonly noise: { readonly size: number; readonly distribution: 'normal' | 'uniform' } | Impossible;
  /** What a latent (or noise) for new samples is drawn from by right; null: nothing holds latents near a distribution. */
  readonly prior: 'normal' | 'noise' | null;
  /** Names of the classes, in the order of the outputs. */
  readonly classes: readonly string[] | Impossible;
  readonly layers: readonly ExploredLayer[];
}
