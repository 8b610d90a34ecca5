/** What a page's results are: as much of the data's form as drawing them takes. Owns that form, which resources/page/paint.js draws. */
import type { Shape } from '#shared/layers/layer.ts';
import type { FormInfo, SequenceForm, TableColumn, TextForm } from '#shared/wire/data-forms.ts';

export type PageForm =
  | { readonly kind: 'numbers' }
  | { readonly kind: 'table'; readonly columns: readonly TableColumn[] }
  | { readonly kind: 'sequence'; readonly channels: SequenceForm['channels'] }
  | {
      readonly kind: 'text';
      readonly words: readonly string[];
      readonly unit: TextForm['unit'];
      readonly places: number;
    };

/** `output`: of one sample. Whatever does not fit the data is numbers in a row. */
export function pageForm(form: FormInfo, output: Shape): PageForm {
  switch (form.kind) {
    case 'table':
      return { kind: 'table', columns: form.columns };
    case 'sequence':
      return output.at(-1) === form.channels.length
        ? { kind: 'sequence', channels: form.channels }
        : { kind: 'numbers' };
    case 'text':
      return output.length === 2
        ? { kind: 'text', words: form.targetVocabulary ?? form.vocabulary, unit: form.unit, places: output[0]! }
        : { kind: 'numbers' };
    case 'image':
      return { kind: 'numbers' };
  }
}
