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
export const inspectDates = async (text: TextSettings): Promise<SourceContents> =>
  textContents(
    { ...text, task: 'pairs', unit: 'character' },
    {
      ...{ fingerprint: `dates ${datesVersion}`, name: 'dates', skipped: [], ends: true },
      read: async () =>
        Array.from({ length: dateCount }, (_, index) => {
          const { written, iso } = datePair(index);
          return { text: written, target: iso, file: 'dates', line: index + 1 };
        }),
    },
  );

export const inspectAusten = async (text: TextSettings): Promise<SourceContents> =>
  textContents(text.task === 'pairs' ? { ...text, task: 'itself' } : text, {
    ...{ fingerprint: 'austen 1', name: 'novels of Jane Austen', skipped: [], ends: false },
    async read() {
      const packed = await readFile(await resourceFile('text', 'austen.txt.gz'));
      const novels = (await promisify(gunzip)(packed)).toString('utf8');
      if (text.task === 'next') return [{ text: novels.trim(), file: 'austen.txt', line: 1 }];
      return novels
        .split('\n')
        .filter((line) => line !== '')
        .map((line, index) => ({ text: line, file: 'austen.txt', line: index + 1 }));
    },
  });
