/** Templates in their groups, as the workshop goes, and found by words. Owns no drawing. */
import { objectiveOf } from '#shared/objectives/index.ts';
import { fuzzyFind } from '../commands/fuzzy.ts';
import type { OfferedTemplate } from '../state/recents.svelte.ts';

export interface TemplateGroup {
  readonly title: string;
  readonly templates: readonly OfferedTemplate[];
}

/** Groups in the order of their first templates. */
export function groupTemplates(templates: readonly OfferedTemplate[]): readonly TemplateGroup[] {
  const titles = [...new Set(templates.map(({ info }) => info.group))];
  return titles.map((title) => ({ title, templates: templates.filter(({ info }) => info.group === title) }));
}

/** Those that a few letters or words fit: by title, group, objective and what is said of them. */
export function findTemplates(query: string, templates: readonly OfferedTemplate[]): readonly OfferedTemplate[] {
  const words = query.trim().toLowerCase();
  const close = new Set(
    fuzzyFind(query, templates, ({ info, design }) => [
      info.title,
      info.group,
      ...(design === null ? [] : [objectiveOf(design)?.title ?? '']),
    ]),
  );
  return templates.filter(
    (template) =>
      close.has(template) || `${template.info.summary} ${template.info.teaches ?? ''}`.toLowerCase().includes(words),
  );
}
