/** The projects that come with Hourglass as examples: what they teach. Each is resources/templates/<id>.hourglass. */
import { adversarialTemplates } from './templates/adversarial.ts';
import { plainTemplates } from './templates/plain.ts';
import { purposeTemplates } from './templates/purposes.ts';
import { textTemplates } from './templates/text.ts';
import { sequenceTemplates } from './templates/sequences.ts';
import { tableTemplates } from './templates/tables.ts';
import { variationalTemplates } from './templates/variational.ts';
import type { TemplateInfo } from './wire/studio.ts';

/** Group by group, as the workshop goes. */
export const templates = [
  ...plainTemplates,
  ...variationalTemplates,
  ...adversarialTemplates,
  ...purposeTemplates,
  ...textTemplates,
  ...sequenceTemplates,
  ...tableTemplates,
] as const satisfies readonly Required<TemplateInfo>[];

export type TemplateId = (typeof templates)[number]['id'];
