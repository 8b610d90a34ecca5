/** Sequences out of WAV sounds: each file one, as stretches of its waveform or as a mel spectrogram. */
import type { SequenceSettings } from '#shared/graph/data-forms.ts';
import type { DataSplit } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { partition } from '../folder-parts.ts';
import type { Skipped } from '../format.ts';
import { FileProblem, readWholeFile } from '../read-file.ts';
import type { SequenceFiles } from './files.ts';
import type { SeriesSet } from './series.ts';
import { melCentres, melSpectrogram, resample, waveformFrames } from './spectrum.ts';
import { readWav, type Sound } from './wav.ts';

type Audio = SequenceSettings['audio'];

/** Names of what the steps of a sound at this rate are made of. */
export function soundChannels({ as, melBands, frame }: Audio, sampleRate: number): readonly string[] {
  if (as === 'waveform') return Array.from({ length: frame }, (_, at) => `sample ${at + 1}`);
  return melCentres(melBands, sampleRate).map((hertz) => `${Math.round(hertz).toLocaleString('en')} Hz`);
}

/** [steps, channels]. */
export const soundSteps = (sound: Sound, audio: Audio): Float64Array =>
  audio.as === 'waveform' ? waveformFrames(sound, audio) : melSpectrogram(sound, audio);

export async function openSounds(
  { files, path }: SequenceFiles,
  { audio }: SequenceSettings,
  split: DataSplit,
  _signal: AbortSignal,
  _note: (skipped: Skipped) => void,
): Promise<SeriesSet> {
  const sampleRate = audio.sampleRate ?? (await firstRate(files));
  const { ordered, labelNames } = partition(files, split, path);
  return {
    channels: soundChannels(audio, sampleRate),
    alike: audio.as === 'waveform',
    columns: [],
    sound: { sampleRate, hop: audio.hop, as: audio.as },
    entries: ordered.map(({ file, label, part }) => ({
      file: file.name,
      label: label === null ? null : labelNames![label]!,
      part,
    })),
    async read(entry, note) {
      const { file } = ordered[entry]!;
      try {
        return { values: soundSteps(await soundOf(file.path, sampleRate, audio), audio), labels: null };
      } catch (error) {
        if (!(error instanceof FileProblem)) throw error;
        note({ file: file.name, reason: error.message });
        return null;
      }
    },
  };
}

async function soundOf(path: string, sampleRate: number, audio: Audio): Promise<Sound> {
  const sound = readWav(await readWholeFile(path));
  if (audio.sampleRate === null && sound.sampleRate !== sampleRate)
    throw new FileProblem(
      `${sound.sampleRate.toLocaleString('en')} Hz where the first sound has ${sampleRate.toLocaleString('en')}; choose a sample rate for all`,
    );
  const same = resample(sound, sampleRate);
  if (same.samples.length < audio.frame)
    throw new FileProblem(
      `${same.samples.length.toLocaleString('en')} samples long, shorter than a step of ${audio.frame.toLocaleString('en')}`,
    );
  return same;
}

/** Of the first sound that can be read. Throws a UserError naming what is wrong with one where none can. */
async function firstRate(files: SequenceFiles['files']): Promise<number> {
  let last = '';
  for (const { path, name } of files) {
    try {
      return readWav(await readWholeFile(path)).sampleRate;
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      last = `“${name}”: ${error.message}`;
    }
  }
  throw new UserError({
    received: `None of the sounds can be read, for example ${last}.`,
    expected: 'WAV files: PCM of 8 to 32 bits, or float.',
    action: 'Save the sounds as ordinary WAV files.',
  });
}
