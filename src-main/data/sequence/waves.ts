/** The built-in waves as a source of samples: drawn when they are prepared. Owns no drawing (src-shared/waves.ts). */
import { scaled } from '#shared/data/scaling.ts';
import type { SequenceForm } from '#shared/wire/data-forms.ts';
import { drawWave, waveCount, waveFactors, waveLabels } from '#shared/waves.ts';
import { countOf, type Plan, type SourceContents } from '../format.ts';
import { ChannelFigures } from './channel-scaling.ts';

interface WavePlan extends Plan {
  readonly form: SequenceForm;
}

/** Raise it when the same number gives another wave. */
const version = 1;

export async function inspectWaves(): Promise<SourceContents<WavePlan>> {
  return {
    fingerprint: `waves ${version}`,
    candidates: waveCount,
    labelNames: waveLabels,
    samplesAreFiles: false,
    skipped: [],
    title: (samples) => `${countOf(samples, 'wave')}, one in ten with a planted fault`,
    async plan({ sequence: { window, scale } }) {
      const figures = new ChannelFigures();
      for (let sample = 0; sample < waveCount; sample += 1)
        for (const value of drawWave(sample, window)) figures.add(value);
      return {
        input: { shape: [window, 1], dtype: 'float32' },
        form: { kind: 'sequence', channels: [{ name: 'value', scaling: figures.scaling(scale) }], padded: false },
      };
    },
    async *decode(slots, { input, form }) {
      const [steps] = input.shape as [number, 1];
      const { scaling } = form.channels[0]!;
      for (let slot = 0; slot < slots.count; slot += 1) {
        const sample = slots.at(slot).first;
        yield {
          values: drawWave(sample, steps).map((number) => scaled(scaling, number)),
          label: waveFactors(sample).fault ? 1 : 0,
          file: null,
        };
      }
    },
  };
}
