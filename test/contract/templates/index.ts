/** Every template by its id, as what draws it. */
import type { Project } from '#shared/graph/document.ts';
import type { TemplateId } from '#shared/templates.ts';
import { adversarialTemplates } from './adversarial.ts';
import { convolutionalTemplates } from './convolutional.ts';
import { mirroredTemplates } from './mirrored.ts';
import { otherTemplates } from './others.ts';
import { textTemplates } from './text.ts';
import { sequenceTemplates } from './sequences.ts';
import { tableTemplates } from './tables.ts';
import { variationalTemplates } from './variational.ts';

/** A template without one, or one without a template, does not compile. */
export const drawTemplate: Readonly<Record<TemplateId, (title: string) => Project>> = {
  ...mirroredTemplates,
  ...convolutionalTemplates,
  ...variationalTemplates,
  ...adversarialTemplates,
  ...otherTemplates,
  ...textTemplates,
  ...sequenceTemplates,
  ...tableTemplates,
};
