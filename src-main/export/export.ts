/** One export from beginning to end: the part opened, written, read back, described, and only then put in place. Owns that order. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { ExportDefinition } from '#shared/export/format.ts';
import { exportFormats } from '#shared/export/index.ts';
import { exportParts, type PartKind } from '#shared/export/parts.ts';
import type { Project } from '#shared/graph/document.ts';
import type { ExportCheck, ExportRequest, ExportResult } from '#shared/wire/export.ts';
import type { ExportContext, ExportFormat } from './format.ts';
import { writers } from './index.ts';
import { withPart, type PartSource } from './open-part.ts';
import { markName, putInPlace } from './put-in-place.ts';
import { preprocessingFile, readme } from './readme.ts';
import { checkedOptions, checkName, refuseDifference, refuseUnwritable } from './refusals.ts';
import { writeSamples } from './sample-files.ts';

/** Throws UserErrors, and the signal's reason when cancelled; then nothing has changed. */
export function exportPart(
  source: Omit<PartSource, 'part'>,
  { format, part, options: given, path, samples }: ExportRequest,
  context: ExportContext,
): Promise<ExportResult> {
  const writer = writers[format] as unknown as ExportFormat;
  const definition = exportFormats[format] as unknown as ExportDefinition;
  const options = checkedOptions(definition, given);
  checkName(definition, path);
  context.progress('Opening the network');
  return withPart({ ...source, part: part ?? firstPart(definition, source.project) }, async (whole) => {
    const opened = definition.onlyResult?.(options as never) ? { ...whole, outputs: whole.outputs.slice(0, 1) } : whole;
    refuseUnwritable(definition, opened, options);
    const [folder, name] = [dirname(path), basename(path)];
    const stem = definition.ending === null ? name : basename(name, extname(name));
    const isFolder = definition.ending === null;
    // What is of the run as a whole, a picture or a card, needs no words beside it.
    const companions = isFolder || definition.takes === 'run' ? [] : [`${stem}.README.md`, `${stem}.${markName}`];
    let check: ExportCheck | null = null;
    let bytes = 0;
    await putInPlace(folder, [...companions, name], async (workshop) => {
      context.signal.throwIfAborted();
      const made = join(workshop, name);
      await writer.write(opened, made, options as never, context);
      context.signal.throwIfAborted();
      context.progress('Reading it back and comparing');
      const found = await writer.check(opened, made, options as never, context);
      check = found && { ...found, samples: opened.samples, real: opened.real };
      refuseDifference(definition, check, options);
      bytes = await sizeOf(made);
      const words = { part: opened, definition, name, check, snippet: writer.snippet(opened, name, options as never) };
      const [readmePath, markPath] = isFolder
        ? [join(made, 'README.md'), join(made, markName)]
        : companions.map((each) => join(workshop, each));
      if (readmePath !== undefined) await writeFile(readmePath, readme(words));
      if (markPath !== undefined) await writeFile(markPath, preprocessingFile(opened));
      context.signal.throwIfAborted();
    });
    if (samples !== null)
      await writeSamples(opened, samples, (input) => writer.fed?.(input, opened, options as never) ?? input.values);
    const beside = companions.map((each) => join(folder, each));
    const { kind, title, run } = opened;
    return { format, part: { kind, title }, epoch: run?.epoch ?? null, path, beside, bytes, check };
  });
}

/** Of those that the format takes; null: the first that there is, to be refused by name if it must be. */
const firstPart = ({ takes }: ExportDefinition, project: Project): PartKind | null =>
  exportParts(project).find(({ kind }) => takes === 'run' || takes.includes(kind))?.kind ?? null;

async function sizeOf(path: string): Promise<number> {
  const status = await stat(path);
  if (!status.isDirectory()) return status.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
