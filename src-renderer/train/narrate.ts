/**
 * What a run is doing, in words, from its metrics alone. A pure function: the same figures give the same sentences.
 * Owns the thresholds at which a trend is worth a sentence.
 */
import type { Finding, ObjectiveDefinition } from '#shared/objectives/objective.ts';
import type { RunState } from '#shared/wire/studio.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import { formatAmount, formatLoss, formatPercent, formatSetting, inSentence } from '../ui/format.ts';

/** Epochs that a trend is taken over. */
const WINDOW = 5;
/** Relative change an epoch under which a curve counts as flat. */
const FLAT = 0.001;
/** Validation may lie so far above training without a word about it. */
const GAP = 0.1;
/** Epochs without a better validation loss before it is called overfitting. */
const PATIENCE = 3;

const watched = (metrics: EpochMetrics): number => metrics.validationLoss ?? metrics.loss;

/**
 * Mean relative change an epoch over the last epochs: −0.012 falls by 1.2% an epoch. Losses that are not above zero
 * (some objectives) have no relative change: null.
 */
export function trendOf(values: readonly number[]): number | null {
  const last = values.slice(-(WINDOW + 1));
  const first = last[0];
  const end = last.at(-1);
  if (last.length < 2 || first === undefined || end === undefined || !(first > 0) || !(end > 0)) return null;
  return (end / first) ** (1 / (last.length - 1)) - 1;
}

/** The first epoch of the streak in which validation has not improved while training went on falling; null without one. */
export function overfittingSince(epochs: readonly EpochMetrics[]): number | null {
  const best = epochs.findLastIndex((metrics) => metrics.best);
  const bestMetrics = epochs[best];
  const last = epochs.at(-1);
  if (
    bestMetrics === undefined ||
    last === undefined ||
    bestMetrics.validationLoss === null ||
    last.validationLoss === null
  )
    return null;
  const worse = last.validationLoss > bestMetrics.validationLoss * (1 + FLAT);
  const learnt = last.loss < bestMetrics.loss * (1 - FLAT);
  return epochs.length - 1 - best >= PATIENCE && worse && learnt ? bestMetrics.epoch : null;
}

/** Epochs at which the learning rate was cut by at least a fifth in one step (schedules "step" and "plateau"). */
export const learningRateCuts = (epochs: readonly EpochMetrics[]): readonly EpochMetrics[] =>
  epochs.filter((metrics, index) => index > 0 && metrics.learningRate <= epochs[index - 1]!.learningRate * 0.8);

/** How often the last changes went up and down in turn, by more than 2%: 3 or more is a wobble. */
function wobbles(values: readonly number[]): boolean {
  const last = values.slice(-(WINDOW + 1));
  const changes = last.slice(1).map((value, index) => value / last[index]! - 1);
  const turns = changes.filter(
    (change, index) =>
      index > 0 && Math.min(Math.abs(change), Math.abs(changes[index - 1]!)) > 0.02 && change * changes[index - 1]! < 0,
  );
  return turns.length >= 3;
}

/**
 * The sentences, most important first; at most three.
 * `watch` is the objective's own: nothing is said of the trend of losses that rivals share.
 * `flatGuess` is the loss of answering every image with one flat grey (losses.ts), where that is known.
 */
export function narrate(
  state: RunState,
  epochs: readonly EpochMetrics[],
  flatGuess: number | null,
  watch: ObjectiveDefinition['watch'] = 'loss',
): readonly Finding[] {
  const last = epochs.at(-1);
  if (last === undefined) return [{ tone: 'neutral', text: waiting(state) }];
  // Where losses of rivals rise and fall against each other, their trends say nothing: the objective's own findings do.
  if (watch === 'last') return reductions(epochs);
  const values = epochs.map(watched);
  const what = last.validationLoss === null ? 'Training loss' : 'Validation loss';
  const findings: Finding[] = [];

  const since = overfittingSince(epochs);
  const trend = trendOf(values);
  const present = state === 'running' || state === 'paused';
  if (epochs.length === 1) {
    findings.push({
      tone: 'neutral',
      text: `${what} is ${formatLoss(watched(last))} after the first epoch; a trend needs two.`,
    });
  } else if (since !== null) {
    findings.push({
      tone: 'warning',
      text: `Overfitting since epoch ${since}: training loss still falls, validation loss does not. The best weights are kept.`,
    });
  } else if (wobbles(values)) {
    findings.push({ tone: 'warning', text: `${what} jumps up and down; a lower learning rate steadies it.` });
  } else if (trend !== null) {
    findings.push(trendFinding(what, trend, present, Math.min(WINDOW, epochs.length - 1)));
  }
  if (flatGuess !== null && watched(last) > flatGuess * 0.97) {
    findings.push({
      tone: 'warning',
      text: `Not yet better than answering every image with one flat grey (${formatLoss(flatGuess)}).`,
    });
  } else if (since === null) {
    const gap = gapFinding(last, epochs.length);
    if (gap !== null) findings.push(gap);
  }
  return [...findings, ...reductions(epochs)].slice(0, 3);
}

function reductions(epochs: readonly EpochMetrics[]): readonly Finding[] {
  const cut = learningRateCuts(epochs).at(-1);
  if (cut === undefined) return [];
  const text = `Learning rate reduced to ${formatSetting(cut.learningRate)} at epoch ${cut.epoch}.`;
  return [{ tone: 'neutral', text }];
}

function trendFinding(what: string, trend: number, present: boolean, over: number): Finding {
  const percent = formatPercent(Math.abs(trend));
  if (Math.abs(trend) < FLAT)
    return {
      tone: 'neutral',
      text: `A plateau: ${inSentence(what)} has hardly moved for ${formatAmount(over, 'epoch')}.`,
    };
  if (trend > 0)
    return {
      tone: 'warning',
      text: `${what} ${present ? 'rises' : 'rose'} by ${percent} an epoch; a lower learning rate may help.`,
    };
  return {
    tone: 'good',
    text: present
      ? `${what} still falls by ${percent} an epoch.`
      : `${what} was still falling by ${percent} an epoch: more epochs would help.`,
  };
}

/** Needs a few epochs: in the first ones dropout and moving averages make the gap mean little. */
function gapFinding(last: EpochMetrics, count: number): Finding | null {
  if (count < 3 || last.validationLoss === null || !(last.loss > 0)) return null;
  const gap = last.validationLoss / last.loss - 1;
  if (gap > GAP)
    return {
      tone: 'neutral',
      text: `Validation loss is ${formatPercent(gap)} above training loss: the samples it has not seen are harder for it.`,
    };
  return { tone: 'good', text: 'Training and validation stay together: no overfitting.' };
}

function waiting(state: RunState): string {
  switch (state) {
    case 'preparing':
      return 'Getting the samples and the weights ready.';
    case 'compiling':
      return 'Compiling the whole training step into one graph; it runs at full speed afterwards.';
    case 'running':
      return 'In its first epoch: the curve starts once every sample has been seen once.';
    case 'paused':
      return 'Paused in its first epoch. Nothing is lost; resume goes on with the next batch.';
    default:
      return 'It ended before its first epoch was done, so there is no curve.';
  }
}
