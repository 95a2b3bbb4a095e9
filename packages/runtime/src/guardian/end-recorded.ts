/** Ends what a lab and a guardian that died together left behind, from the guardian's record. */
import { setTimeout as delay } from 'node:timers/promises';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { isSameProcess } from '../processes/process-identity.ts';
import { endProcesses } from './end-processes.ts';
import { readRecord, removeTree } from './record.ts';

/** What a clean-up did. */
export interface EndedRecord {
  readonly ended: readonly { name: string; pid: number }[];
  readonly removedFolders: readonly string[];
  /** Pids that even SIGKILL did not end in time; the record is kept then. Normally none. */
  readonly left: readonly number[];
}

/** A guardian whose lab is gone needs two seconds at most. */
const guardianEndsWithinMs = 3000;

/**
 * Ends the processes that a record names, by pid and start time, removes its folders, and then the record itself.
 * Where there is no record nothing is done. A guardian that is just doing the same is awaited first.
 *
 * @throws TemblorError `lab-running` when the lab of this record is alive: what it runs is not left over.
 */
export async function endRecorded(recordFile: string, signal?: AbortSignal): Promise<EndedRecord> {
  const guardian = readRecord(recordFile)?.guardian;
  const deadlineMs = performance.now() + guardianEndsWithinMs;
  while (guardian !== undefined && isSameProcess(guardian.pid, guardian.startTime)) {
    if (isSameProcess(guardian.labPid, guardian.labStartTime)) {
      throw new TemblorError('lab-running', `the lab with pid ${guardian.labPid} is running here`, {
        hint: `end it first: temblor down, or kill ${guardian.labPid}`,
      });
    }
    if (performance.now() > deadlineMs) {
      process.kill(guardian.pid, 'SIGKILL');
      break;
    }
    await delay(20, undefined, signal === undefined ? {} : { signal });
  }
  const recorded = readRecord(recordFile);
  if (recorded === undefined) return { ended: [], removedFolders: [], left: [] };
  const alive = recorded.children.filter(({ pid, startTime }) => isSameProcess(pid, startTime));
  const left = await endProcesses(alive, {
    graceMs: 800,
    deadlineMs: 3000,
    token: recorded.guardian?.token ?? crypto.randomUUID(),
  });
  for (const folder of recorded.folders) removeTree(folder);
  if (left.length === 0) removeTree(recordFile);
  return { ended: alive.map(({ name, pid }) => ({ name, pid })), removedFolders: recorded.folders, left };
}
