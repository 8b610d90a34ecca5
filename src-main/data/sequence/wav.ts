/**
 * Reads WAV files (RIFF WAVE; Microsoft and IBM, “Multimedia Programming Interface and Data Specifications 1.0”, 1991): PCM of 8, 16, 24
 * and 32 bits and floats of 32 and 64, with or without the extensible header. Several channels become their mean. Owns the format.
 */
import { FileProblem } from '../read-file.ts';

export interface Sound {
  /** Hertz. */
  readonly sampleRate: number;
  /** From −1 to 1. */
  readonly samples: Float32Array;
}

interface Format {
  readonly float: boolean;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

const extensible = 0xfffe;
const mostChannels = 64;

/** Throws FileProblem in words that continue the file's name. */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength === 0) throw new FileProblem('empty');
  const container = nameAt(view, 0);
  if (container === 'RF64' || container === 'RIFX')
    throw new FileProblem(`a WAV file of the kind ${container}, which is not read; save it as an ordinary WAV file`);
  if (container !== 'RIFF' || nameAt(view, 8) !== 'WAVE') throw new FileProblem('not a WAV file');
  let format: Format | null = null;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const [name, size, start] = [nameAt(view, at), view.getUint32(at + 4, true), at + 8];
    if (name === 'fmt ') format = readFormat(view, start, size);
    if (name === 'data') {
      if (!format) throw new FileProblem('a WAV file whose sound comes before its format');
      return { sampleRate: format.sampleRate, samples: readSamples(view, start, size, format) };
    }
    // Chunks begin at even bytes.
    at = start + size + (size % 2);
  }
  throw new FileProblem(format ? 'a WAV file without sound' : 'a WAV file that is cut off before its format');
}

const nameAt = (view: DataView, at: number): string =>
  at + 4 > view.byteLength
    ? ''
    : String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

function readFormat(view: DataView, at: number, size: number): Format {
  if (size < 16 || at + size > view.byteLength) throw new FileProblem('a WAV file whose format is cut off');
  const given = view.getUint16(at, true);
  // The first two bytes of the extension's identifier say what the samples are.
  const code = given === extensible && size >= 26 ? view.getUint16(at + 24, true) : given;
  const [channels, sampleRate] = [view.getUint16(at + 2, true), view.getUint32(at + 4, true)];
  const bits = view.getUint16(at + 14, true);
  const known = code === 1 ? [8, 16, 24, 32].includes(bits) : code === 3 && [32, 64].includes(bits);
  if (!known) throw new FileProblem(`a WAV file of format ${code} with ${bits} bits; PCM and float are read`);
  if (channels < 1 || channels > mostChannels) throw new FileProblem(`a WAV file of ${channels} channels`);
  if (sampleRate < 100 || sampleRate > 384_000)
    throw new FileProblem(`a WAV file with a sample rate of ${sampleRate} hertz`);
  return { float: code === 3, channels, sampleRate, bits };
}

function readSamples(view: DataView, start: number, size: number, format: Format): Float32Array {
  const there = view.byteLength - start;
  // What was recorded into a pipe does not know its length.
  const length = size === 0xffffffff || size === 0 ? there : size;
  if (length > there)
    throw new FileProblem(
      `cut off: ${there.toLocaleString('en')} of ${length.toLocaleString('en')} bytes of sound are there`,
    );
  const { channels, bits } = format;
  const frame = (bits / 8) * channels;
  const read = readerOf(view, format);
  const samples = new Float32Array(Math.floor(length / frame));
  if (samples.length === 0) throw new FileProblem('a WAV file without sound');
  for (let i = 0; i < samples.length; i += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += read(start + i * frame + (channel * bits) / 8);
    samples[i] = sum / channels;
    if (!Number.isFinite(samples[i])) throw new FileProblem(`sample ${(i + 1).toLocaleString('en')} is no number`);
  }
  return samples;
}

function readerOf(view: DataView, { float, bits }: Format): (at: number) => number {
  if (float) return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  switch (bits) {
    case 8:
      // The only unsigned ones.
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 2 ** 15;
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23;
    default:
      return (at) => view.getInt32(at, true) / 2 ** 31;
  }
}
