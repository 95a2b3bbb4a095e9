/** What every command gets, and how its options are read. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf, usageError } from '@temblor/foundation/errors/temblor-error';
import type { Command } from 'commander';
import { z } from 'zod';
import { requireLab } from './client/find-lab.ts';
import { LabClient } from './client/lab-client.ts';
import type { Interrupt } from './interrupt.ts';
import { commandName } from './output/command-name.ts';
import { Output } from './output/output.ts';
import { wantsColor } from './output/paint.ts';
import type { TextStream } from './output/text-stream.ts';

/** The surroundings of a command: given by `main`, and by tests. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly interrupt: Interrupt;
  /** Opens a link in the user's browser, and does not wait; undefined where none should be opened. */
  readonly openBrowser: ((link: string) => void) | undefined;
  /** Told what the command exits with. */
  readonly exit: (code: number) => void;
}

/** What a command works with. */
export interface CommandContext {
  readonly output: Output;
  /** The folder of the lab. */
  readonly folder: string;
  /** Looked for in the folder when absent. */
  readonly configFile: string | undefined;
  readonly interrupt: Interrupt;
  readonly environment: Surroundings['environment'];
  /** As in the surroundings; undefined too where the output is a document for a program. */
  readonly openBrowser: Surroundings['openBrowser'];
}

const commonOptions = z.object({
  json: z.boolean().default(false),
  folder: z.string().optional(),
  config: z.string().optional(),
});

/**
 * Gives a command the options that all have, and its action. The action returns the exit code, 0 when it returns none;
 * what it throws is told and becomes the exit code.
 */
export function define<T>(
  command: Command,
  surroundings: Surroundings,
  options: z.ZodType<T>,
  action: (context: CommandContext, words: readonly string[], options: T) => Promise<number | undefined>,
): Command {
  return command
    .option('--json', 'print one JSON document on standard output, and nothing else there')
    .option('-C, --folder <folder>', 'the folder of the lab (default: the current one)')
    .option('--config <file>', 'the configuration (default: temblor.config.ts of the folder, if there is one)')
    .action(async () => {
      const given = command.opts();
      const output = openOutput(surroundings, given.json === true);
      try {
        const common = commonOptions.parse(given);
        const context: CommandContext = {
          output,
          folder: existingFolder(resolve(surroundings.folder, common.folder ?? '.')),
          configFile: common.config === undefined ? undefined : resolve(surroundings.folder, common.config),
          interrupt: surroundings.interrupt,
          environment: surroundings.environment,
          openBrowser: common.json ? undefined : surroundings.openBrowser,
        };
        const code = await action(context, command.args, readOptions(options, given));
        surroundings.exit(code ?? 0);
      } catch (error) {
        if (surroundings.environment.TEMBLOR_DEBUG !== undefined) console.error(error);
        surroundings.exit(output.fail(whatEnded(error, surroundings.interrupt.signal)));
      }
    });
}

/** An interruption is one also where it came through something that only tells of an abort, such as Node's timers. */
function whatEnded(error: unknown, { aborted, reason }: AbortSignal): unknown {
  return aborted && error instanceof Error && error.name === 'AbortError' ? reason : error;
}

/** The output of a command in its surroundings. */
export function openOutput({ environment, stdout, stderr }: Surroundings, json: boolean): Output {
  const progress = json ? stderr : stdout;
  const terminal = progress.isTTY === true;
  return new Output({
    stdout,
    stderr,
    json,
    color: wantsColor(environment, terminal),
    commandName: commandName(environment.TEMBLOR_CALLED),
    live: terminal && !environment.CI && environment.TERM !== 'dumb',
  });
}

/** A client of the lab that runs in the command's folder. @param system that is proposed where none runs. @throws TemblorError `no-lab`. */
export function connect(context: CommandContext, system?: string): LabClient {
  return new LabClient(requireLab(context.folder, system), context.interrupt.signal);
}

/** @throws TemblorError `no-folder`: a mistyped one is not made, and is no place without runs. */
function existingFolder(folder: string): string {
  let isFolder = false;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch (error) {
    if (codeOf(error) === 'EACCES') throw usageError('no-folder', `the folder ${folder} may not be looked at`);
  }
  if (isFolder) return folder;
  throw usageError('no-folder', `there is no folder ${folder}`, `name another with -C, or make it: mkdir -p ${folder}`);
}

/** @throws TemblorError `invalid-option` naming the option as it is typed. */
function readOptions<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return `--${name}: ${issue.message}`;
  });
  throw usageError('invalid-option', issues.join('; '), 'see the help of this command: --help');
}
