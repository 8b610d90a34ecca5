/** Multinomial logistic regression: the best classifier that is linear in its features. Pure; knows no latents. */
import { minimise } from './minimise.ts';

export interface LabelledRows {
  /** [count, features], row after row. */
  readonly rows: Float32Array;
  readonly features: number;
  /** [count], 0 to classes − 1. */
  readonly labels: ArrayLike<number>;
}

export interface LinearClassifier {
  /** The class of each row. */
  classify(rows: Float32Array): Uint16Array;
}

/** As scikit-learn's LogisticRegression with C = 1: half the squared weights (biases are free) beside the summed loss. */
const penalty = 1;
const limits = { iterations: 200, gradient: 1e-3 };

/** Fitted on features that are centred and scaled to a spread of 1; those that never vary count for nothing. */
export function fitLinearClassifier(data: LabelledRows, classes: number): LinearClassifier {
  const { features, labels } = data;
  const scaling = scalingOf(data.rows, features);
  const rows = scale(data.rows, scaling);
  const count = labels.length;
  const biases = classes * features;
  const odds = new Float64Array(classes);
  const weights = minimise(
    (point, gradient) => {
      gradient.fill(0);
      let value = 0;
      for (let at = 0; at < count; at++) {
        const row = rows.subarray(at * features, (at + 1) * features);
        oddsOf(row, point, odds);
        value += Math.log(normalize(odds, labels[at]!));
        for (let klass = 0; klass < classes; klass++) {
          const error = odds[klass]! - (klass === labels[at] ? 1 : 0);
          const start = klass * features;
          for (let i = 0; i < features; i++) gradient[start + i]! += error * row[i]!;
          gradient[biases + klass]! += error;
        }
      }
      let squares = 0;
      for (let i = 0; i < biases; i++) {
        squares += point[i]! * point[i]!;
        gradient[i]! += penalty * point[i]!;
      }
      return value + (penalty / 2) * squares;
    },
    new Float64Array(biases + classes),
    limits,
  );
  return {
    classify(given) {
      const scaled = scale(given, scaling);
      return Uint16Array.from({ length: scaled.length / features }, (_, at) => {
        oddsOf(scaled.subarray(at * features, (at + 1) * features), weights, odds);
        return odds.indexOf(Math.max(...odds));
      });
    },
  };
}

/** Share of rows whose class is their label. */
export function accuracyOf(classifier: LinearClassifier, { rows, labels }: LabelledRows): number {
  const found = classifier.classify(rows);
  return found.reduce((hits, klass, at) => hits + (klass === labels[at] ? 1 : 0), 0) / found.length;
}

/** Logarithms of the classes' odds, into `odds`: weights [classes, features], then biases [classes]. */
function oddsOf(row: Float64Array, weights: Float64Array, odds: Float64Array): void {
  const { length: features } = row;
  for (let klass = 0; klass < odds.length; klass++) {
    let sum = weights[odds.length * features + klass]!;
    const start = klass * features;
    for (let i = 0; i < features; i++) sum += weights[start + i]! * row[i]!;
    odds[klass] = sum;
  }
}

/** Odds' logarithms become probabilities, in place. The inverse of the right label's, at least 1. */
function normalize(odds: Float64Array, label: number): number {
  const highest = Math.max(...odds);
  let sum = 0;
  for (let klass = 0; klass < odds.length; klass++) sum += odds[klass] = Math.exp(odds[klass]! - highest);
  for (let klass = 0; klass < odds.length; klass++) odds[klass]! /= sum;
  return 1 / Math.max(odds[label]!, Number.MIN_VALUE);
}

interface Scaling {
  readonly mean: Float64Array;
  /** 1 / standard deviation; 0 for features that do not vary. */
  readonly factor: Float64Array;
}

function scalingOf(rows: Float32Array, features: number): Scaling {
  const count = rows.length / features;
  const mean = new Float64Array(features);
  const variance = new Float64Array(features);
  for (let at = 0; at < rows.length; at++) mean[at % features]! += rows[at]! / count;
  for (let at = 0; at < rows.length; at++) variance[at % features]! += (rows[at]! - mean[at % features]!) ** 2 / count;
  return { mean, factor: variance.map((value) => (value > 1e-12 ? 1 / Math.sqrt(value) : 0)) };
}

const scale = (rows: Float32Array, { mean, factor }: Scaling): Float64Array =>
  Float64Array.from(rows, (value, at) => (value - mean[at % mean.length]!) * factor[at % mean.length]!);
