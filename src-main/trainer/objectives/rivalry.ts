/**
 * What objectives with a discriminator share: who plays, how verdicts on real and generated samples become losses, the
 * gradient penalty, and the figures that show who wins. Owns the formulas; not what is real or generated.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Rivals } from '#shared/graph/discriminator.ts';
import type { AdversarialParams } from '#shared/objectives/adversarial-loss.ts';
import { randomUniform } from '../../compiler/index.ts';
import type { Activations, Model } from '../model.ts';
import type { Player } from './objective.ts';

export function rivalsOf(model: Model): Rivals {
  if (model.rivals) return model.rivals;
  throw new Error('A project without problems has a discriminator where its objective needs one.');
}

/** The discriminator, who moves first, and its rival, who moves the nodes named. */
export function rivalPlayers(
  model: Model,
  params: AdversarialParams,
  rival: { readonly name: string; readonly nodes: ReadonlySet<string> },
): readonly Player[] {
  const { discriminatorSteps, discriminatorRate } = params;
  return [
    {
      name: 'discriminator',
      nodes: rivalsOf(model).discriminator,
      every: 1,
      learningRateFactor: discriminatorRate,
    },
    { ...rival, every: discriminatorSteps, learningRateFactor: 1 },
  ];
}

export const othersThan = (model: Model, nodes: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(model.nodes.map(({ id }) => id).filter((id) => !nodes.has(id)));

/** The discriminator's way from samples [batch, …] to verdicts, or to another of its nodes; they stand under its id. */
export function judge(
  model: Model,
  samples: Tensor,
  training: boolean,
  wanted: string = rivalsOf(model).verdict,
): Activations {
  return model.run(new Map([[rivalsOf(model).start, samples]]), [wanted], training);
}

const verdictsOf = (model: Model, judged: Activations): Tensor => judged.get(rivalsOf(model).verdict)!;

interface Formula {
  /** Scalar from verdicts on real and generated samples; `sure`: what a real sample should count as, 1 or less. */
  discriminator(real: Tensor, generated: Tensor, sure: number): Tensor;
  /** Scalar from verdicts on generated samples. */
  generator(generated: Tensor): Tensor;
  /** How real a verdict says that a sample is, 0 to 1; null for losses whose verdicts have no scale of their own. */
  score: ((verdict: Tensor) => Tensor) | null;
}

const hingeOf = (verdict: Tensor): Tensor => tf.mean(tf.relu(tf.sub(1, verdict)));

const formulas: Readonly<Record<AdversarialParams['adversarialLoss'], Formula>> = {
  /**
   * Goodfellow et al. 2014, equation 1 with D = sigmoid of the verdict, and the generator's log D of section 3; one-sided
   * label smoothing as in Salimans et al. 2016, section 3.4.
   */
  nonSaturating: {
    discriminator(real, generated, sure) {
      const missed = tf.mul(tf.mean(tf.softplus(tf.neg(real))), sure);
      const doubted = sure === 1 ? missed : tf.add(missed, tf.mul(tf.mean(tf.softplus(real)), 1 - sure));
      return tf.add(doubted, tf.mean(tf.softplus(generated)));
    },
    generator: (generated) => tf.mean(tf.softplus(tf.neg(generated))),
    score: (verdict) => tf.mean(tf.sigmoid(verdict)),
  },
  /** Mao et al. 2017, equation 9: a = 0, b = c = 1. */
  leastSquares: {
    discriminator: (real, generated, sure) =>
      tf.mul(tf.add(tf.mean(tf.square(tf.sub(real, sure))), tf.mean(tf.square(generated))), 0.5),
    generator: (generated) => tf.mul(tf.mean(tf.square(tf.sub(generated, 1))), 0.5),
    score: (verdict) => tf.mean(tf.clipByValue(verdict, 0, 1)),
  },
  /** Lim and Ye 2017, “Geometric GAN”, equations 10 and 11; Miyato et al. 2018, equations 16 and 17. From −1 to 1. */
  hinge: {
    discriminator: (real, generated) => tf.add(hingeOf(real), hingeOf(tf.neg(generated))),
    generator: (generated) => tf.neg(tf.mean(generated)),
    score: (verdict) => tf.mean(tf.mul(tf.add(tf.clipByValue(verdict, -1, 1), 1), 0.5)),
  },
  /** Arjovsky et al. 2017, equation 2, without its penalty. */
  wasserstein: {
    discriminator: (real, generated) => tf.sub(tf.mean(generated), tf.mean(real)),
    generator: (generated) => tf.neg(tf.mean(generated)),
    score: null,
  },
};

export interface Judgement {
  /** The discriminator's loss, gradient penalty included. Scalar. */
  readonly loss: Tensor;
  /** `discriminator`, and the figures that this loss has: scores, or distance and penalty. */
  readonly terms: Readonly<Record<string, Tensor>>;
  /** On real samples. */
  readonly activations: Activations;
}

/** How well the discriminator tells real samples from generated ones, both [batch, …] and seen one after the other. */
export function discriminatorLoss(
  model: Model,
  params: AdversarialParams,
  samples: { readonly real: Tensor; readonly generated: Tensor },
  training: boolean,
): Judgement {
  const activations = judge(model, samples.real, training);
  const real = verdictsOf(model, activations);
  const generated = verdictsOf(model, judge(model, samples.generated, training));
  const formula = formulas[params.adversarialLoss];
  const told = formula.discriminator(real, generated, 1 - params.labelSmoothing);
  if (formula.score) {
    const terms = {
      discriminator: told,
      realScore: formula.score(real),
      generatedScore: formula.score(generated),
    };
    return { loss: told, terms, activations };
  }
  const penalty = gradientPenalty(model, samples.real, samples.generated, training);
  const loss = tf.add(told, tf.mul(penalty, params.penaltyWeight));
  return { loss, terms: { discriminator: loss, distance: tf.neg(told), penalty }, activations };
}

/** How far generated samples [batch, …] are from passing for real. Scalar. */
export function generatorLoss(model: Model, params: AdversarialParams, generated: Tensor, training: boolean): Tensor {
  return formulas[params.adversarialLoss].generator(verdictsOf(model, judge(model, generated, training)));
}

/**
 * E[(‖∇D(x̂)‖ − 1)²] at points x̂ drawn evenly between each real sample and a generated one (Gulrajani et al. 2017,
 * algorithm 1). The small number keeps the norm's own derivative finite where the slope is zero.
 */
function gradientPenalty(model: Model, real: Tensor, generated: Tensor, training: boolean): Tensor {
  const perSample = [real.shape[0]!, ...real.shape.slice(1).map(() => 1)];
  const between = tf.add(generated, tf.mul(tf.sub(real, generated), randomUniform(perSample)));
  const slopes = tf.grad((x: Tensor) => {
    const verdict = verdictsOf(model, judge(model, x, training));
    // A verdict of many values (one for each patch) counts as their mean.
    return tf.div(tf.sum(verdict), verdict.size / verdict.shape[0]!);
  })(between);
  const axes = slopes.shape.map((_, axis) => axis).slice(1);
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(slopes), axes), 1e-12));
  return tf.mean(tf.square(tf.sub(norms, 1)));
}
