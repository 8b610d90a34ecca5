/**
 * What the figures of rivals say: who wins, and whether generated samples have become alike. A pure function of a run's
 * epochs; the thresholds are rules of thumb, taken over the last few epochs, since single ones jump.
 */
import type { EpochMetrics } from '../wire/training.ts';
import type { AdversarialParams } from './adversarial-loss.ts';
import type { Finding } from './objective.ts';

/** Epochs that a judgement is taken over. */
const WINDOW = 3;
/** Less than this share of the data's own variety is called a collapse, and less than that a warning sign. */
const COLLAPSED = 0.25;
const ALIKE = 0.6;
/** Scores so near to 0 and 1 leave the generator nothing to learn from. */
const SURE = 0.95;
/** Scores so near to each other say that the discriminator only guesses. */
const GUESSING = 0.02;
/** (‖slope‖ − 1)² of a critic that the penalty does not hold. */
const STEEP = 1;

/** Mean of a term over the last epochs, in training; null before there are two of them. */
function lately(epochs: readonly EpochMetrics[], term: string): number | null {
  const values = epochs.slice(-WINDOW).flatMap(({ terms }) => terms[term]?.train ?? []);
  return values.length < 2 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** Most important first; empty before two epochs. */
export function adversarialFindings(
  epochs: readonly EpochMetrics[],
  params: Pick<AdversarialParams, 'adversarialLoss'>,
): readonly Finding[] {
  const warnings = [...diversityFindings(epochs), ...balanceFindings(epochs, params), ...criticFindings(epochs)];
  return warnings.length > 0 ? warnings : steadyFinding(epochs);
}

function diversityFindings(epochs: readonly EpochMetrics[]): Finding[] {
  const diversity = lately(epochs, 'diversity');
  if (diversity === null || diversity >= ALIKE) return [];
  const share = `generated samples differ from each other ${percent(diversity)} as much as real ones do`;
  if (diversity < COLLAPSED)
    return [
      {
        tone: 'warning',
        text: `Collapse: ${share}. Start again with another seed, a lower learning rate or a larger batch; Wasserstein with gradient penalty hardly ever collapses.`,
      },
    ];
  return [
    {
      tone: 'warning',
      text: `The samples grow alike: ${share}. If it falls further, try a lower learning rate, label smoothing or the Wasserstein loss.`,
    },
  ];
}

function balanceFindings(
  epochs: readonly EpochMetrics[],
  { adversarialLoss }: Pick<AdversarialParams, 'adversarialLoss'>,
): Finding[] {
  const [real, generated] = [lately(epochs, 'realScore'), lately(epochs, 'generatedScore')];
  if (real === null || generated === null) return [];
  const scores = `${percent(real)} for real samples, ${percent(generated)} for generated ones`;
  if (real > SURE && generated < 1 - SURE) {
    const loss = adversarialLoss === 'hinge' ? 'spectral normalization' : 'label smoothing, the hinge loss';
    return [
      {
        tone: 'warning',
        text: `The discriminator wins (${scores}), so its rival learns little. Try a discriminator’s learning rate factor below 1, ${loss}, or dropout in it.`,
      },
    ];
  }
  if (real - generated < GUESSING)
    return [
      {
        tone: 'neutral',
        text: `The discriminator only guesses (${scores}). If the samples are good, that is the goal; if not, give it more filters or more steps.`,
      },
    ];
  return [];
}

function criticFindings(epochs: readonly EpochMetrics[]): Finding[] {
  const [distance, penalty] = [lately(epochs, 'distance'), lately(epochs, 'penalty')];
  if (distance === null || penalty === null) return [];
  if (penalty > STEEP)
    return [
      {
        tone: 'warning',
        text: `The critic judges too steeply (${penalty.toPrecision(2)} where well below 1 is right), so its distance means little. Try a lower learning rate or a larger gradient penalty.`,
      },
    ];
  if (distance <= 0)
    return [
      {
        tone: 'warning',
        text: 'The critic finds generated samples more real than real ones: it lags behind. Give it more discriminator steps.',
      },
    ];
  return [];
}

function steadyFinding(epochs: readonly EpochMetrics[]): Finding[] {
  const [real, generated] = [lately(epochs, 'realScore'), lately(epochs, 'generatedScore')];
  if (real !== null && generated !== null)
    return [
      {
        tone: 'good',
        text: `Neither side wins: the discriminator gives real samples ${percent(real)} and generated ones ${percent(generated)}.`,
      },
    ];
  const distances = epochs.slice(-(WINDOW + 1)).flatMap(({ terms }) => terms['distance']?.train ?? []);
  const [first, last] = [distances[0], distances.at(-1)];
  if (first === undefined || last === undefined || distances.length < 2) return [];
  return last < first
    ? [{ tone: 'good', text: 'The distance between real and generated samples falls: they come closer.' }]
    : [{ tone: 'neutral', text: 'The distance does not fall at present; early on the critic still learns to see it.' }];
}
