/** What an objective does in training: turns a batch into a loss, and a batch into a picture. Its settings, checks and advice are src-shared's. */
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Project } from '#shared/graph/document.ts';
import type { FormInfo } from '#shared/wire/data-forms.ts';
import type { Activations, Model } from '../model.ts';
import type { Seen } from '../seen.ts';

/**
 * Who learns together, under an optimizer of its own. Most objectives have one player, who moves every weight at every step; rivals
 * are several, each moving its own weights in turn within one step, the earlier's move being known to the later.
 */
export interface Player {
  /** "generator": appears in the names of terms and messages. */
  readonly name: string;
  /** Ids of the nodes whose weights it moves; every weight belongs to at most one player. */
  readonly nodes: ReadonlySet<string>;
  /** It moves at every step whose number (from 1) this divides. */
  readonly every: number;
  /** Its learning rate as a multiple of the run's. */
  readonly learningRateFactor: number;
}

/** What a loss is computed of, in a trace: no values may be read. */
export interface LossContext<Params> {
  readonly model: Model;
  /** What the model was built of, for what an objective must know of its data and layers: their range, the last activation. */
  readonly project: Project;
  readonly params: Params;
  /** What the data are: which values of a row are one category, how many words there are. */
  readonly form: FormInfo;
  /** [batch, …input shape], as the network should see it undisturbed: float32, or int32 for text. */
  readonly input: Tensor;
  /** Which of its values are there (1) and which are missing or padding (0), in its shape; null where all are. */
  readonly observed: Tensor | null;
  /** What should come out where that is not the sample itself, [batch, …]; null elsewhere. */
  readonly target: Tensor | null;
  readonly targetObserved: Tensor | null;
  /** The position of each sample's label, int32 [batch]; null where the data have none. */
  readonly labels: Tensor | null;
  /** What `numbers` gave for this step. */
  readonly numbers: Readonly<Record<string, Scalar>>;
  /** Turns on dropout and noise layers, and lets moving averages move. */
  readonly training: boolean;
  /** Whose loss is wanted; null with one player, and in evaluation, where all terms are. */
  readonly player: string | null;
}

export interface Losses {
  /** Scalar, without penalties. */
  readonly loss: Tensor;
  /** Scalars by the names that src-shared's definition gives its terms. */
  readonly terms: Readonly<Record<string, Tensor>>;
  /** What penalties are taken of. */
  readonly activations: Activations;
}

/** Where training stands: whole epochs done and the share of the one under way; null when a trained network is judged. */
export type Position = { readonly epochs: number } | null;

/** Outputs and what they should be, for errors sample by sample. */
export interface ErrorContext<Params> {
  readonly project: Project;
  readonly form: FormInfo;
  readonly params: Params;
  /** [count, …output shape]. */
  readonly prediction: Tensor;
  readonly wanted: Seen;
}

/** What is predicted of. */
export type PredictContext<Params> = Pick<
  LossContext<Params>,
  'model' | 'project' | 'params' | 'form' | 'input' | 'observed'
> & {
  /** Where the network writes step by step, what it has written so far, int32 [batch, places]; null elsewhere. */
  readonly words: Tensor | null;
};

export interface TrainingObjective<Params> {
  /** Whether words are chosen one after the other, each being read (from More words) before the next: then `predict` is called for each. */
  readonly writes?: boolean;
  /** All that the network is fed where samples are judged by themselves; left out: the input. Traceable. */
  given?(context: Pick<LossContext<Params>, 'model' | 'input' | 'target'>): Activations;
  /** Left out: one, who moves every weight at every step. */
  players?(model: Model, params: Params): readonly Player[];
  /** Numbers that change while training goes on (the weight of a term that is raised slowly), as inputs of the programs. */
  numbers?(params: Params, position: Position): Readonly<Record<string, number>>;
  loss(context: LossContext<Params>): Losses;
  /**
   * What a batch becomes: `output` [batch, …output shape], and where the network is fed something else than the sample, that as `fed`
   * [batch, …input shape]; where people are shown something smaller than the output (the words chosen of all that could be), that as
   * `shown`; of a classifier the `probabilities` [batch, classes]. Left out: the output for the undisturbed input;
   * networks without output give an empty record. Random numbers are the same at every call.
   */
  predict?(
    context: PredictContext<Params>,
  ): Readonly<Partial<Record<'output' | 'shown' | 'fed' | 'probabilities', Tensor>>>;
  /** Outputs [count, …output shape] as people are shown them; left out: as they are. What `predict` gives as `shown`, of latents. Traceable. */
  show?(context: Omit<ErrorContext<Params>, 'wanted'>): Tensor;
  /** How badly each sample is given back, [count]; left out: the mean squared error over the values that are there. Traceable. */
  errors?(context: ErrorContext<Params>): Tensor;
}
