/**
 * Reads configurations in a thread of its own, for the tests: there `import()` is Node's own, as it is for a user, and
 * not the test runner's.
 */
import { parentPort } from 'node:worker_threads';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { loadConfig } from './load-config.ts';

parentPort?.on('message', async ({ folder, file }: { folder: string; file?: string }) => {
  try {
    const systems = await loadConfig(folder, file);
    parentPort?.postMessage({ systems: JSON.parse(JSON.stringify(systems)) });
  } catch (error) {
    if (!(error instanceof TemblorError)) throw error;
    const { code, message, hint, exitCode } = error;
    parentPort?.postMessage({ failure: { code, message, hint, exitCode } });
  }
});
