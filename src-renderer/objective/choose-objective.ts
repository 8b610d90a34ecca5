/** Choosing what a network learns, as one edit; says so when layers were added, and offers to take them back. */
import { setObjective } from '#shared/graph/settings.ts';
import type { ParamValue } from '#shared/layers/fields.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import { edit, project, undoEdit, whenEdited } from '../state/project.svelte.ts';
import { dismissToast, showToast } from '../ui/toasts.svelte.ts';
import { addedNodes, describeAdoption, nameOfChoice, withObjective } from './objective-choice.ts';

export function chooseObjective(kind: ObjectiveKind): void {
  const before = project.document;
  if (before === null || before.objective.kind === kind) return;
  if (!edit(nameOfChoice(kind), (document) => withObjective(document, kind)) || project.document === null) return;
  if (addedNodes(before, project.document).length === 0) return;
  const toast = showToast(describeAdoption(before, project.document) ?? '', { label: 'Undo', run: undoEdit });
  // Once something else is edited, Undo would take back that instead.
  const stop = whenEdited(() => {
    dismissToast(toast);
    stop();
  });
}

/** Keystrokes in one field make one step of the history. */
export function changeObjectiveSetting(kind: ObjectiveKind, key: string, label: string, value: ParamValue): void {
  edit(
    `set ${label.toLowerCase()} of the objective`,
    (document) => setObjective(document, kind, { [key]: value }),
    `objective.${key}`,
  );
}
