import { flushCompileCache } from 'node:module';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { RunningService, ServiceDefinition } from './start-service.ts';
import { startService } from './start-service.ts';

/**
 * Runs a service as the whole of this process: for a `main.ts`.
 *
 * SIGTERM and SIGINT end it in order, with exit code 0. In a process that a lab started, standard input is the lifeline:
 * when it closes, the lab is gone and the process ends at once. An expected failure is printed as a message with what to
 * do, without a stack trace, and ends the process with its exit code; any other failure with 70.
 *
 * @param define reads the environment and tells what to run.
 */
export async function runService(define: () => ServiceDefinition): Promise<void> {
  try {
    // Left to itself Node writes what it compiled when the process ends: after a crash the next start would be a cold one.
    flushCompileCache();
    const definition = define();
    if (definition.environment.TEMBLOR_LAB !== undefined) watchLifeline();
    const starting = startService(definition);
    endOnSignal(starting);
    await starting;
  } catch (error) {
    endBy(error);
  }
}

function watchLifeline(): void {
  const end = () => process.exit(0);
  process.stdin.on('end', end).on('close', end).on('error', end);
  process.stdin.resume();
}

/** Heard from the first moment on: who is asked to end while it starts ends when it has started. */
function endOnSignal(starting: Promise<RunningService>): void {
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const service = await starting;
    service.logger.info({ signal }, 'stopping');
    await service.stop();
    process.exit(0);
  };
  const hear = (signal: NodeJS.Signals): void => void stop(signal).catch(endBy);
  process.once('SIGTERM', hear);
  process.once('SIGINT', hear);
}

/**
 * Ends the process by a failure that leaves the service of no use: with its message and what to do, and its exit code. For
 * what goes wrong after the start; before it, a throw does the same.
 */
export function endBy(error: unknown): void {
  const hint = error instanceof TemblorError && error.hint !== undefined ? `\n${error.hint}` : '';
  const unforeseen = !(error instanceof TemblorError) && error instanceof Error ? `\n${error.stack}` : '';
  process.stderr.write(`error: ${messageOf(error)}${hint}${unforeseen}\n`, () => {
    process.exit(error instanceof TemblorError ? error.exitCode : 70);
  });
}
