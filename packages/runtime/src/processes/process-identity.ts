/**
 * Which process a pid means. A pid alone names whoever has it now; together with the time of its start it names one
 * process for good.
 */
import { isRunning, readProcess } from './process-table.ts';

/**
 * When a process was started, as the operating system tells it: opaque, only to be compared for equality.
 * Undefined where no such process runs.
 */
export function processStartTime(pid: number): string | undefined {
  const entry = readProcess(pid);
  return isRunning(entry) ? entry.startTime : undefined;
}

/** Whether the process that had this pid and start time still runs. */
export function isSameProcess(pid: number, startTime: string): boolean {
  return processStartTime(pid) === startTime;
}
