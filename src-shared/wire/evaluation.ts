/** What is measured of a trained run on samples that it has not been trained on. Owns the answer's form, no measuring. */

/** Why a figure is missing, in words. */
export interface Unavailable {
  readonly reason: string;
}

/** How well a score tells usual samples from unusual ones: chance is 0.5, perfect is 1. */
export interface AnomalyFigures {
  /** The label that counts as normal. */
  readonly normal: string;
  readonly normalSamples: number;
  readonly otherSamples: number;
  /** Area under the ROC curve, by score: mean squared error of the reconstruction, negative ELBO. */
  readonly auroc: { readonly reconstruction: number; readonly negativeElbo?: number };
}

/** How well a linear classifier tells labels from latents alone. */
export interface ProbeFigures {
  /** Share of right labels among the samples judged. */
  readonly accuracy: number;
  /** The same on the samples that it was fitted on. */
  readonly trainingAccuracy: number;
  /** What always naming the most common label would reach. */
  readonly baseline: number;
  readonly latentValues: number;
  readonly fittedOn: number;
  readonly judgedOn: number;
}

/** How alike generated and real samples are to a small classifier of the data's labels. */
export interface QualityFigures {
  /** Fréchet distance between generated samples and the real ones judged; 0: not to be told apart. */
  readonly distance: number;
  /** The same between as many real training samples and those judged: what a perfect generator would reach. */
  readonly realDistance: number;
  /** Of each. */
  readonly samples: number;
  /** The classifier whose last hidden layer was looked at. */
  readonly judge: {
    /** "Conv2D 32 → Conv2D 64 → Dense 64 → Dense 10". */
    readonly architecture: string;
    /** The layer whose values are compared, and how many these are. */
    readonly layer: string;
    readonly features: number;
    readonly epochs: number;
    readonly seed: number;
    /** Of its labels on the samples judged. */
    readonly accuracy: number;
  };
}

/** How often a network writes the right text when it reads its own words, the likeliest at each step. */
export interface WritingFigures {
  readonly texts: number;
  /** Share of the texts that are right from beginning to end. */
  readonly exact: number;
  /** Share of the wanted characters or words that stand in their places. */
  readonly words: number;
}

export interface Evaluation {
  /** Of the checkpoint that was used; 0: before training. */
  readonly epoch: number;
  /** Which samples: those kept to test on, else to validate on, else those trained on; or others that were given. */
  readonly part: 'test' | 'validation' | 'training' | 'given';
  readonly samples: number;
  /** Means over the samples: `loss`, and the objective's terms by their names. */
  readonly measures: Readonly<Record<string, number>>;
  /** Null: no label was named as normal. */
  readonly anomalies: AnomalyFigures | Unavailable | null;
  readonly probe: ProbeFigures | Unavailable;
  /** Null: it writes nothing step by step. */
  readonly writing: WritingFigures | null;
  /** Null: the objective generates nothing. */
  readonly quality: QualityFigures | Unavailable | null;
}
