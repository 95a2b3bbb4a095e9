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
    const definition = define();
    if (definition.environment.TEMBLOR_LAB !== undefined) watchLifeline();
    endOnSignal(await startService(definition));
  } catch (error) {
    fail(error);
  }
}

function watchLifeline(): void {
  const end = () => process.exit(0);
  process.stdin.on('end', end).on('close', end).on('error', end);
  process.stdin.resume();
}

function endOnSignal(service: RunningService): void {
  const stop = (signal: NodeJS.Signals) => {
    service.logger.info({ signal }, 'stopping');
    service.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(error: unknown): void {
  const hint = error instanceof TemblorError && error.hint !== undefined ? `\n${error.hint}` : '';
  const unforeseen = !(error instanceof TemblorError) && error instanceof Error ? `\n${error.stack}` : '';
  process.stderr.write(`error: ${messageOf(error)}${hint}${unforeseen}\n`, () => {
    process.exit(error instanceof TemblorError ? error.exitCode : 70);
  });
}
