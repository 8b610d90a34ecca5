/** WAV files byte by byte, and bindings of sequences. */
import { defaultSequence, type SequenceSettings } from '#shared/graph/data-forms.ts';
import type { DataBinding } from '#shared/graph/document.ts';
import { openDataset, prepareDataset } from '#main/data/cache.ts';
import { elementsOf } from '#main/data/elements.ts';
import { binding } from '../fixtures.ts';

export const sequenceBinding = (path: string, change: Partial<SequenceSettings> = {}): DataBinding => ({
  ...binding({ kind: 'sequences', path }),
  sequence: { ...defaultSequence, scale: 'none', ...change },
});

/** Prepares and reads all samples as numbers. */
export async function loadSequences(data: DataBinding, cacheFolder: string) {
  const { folder, info } = await prepareDataset(data, { cacheFolder });
  const reader = await openDataset(folder);
  try {
    const all = Array.from({ length: info.samples }, (_, index) => index);
    const bytes = new Uint8Array(info.samples * reader.sampleBytes);
    await reader.read(all, bytes);
    const values = elementsOf('float32', bytes);
    const size = values.length / info.samples;
    const labels = await reader.labels();
    return {
      info,
      rows: all.map((at) => [...values.subarray(at * size, (at + 1) * size)]),
      labels: labels && Array.from(labels, (label) => info.labels[label]!.name),
      files: await Promise.all(all.map((at) => reader.file(at))),
    };
  } finally {
    await reader.close();
  }
}

interface WavOptions {
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly bits?: 8 | 16 | 24 | 32 | 64;
  readonly float?: boolean;
}

/** One value after the other, channels side by side, from −1 to 1. */
export function wavBytes(values: readonly number[], options: WavOptions = {}): Buffer {
  const { sampleRate = 8000, channels = 1, bits = 16, float = false } = options;
  const bytes = bits / 8;
  const data = Buffer.alloc(values.length * bytes);
  values.forEach((value, i) => {
    const at = i * bytes;
    if (float && bits === 64) data.writeDoubleLE(value, at);
    else if (float) data.writeFloatLE(value, at);
    else if (bits === 8) data.writeUInt8(Math.round(value * 127) + 128, at);
    else data.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bytes);
  });
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(float ? 3 : 1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * channels * bytes, 28);
  head.writeUInt16LE(channels * bytes, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
