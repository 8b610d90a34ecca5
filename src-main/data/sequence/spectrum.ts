/**
 * Sound as steps: stretches of the waveform, or mel spectra in decibels. Mel as in HTK (Young et al., “The HTK Book”, 2002, section
 * 5.4): 2595 log₁₀(1 + f ÷ 700), triangles of equal width between 0 and half the sample rate. Owns the arithmetic.
 */
import FFT from 'fft.js';
import type { SequenceSettings } from '#shared/graph/data-forms.ts';
import type { Sound } from './wav.ts';

type Audio = SequenceSettings['audio'];

/** Below is silence: −100 dB. */
const leastPower = 1e-10;

export const countFrames = (samples: number, { frame, hop }: Pick<Audio, 'frame' | 'hop'>): number =>
  samples < frame ? 0 : Math.floor((samples - frame) / hop) + 1;

const toMel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
const toHertz = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/** The middles of the bands, hertz. */
export const melCentres = (bands: number, sampleRate: number): readonly number[] =>
  Array.from({ length: bands }, (_, band) => toHertz((toMel(sampleRate / 2) * (band + 1)) / (bands + 1)));

/** [steps, frame], stretches of the waveform. */
export function waveformFrames({ samples }: Sound, { frame, hop }: Audio): Float64Array {
  const steps = countFrames(samples.length, { frame, hop });
  const values = new Float64Array(steps * frame);
  for (let step = 0; step < steps; step += 1)
    values.set(samples.subarray(step * hop, step * hop + frame), step * frame);
  return values;
}

/** [steps, bands], decibels of the power in each band. */
export function melSpectrogram({ samples, sampleRate }: Sound, { frame, hop, melBands }: Audio): Float64Array {
  // The library transforms powers of two from 4 on: shorter frames are filled up with silence.
  const size = Math.max(4, 2 ** Math.ceil(Math.log2(frame)));
  const fft = new FFT(size);
  const filters = melFilters(melBands, sampleRate, size);
  const hann = Float64Array.from({ length: frame }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frame));
  const scale = 4 / hann.reduce((sum, weight) => sum + weight, 0) ** 2;
  const steps = countFrames(samples.length, { frame, hop });
  const values = new Float64Array(steps * melBands);
  const [input, spectrum] = [new Array<number>(size).fill(0), fft.createComplexArray() as number[]];
  for (let step = 0; step < steps; step += 1) {
    for (let i = 0; i < frame; i += 1) input[i] = samples[step * hop + i]! * hann[i]!;
    fft.realTransform(spectrum, input);
    filters.forEach(({ first, weights }, band) => {
      let power = 0;
      weights.forEach((weight, i) => {
        const bin = 2 * (first + i);
        power += weight * (spectrum[bin]! ** 2 + spectrum[bin + 1]! ** 2);
      });
      values[step * melBands + band] = 10 * Math.log10(Math.max(leastPower, power * scale));
    });
  }
  return values;
}

interface Filter {
  /** The first bin of the spectrum that counts. */
  readonly first: number;
  readonly weights: readonly number[];
}

function melFilters(bands: number, sampleRate: number, size: number): readonly Filter[] {
  const perBin = sampleRate / size;
  const edges = [0, ...melCentres(bands, sampleRate), sampleRate / 2];
  return Array.from({ length: bands }, (_, band) => {
    const [low, middle, high] = edges.slice(band, band + 3) as [number, number, number];
    const bins = Array.from({ length: size / 2 + 1 }, (_each, bin) => bin * perBin).map((hertz) =>
      Math.max(0, Math.min((hertz - low) / (middle - low), (high - hertz) / (high - middle))),
    );
    const first = bins.findIndex((weight) => weight > 0);
    // A band narrower than a bin has the nearest one alone.
    if (first < 0) return { first: Math.round(middle / perBin), weights: [1] };
    return { first, weights: bins.slice(first, bins.findLastIndex((weight) => weight > 0) + 1) };
  });
}

/** Widest reach of the kernel, in samples of the slower rate. */
const reach = 8;

/** The same sound at another rate: a sinc cut off by a Hann window, low enough for both rates. */
export function resample({ samples, sampleRate }: Sound, wanted: number): Sound {
  if (sampleRate === wanted) return { samples, sampleRate };
  const ratio = sampleRate / wanted;
  const stretch = Math.max(1, ratio);
  const made = Float32Array.from({ length: Math.floor(samples.length / ratio) }, (_, at) => {
    const middle = at * ratio;
    const from = Math.max(0, Math.ceil(middle - reach * stretch));
    const to = Math.min(samples.length - 1, Math.floor(middle + reach * stretch));
    let [sum, weights] = [0, 0];
    for (let i = from; i <= to; i += 1) {
      const x = (i - middle) / stretch;
      const weight =
        (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
      sum += weight * samples[i]!;
      weights += weight;
    }
    return weights === 0 ? 0 : sum / weights;
  });
  return { samples: made, sampleRate: wanted };
}
