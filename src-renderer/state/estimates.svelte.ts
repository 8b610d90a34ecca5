/** How long the templates, and the open project, would take to train on this computer: asked of the studio. */
import type { Project } from '#shared/graph/document.ts';
import type { TimeEstimate } from '#shared/wire/devices.ts';
import type { CallInput } from '#shared/wire/studio.ts';
import { studio } from './studio.ts';

class EstimatesState {
  /** By template id; those of which nothing can be said are left out. */
  templates = $state.raw<ReadonlyMap<string, TimeEstimate>>(new Map());
}
export const estimates = new EstimatesState();

/** Null where nothing can be said: an estimate is never worth an error. */
export const estimateTime = (project: Project, trainSamples: number | null): Promise<TimeEstimate | null> =>
  studio
    // The wire's input types are mutable; nothing on the way changes what is sent.
    .call('device:estimate', { project, trainSamples } as CallInput<'device:estimate'>)
    .catch(() => null);

/** Asked anew whenever the start page opens: every run makes them better. What was known stays until then. */
export async function estimateTemplates(
  offered: readonly { readonly info: { readonly id: string }; readonly design: Project | null }[],
): Promise<void> {
  const found = await Promise.all(
    offered.map(async ({ info, design }) => [info.id, design && (await estimateTime(design, null))] as const),
  );
  estimates.templates = new Map(found.flatMap(([id, estimate]) => (estimate ? [[id, estimate]] : [])));
}
