/**
 * The built-in waves: a signal that repeats like a day does, drawn from a seed, and in one of ten a fault that was planted. Everything
 * follows from a sample's number, whatever number of steps it is drawn in. Owns factors, faults and drawing.
 */
import { uniformNumbers } from './counter-random.ts';

export const waveCount = 5000;
export const waveLabels = ['normal', 'anomalous'] as const;
export const waveFaults = ['spike', 'burst', 'dropout'] as const;
export type WaveFault = (typeof waveFaults)[number];

export interface WaveFactors {
  /** Periods within a sample, and where in a period it begins, 0 to 1. */
  readonly periods: number;
  readonly phase: number;
  readonly amplitude: number;
  /** Of the second harmonic, as a share of the first, and its own phase. */
  readonly harmonic: number;
  readonly harmonicPhase: number;
  /** Null: nothing is wrong. */
  readonly fault: {
    readonly kind: WaveFault;
    /** As shares of the sample: where it begins, and how long it is. */
    readonly at: number;
    readonly length: number;
    /** How far it goes, in units of the wave; negative: downwards. */
    readonly size: number;
  } | null;
}

/** Standard deviation of the noise on every step. */
const noise = 0.05;
/** One in so many has a fault. */
const faultEvery = 10;
/** Periods of a burst's oscillation within a sample, steps allowing. */
const burstPeriods = 36;

const lengths: Readonly<Record<WaveFault, readonly [least: number, most: number]>> = {
  spike: [0.012, 0.025],
  burst: [0.08, 0.16],
  dropout: [0.05, 0.12],
};

/** Of sample 0 … waveCount − 1. */
export function waveFactors(sample: number): WaveFactors {
  const next = uniformNumbers(0, 'waves', sample, 0);
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    periods: between(2, 4),
    phase: next(),
    amplitude: between(0.8, 1.2),
    harmonic: between(0.1, 0.4),
    harmonicPhase: next(),
    fault: hasFault(sample) ? faultOf(next, between) : null,
  };
}

/** How many of all waves have a label. */
export const waveLabelShares: Readonly<Record<string, number>> = {
  normal: 1 - 1 / faultEvery,
  anomalous: 1 / faultEvery,
} satisfies Record<(typeof waveLabels)[number], number>;

/** Any of ten: a pattern would be missed, or met too often, where samples are left out evenly. */
function hasFault(sample: number): boolean {
  const ten = Math.floor(sample / faultEvery);
  return sample % faultEvery === Math.floor(uniformNumbers(0, 'waves', ten, 2)() * faultEvery);
}

function faultOf(next: () => number, between: (low: number, high: number) => number): WaveFactors['fault'] {
  const kind = waveFaults[Math.floor(next() * waveFaults.length)]!;
  const length = between(...lengths[kind]);
  return { kind, at: between(0.05, 0.9 - length), length, size: between(1.5, 3) * (next() < 0.5 ? -1 : 1) };
}

/** Which number a sample of a prepared dataset of `samples` has: fewer than all are spread evenly (data.limit). */
export const waveNumber = (sample: number, samples: number): number => Math.floor((sample * waveCount) / samples);

/** float32 [steps, 1], in the wave's own unit, noise included. */
export function drawWave(sample: number, steps: number): Float32Array {
  const factors = waveFactors(sample);
  const next = uniformNumbers(0, 'waves', sample, 1);
  return Float32Array.from({ length: steps }, (_, step) => {
    const time = step / steps;
    return curve(factors, time) + faultAt(factors.fault, time, steps) + noise * gaussian(next);
  });
}

const turn = 2 * Math.PI;

function curve({ periods, phase, amplitude, harmonic, harmonicPhase }: WaveFactors, time: number): number {
  const angle = turn * (periods * time + phase);
  return amplitude * (Math.sin(angle) + harmonic * Math.sin(2 * angle + turn * harmonicPhase));
}

function faultAt(fault: WaveFactors['fault'], time: number, steps: number): number {
  // However few steps there are, one of them has it.
  if (!fault || time < fault.at || time >= fault.at + Math.max(fault.length, 1 / steps)) return 0;
  if (fault.kind !== 'burst') return fault.size;
  // At least four steps a period, so that it can be seen.
  return 0.6 * fault.size * Math.sin(turn * Math.min(burstPeriods, steps / 4) * (time - fault.at + 0.25 / steps));
}

/** Box and Muller, 1958. */
const gaussian = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(turn * next());
