/** A sample named on the command line: its number in the run's data, or a picture file. Owns telling them apart. */
import { basename } from 'node:path';
import { UserError } from '#shared/problem.ts';
import type { Sample } from '#shared/wire/explore/values.ts';
import { FileProblem, readWholeFile } from '../../data/read-file.ts';
import type { OpenNetwork } from './preview.ts';

/** For the options' help. */
export const sampleArgument = 'a sample’s number in the data, counted from 1 as in the window, or a picture file';

/** Throws a UserError for a file that cannot be used; whether there is such a sample, the network says itself. */
export async function sampleFrom(network: OpenNetwork, text: string, { invert = false } = {}): Promise<Sample> {
  if (/^\d+$/.test(text)) return { from: 'data', index: indexOf(Number(text)) };
  const file = await usable(text, readWholeFile(text));
  const { bytes } = await network.ask('explore:read', {
    name: basename(text).slice(0, 255),
    file: file.toString('base64'),
    invert,
  });
  return { from: 'given', bytes };
}

/** People count samples from 1, the wire from 0. Throws a UserError for 0. */
export function indexOf(number: number): number {
  if (number > 0) return number - 1;
  throw new UserError({
    received: 'Sample number 0 was asked for.',
    expected: 'Samples are counted from 1, as in the window.',
    action: 'Give 1 for the first sample.',
  });
}

/** The other way: as the numbers of --json name samples. */
export const numberOf = (index: number): number => index + 1;

/** What reading a picture file gives. Throws a UserError that names it. */
export async function usable<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw new UserError({
      received: `“${path}” cannot be used: ${error.message}.`,
      expected: 'A whole picture was expected: PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF.',
      action: 'Give the path of one.',
    });
  }
}
