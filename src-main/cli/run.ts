/** The command line as a function: arguments in, exit code out. Owns the list of commands and the meaning of failures. */
import { Command, CommanderError } from 'commander';
import { UserError, type ThreeParts } from '#shared/problem.ts';
import { version } from '../studio/version.ts';
import { addCheck } from './commands/check.ts';
import type { Context } from './commands/command.ts';
import { addDevices } from './commands/devices.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addNew } from './commands/new.ts';
import { addPack, addUnpack } from './commands/pack.ts';
import { addPreview } from './commands/preview.ts';
import { addTemplates } from './commands/templates.ts';
import { addTrain } from './commands/train.ts';
import { Interrupted } from './interrupted.ts';
import type { Place } from './place.ts';
import { exitCodes, printFailure, type ExitCode, type Terminal } from './terminal.ts';

const commands = [
  addTemplates,
  addNew,
  addCheck,
  addTrain,
  addEvaluate,
  addPreview,
  addExport,
  addImport,
  addPack,
  addUnpack,
  addDevices,
];

export interface RunOptions {
  readonly terminal: Terminal;
  readonly place: Place;
  readonly interrupted: AbortSignal;
}

/** `args` without node and script. Never rejects. */
export async function runCommandLine(args: readonly string[], options: RunOptions): Promise<ExitCode> {
  const { terminal } = options;
  let code: ExitCode = exitCodes.ok;
  const context: Context = {
    ...options,
    exit: (wanted) => {
      code = wanted;
    },
  };
  const program = new Command('hourglass')
    .description('Check, train, look into and take away autoencoders from the command line.')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.errors.write(text),
    });
  // Subcommands take over these settings only when they are made after them.
  for (const add of commands) add(program, context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    const json = args.includes('--json');
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.ok;
      // Commander has said on stderr what is wrong and what there is.
      if (json) terminal.out.write(`${JSON.stringify({ error: describeUsage(error) })}\n`);
      return exitCodes.usage;
    }
    printFailure(terminal, json, error);
    if (error instanceof Interrupted) return exitCodes.interrupted;
    return error instanceof UserError ? exitCodes.usage : exitCodes.problems;
  }
}

function describeUsage(error: CommanderError): ThreeParts {
  return {
    received: `${error.message.replace(/^error: /, '')}.`.replace(/\.\.$/, '.'),
    expected: 'A command with its arguments and options was expected.',
    action: 'See “hourglass help” and “hourglass help COMMAND”.',
  };
}
