/** Settings of Explore's panels as a project keeps them. Owns reading and changing them, no panel's own settings. */
import type { Project } from '../graph/document.ts';
import { checkField, defaultsOf, type AnyParams, type Fields, type Params, type ParamValue } from '../layers/fields.ts';
import { UserError } from '../problem.ts';
import { panels, panelOf, type PanelKind } from './index.ts';

export type PanelParams<K extends PanelKind> = (typeof panels)[K] extends { readonly fields: infer F extends Fields }
  ? Params<F>
  : never;

/** As the project has them; what is missing or does not fit any more takes its default. */
export function panelParams<K extends PanelKind>(project: Project, kind: K): PanelParams<K> {
  const { fields } = panelOf(kind);
  const kept = project.explore?.[kind] ?? {};
  const fitting = Object.entries(kept).filter(
    ([key, value]) => Object.hasOwn(fields, key) && checkField(fields[key]!, value) === null,
  );
  return { ...defaultsOf(fields), ...Object.fromEntries(fitting) } as PanelParams<K>;
}

/** Throws a UserError for a value that does not fit its field. */
export function setPanelParams(project: Project, kind: PanelKind, change: AnyParams): Project {
  const { fields, title } = panelOf(kind);
  for (const [key, value] of Object.entries(change)) {
    const fault = Object.hasOwn(fields, key) ? checkField(fields[key]!, value) : `There is no setting “${key}”.`;
    if (fault === null) continue;
    throw new UserError({
      received: `${title}: ${fault}`,
      expected: `The settings are ${Object.keys(fields).join(', ') || 'none'}.`,
      action: 'Enter another value.',
    });
  }
  const kept: Readonly<Record<string, ParamValue>> = project.explore?.[kind] ?? {};
  return { ...project, explore: { ...project.explore, [kind]: { ...kept, ...change } } as Project['explore'] };
}
