/** Texts that come with Hourglass: dates in two ways of writing, and the novels of Jane Austen. Owns reading, not splitting. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { dateCount, datePair } from '#shared/data/dates.ts';
import type { TextSettings } from '#shared/graph/data-forms.ts';
import type { SourceContents } from '../format.ts';
import { resourceFile } from '../resource.ts';
import { textContents } from './contents.ts';

/** Raise it when the same number gives another pair. */
const datesVersion = 1;

/** Always pairs, by characters: that is what they are for. */
export async function inspectDates(text: TextSettings): Promise<SourceContents> {
  const pairs = Array.from({ length: dateCount }, (_, index) => {
    const { written, iso } = datePair(index);
    return { text: written, target: iso, file: 'dates', line: index + 1 };
  });
  return textContents(
    pairs,
    { ...text, task: 'pairs', unit: 'character' },
    { fingerprint: `dates ${datesVersion}`, name: 'dates', skipped: [], ends: true },
  );
}

export async function inspectAusten(text: TextSettings): Promise<SourceContents> {
  const packed = await readFile(await resourceFile('text', 'austen.txt.gz'));
  const novels = (await promisify(gunzip)(packed)).toString('utf8');
  const passage = { file: 'austen.txt', line: 1 };
  const passages =
    text.task === 'next'
      ? [{ text: novels.trim(), ...passage }]
      : novels
          .split('\n')
          .filter((line) => line !== '')
          .map((line, index) => ({ text: line, file: 'austen.txt', line: index + 1 }));
  return textContents(passages, text.task === 'pairs' ? { ...text, task: 'itself' } : text, {
    fingerprint: 'austen 1',
    name: 'novels of Jane Austen',
    skipped: [],
    ends: false,
  });
}
