/** What one sample of each form is called. Owns words alone. */
import type { FormInfo } from '#shared/wire/data-forms.ts';

export interface FormWords {
  readonly one: string;
  readonly many: string;
}

export const formNouns: Readonly<Record<FormInfo['kind'], FormWords>> = {
  image: { one: 'image', many: 'images' },
  table: { one: 'row', many: 'rows' },
  sequence: { one: 'sequence', many: 'sequences' },
  text: { one: 'stretch of text', many: 'stretches of text' },
};

/** What is left out of an import, one by one: rows of a file are named by their lines. */
export const skippedNoun = (form: FormInfo['kind']): string => (form === 'table' ? 'line' : 'file');
