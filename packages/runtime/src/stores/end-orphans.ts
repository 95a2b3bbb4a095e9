/**
 * What a PostgreSQL server leaves when it is killed: its processes are each a session of their own and end only once they
 * look whether their server lives, which a busy one does late. Until then no other server starts on their data folder.
 */
import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { isRunning, listProcesses } from '../processes/process-table.ts';

const goneWithinMs = 3000;

/**
 * Kills whoever works in a data folder whose server is gone, and resolves when no one does, or after three seconds: the
 * next server then says itself why it cannot start. They are told by their working folder, which Linux alone tells;
 * elsewhere they end by themselves. A folder that is gone is no error.
 */
export async function endOrphans(dataFolder: string): Promise<void> {
  if (process.platform !== 'linux' || !existsSync(dataFolder)) return;
  const folder = realpathSync(dataFolder);
  await pollUntil(
    () => {
      const left = listProcesses().filter((entry) => isRunning(entry) && worksIn(entry.pid, folder));
      for (const { pid } of left) kill(pid);
      return left.length === 0;
    },
    { timeoutMs: goneWithinMs, intervalMs: 5 },
  );
}

function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false; // gone, or not ours to look into
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone since it was listed; one that may not be killed is still listed the next time.
  }
}
