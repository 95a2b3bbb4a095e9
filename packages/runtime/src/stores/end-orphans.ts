/**
 * What a PostgreSQL server leaves when it is killed: its processes are each a session of their own and end only once they
 * look whether their server lives, which a busy one does late. Until then no other server starts on their data folder.
 */
import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { isRunning, listProcesses } from '../processes/process-table.ts';

const goneWithinMs = 3000;

/** What processes of one server have in common. */
interface Workplace {
  /** The program that they run. */
  readonly program: string;
  /** Where they work. */
  readonly dataFolder: string;
}

/**
 * Kills the processes of a server that is gone, and resolves when none is left, or after three seconds: the next server
 * then says itself why it cannot start. They are told by their program and working folder (somebody's shell in there is
 * none of them), which Linux alone tells; elsewhere they end by themselves. A program
 * or folder that is gone is no error.
 */
export async function endOrphans({ program, dataFolder }: Workplace): Promise<void> {
  if (process.platform !== 'linux' || ![program, dataFolder].every(existsSync)) return;
  const workplace = { program: realpathSync(program), dataFolder: realpathSync(dataFolder) };
  await pollUntil(
    () => {
      const left = listProcesses().filter((entry) => isRunning(entry) && worksAt(entry.pid, workplace));
      for (const { pid } of left) kill(pid);
      return left.length === 0;
    },
    { timeoutMs: goneWithinMs, intervalMs: 5 },
  );
}

function worksAt(pid: number, { program, dataFolder }: Workplace): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataFolder && readlinkSync(`/proc/${pid}/exe`) === program;
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
