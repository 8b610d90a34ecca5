/** Which objectives can learn from which data, and what is said where they cannot. */
import { formOfProject, type DataForm } from '../graph/data-form.ts';
import type { Project } from '../graph/document.ts';
import type { Problem } from '../graph/problem.ts';
import { setObjective } from '../graph/settings.ts';
import { findObjective, objectives, type ObjectiveKind } from './index.ts';
import type { ObjectiveDefinition } from './objective.ts';

const ofValues: readonly DataForm[] = ['image', 'table', 'sequence'];

export const takesForm = ({ forms = ofValues }: Pick<ObjectiveDefinition, 'forms'>, form: DataForm): boolean =>
  forms.includes(form);

/** Those that can learn from such data, in the order in which they are offered. */
export const objectivesFor = (form: DataForm): readonly ObjectiveKind[] =>
  (Object.keys(objectives) as ObjectiveKind[]).filter((kind) => takesForm(findObjective(kind)!, form));

/** "pictures". */
export const formWords: Readonly<Record<DataForm, string>> = {
  image: 'pictures',
  table: 'rows of a table',
  sequence: 'sequences',
  text: 'text',
};

export function checkForm(project: Project): readonly Problem[] {
  const objective = findObjective(project.objective.kind);
  const form = formOfProject(project);
  if (!objective || takesForm(objective, form)) return [];
  const [other] = objectivesFor(form);
  const title = other && findObjective(other)!.title;
  return [
    {
      id: 'objective:form',
      severity: 'error',
      title: `“${objective.title}” does not learn from ${formWords[form]}`,
      received: `The data are ${formWords[form]}.`,
      expected: `“${objective.title}” takes ${(objective.forms ?? ofValues).map((each) => formWords[each]).join(', ')}.`,
      action: 'Choose another objective, or other data.',
      nodes: [],
      fixes: other
        ? [
            {
              id: 'objective',
              label: `Use “${title}”`,
              detail: `The objective becomes “${title}”.`,
              apply: (before) => setObjective(before, other),
              nodes: [],
            },
          ]
        : [],
    },
  ];
}
