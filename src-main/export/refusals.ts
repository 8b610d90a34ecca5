/** What an export is refused for, in words: options, names, parts, and results that differ. Owns no export. */
import { basename, extname } from 'node:path';
import type { ExportDefinition } from '#shared/export/format.ts';
import { partKinds } from '#shared/export/parts.ts';
import { checkField, defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import { UserError } from '#shared/problem.ts';
import type { ExportCheck } from '#shared/wire/export.ts';
import type { ExportedPart } from './format.ts';

/** All of a format's options, what is left out as usual. */
export function checkedOptions({ title, fields }: ExportDefinition, given: AnyParams): AnyParams {
  const options = { ...defaultsOf(fields), ...given };
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  const wrong = Object.entries(fields).flatMap(([name, field]) => checkField(field, options[name]) ?? [])[0];
  if (unknown === undefined && wrong === undefined) return options;
  throw new UserError({
    received: wrong ?? `${title} has no option called ${unknown}.`,
    expected: `Its options are: ${Object.keys(fields).join(', ') || 'none'}.`,
    action: 'Correct it, or leave it out.',
  });
}

export function checkName({ title, ending }: ExportDefinition, path: string): void {
  if (ending === null || path.toLowerCase().endsWith(ending)) return;
  throw new UserError({
    received: `The file is to be called “${basename(path)}”.`,
    expected: `A file of the format ${title} ends in “${ending}”.`,
    action: `Call it “${basename(path, extname(path))}${ending}”.`,
  });
}

export function refuseUnwritable(definition: ExportDefinition, part: ExportedPart, options: AnyParams): void {
  const { takes, title } = definition;
  if (takes !== 'run' && !takes.includes(part.kind))
    throw new UserError({
      received: `The part “${part.title}” was asked for as ${title}.`,
      expected: `${title} takes: ${partKinds.filter((kind) => takes.includes(kind)).join(', ')}.`,
      action: 'Choose another part, or another format.',
    });
  const nodes = part.nodes.map(({ node }) => node.id);
  const refusal = definition.refuse({ ...part, nodes }, part.project, options);
  if (refusal) throw new UserError(refusal);
}

export function refuseDifference(definition: ExportDefinition, check: ExportCheck | null, options: AnyParams): void {
  const tolerance = definition.tolerance(options);
  if (!check || (Number.isFinite(check.difference) && (tolerance === null || check.difference <= tolerance))) return;
  throw new UserError({
    received: `${check.by} read the export and found a difference of ${check.difference.toPrecision(3)} from what Hourglass has.`,
    expected: `At most ${tolerance ?? 'a finite number'} is allowed, so nothing was saved.`,
    action: 'Try again, or choose another format; the log has the details.',
  });
}
