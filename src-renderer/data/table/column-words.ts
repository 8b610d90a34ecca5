/** What types, scales and signs of tables are called. Owns words alone. */
import type { ColumnProfile } from '#shared/wire/data-forms.ts';

export const typeWords: Readonly<Record<ColumnProfile['type'], string>> = {
  number: 'Number',
  category: 'Category',
  date: 'Date',
  ignore: 'Left out',
};

export const scaleWords: Readonly<Record<NonNullable<ColumnProfile['scale']>, string>> = {
  standard: 'Standardised: mean 0, deviation 1',
  minMax: 'From 0 to 1',
  quantile: 'By rank (quantiles)',
  none: 'As it is',
};

export const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};
