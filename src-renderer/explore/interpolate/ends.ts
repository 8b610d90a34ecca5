/** The ends of the way as a person chooses them: numbers, seeds and dropped files. Owns the files of this session, and the ends' names. */
import { hasNoiseEnds } from '#shared/explore/interpolate.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { End } from '#shared/wire/explore/sample.ts';
import { formatCount } from '../../ui/format.ts';
import type { ReadFile } from '../read-files.ts';

export const mostEnds = 4;

/** Files by their number, −2 and below. A project does not keep them; undo and other panels do not lose them. */
const files = new Map<number, { readonly subject: string; readonly file: ReadFile }>();

export function keepFile(subject: string, file: ReadFile): number {
  const number = -2 - files.size;
  files.set(number, { subject, file });
  return number;
}

const fileOf = (subject: string, end: number): ReadFile | null => {
  const kept = files.get(end);
  return kept?.subject === subject ? kept.file : null;
};

/** Without files that are not of this session or not of this network. */
export const knownEnds = (subject: string, ends: readonly number[]): readonly number[] =>
  ends.filter((end) => end >= -1 || fileOf(subject, end) !== null);

export function wireEnd(info: ExploreInfo, end: number): End {
  if (hasNoiseEnds(info)) return { from: 'noise', seed: end };
  const file = fileOf(info.subject, end);
  return file === null ? { from: 'data', index: end } : { from: 'given', bytes: file.bytes };
}

/** "Sample 3,018" (people count from 1, as under Data), "Seed 4", "cat.png". */
export function endName(info: ExploreInfo, end: number): string {
  if (hasNoiseEnds(info)) return `Seed ${formatCount(end)}`;
  return fileOf(info.subject, end)?.name ?? `Sample ${formatCount(end + 1)}`;
}

/** A sample's number or a seed, at random. */
export const randomEnd = (info: ExploreInfo): number =>
  Math.floor(Math.random() * (hasNoiseEnds(info) ? 1_000_000 : info.data.samples));

export function swapEnds(ends: readonly number[], at: number, other: number): readonly number[] {
  const swapped = [...ends];
  [swapped[at], swapped[other]] = [ends[other]!, ends[at]!];
  return swapped;
}

/** In place of one, or after the last; the oldest make room where there are more than four. */
export function placeEnds(ends: readonly number[], at: number, more: readonly number[]): readonly number[] {
  return [...ends.slice(0, at), ...more, ...ends.slice(at + 1)].slice(-mostEnds);
}
