/** One export from beginning to end: the part opened, written, read back, described, and only then put in place. Owns that order. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { ExportDefinition } from '#shared/export/format.ts';
import { exportFormats } from '#shared/export/index.ts';
import { partKinds } from '#shared/export/parts.ts';
import { checkField, defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import { UserError } from '#shared/problem.ts';
import type { ExportCheck, ExportRequest, ExportResult } from '#shared/wire/export.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import type { ExportContext, ExportedPart, ExportFormat } from './format.ts';
import { writers } from './index.ts';
import { npyFile } from './npy.ts';
import { withPart, type PartSource } from './open-part.ts';
import { markName, putInPlace } from './put-in-place.ts';
import { preprocessingFile, readme } from './readme.ts';

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
  return withPart({ ...source, part }, async (whole) => {
    const opened = definition.onlyResult ? { ...whole, outputs: whole.outputs.slice(0, 1) } : whole;
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
    if (samples !== null) await writeSamples(opened, samples);
    const beside = companions.map((each) => join(folder, each));
    const { kind, title, run } = opened;
    return { format, part: { kind, title }, epoch: run?.epoch ?? null, path, beside, bytes, check };
  });
}

function checkedOptions({ title, fields }: ExportDefinition, given: AnyParams): AnyParams {
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

function checkName({ title, ending }: ExportDefinition, path: string): void {
  if (ending === null || path.toLowerCase().endsWith(ending)) return;
  throw new UserError({
    received: `The file is to be called “${basename(path)}”.`,
    expected: `A file of the format ${title} ends in “${ending}”.`,
    action: `Call it “${basename(path, extname(path))}${ending}”.`,
  });
}

function refuseUnwritable(definition: ExportDefinition, part: ExportedPart, options: AnyParams): void {
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

function refuseDifference(definition: ExportDefinition, check: ExportCheck | null, options: AnyParams): void {
  const tolerance = definition.tolerance(options);
  if (!check || (Number.isFinite(check.difference) && (tolerance === null || check.difference <= tolerance))) return;
  throw new UserError({
    received: `${check.by} read the export and found a difference of ${check.difference.toPrecision(3)} from what Hourglass has.`,
    expected: `At most ${tolerance ?? 'a finite number'} is allowed, so nothing was saved.`,
    action: 'Try again, or choose another format; the log has the details.',
  });
}

async function sizeOf(path: string): Promise<number> {
  const status = await stat(path);
  if (!status.isDirectory()) return status.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** input.npy and expected.npy: the first input and output; others by their own names. What may be left out is left out. */
async function writeSamples({ inputs, outputs, samples }: ExportedPart, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const needed = inputs.filter(({ otherwise }) => otherwise === null);
  const files = [
    ...needed.map((input, at) => [at === 0 ? 'input' : `input_${input.name}`, input] as const),
    ...outputs.map((output, at) => [at === 0 ? 'expected' : `expected_${output.name}`, output] as const),
  ];
  for (const [name, { values, shape }] of files)
    await writeFileSafely(join(folder, `${name}.npy`), npyFile(values, [samples, ...shape]));
}
