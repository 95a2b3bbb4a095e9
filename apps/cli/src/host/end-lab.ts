/** The end of a lab, whether it still answers or not. */
import type { LabFile } from '@temblor/control/folder/lab-file';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { readRecord, recordFileOf } from '@temblor/runtime/guardian/record';
import { isSameProcess } from '@temblor/runtime/processes/process-identity';
import type { LabClient } from '../client/lab-client.ts';

/** How long a lab may take to answer that it will end. */
const answersWithinMs = 5000;
/** How long the lab may take to end after it was asked. */
export const labEndsWithinMs = 20_000;
/** A process that was killed is gone at once, unless it waits for the kernel. */
const killedWithinMs = 5000;

/** A guardian whose lab is gone needs two seconds at most, and a clean-up does not wait for it for ever. */
const guardianEndsWithinMs = 3000;

/** How it went: by its own hand, with the systems that ran in it, or `stuck`, and then why that is thought. */
type AskedToEnd =
  | { readonly kind: 'ended'; readonly systems: readonly string[] }
  | { readonly kind: 'stuck'; readonly why: string };

/** Asks a lab to end and waits for that. */
export async function askToEnd(lab: LabFile, client: LabClient, signal: AbortSignal): Promise<AskedToEnd> {
  const impatient = client.withSignal(AbortSignal.any([signal, AbortSignal.timeout(answersWithinMs)]));
  let systems: readonly string[];
  try {
    systems = (await impatient.status()).systems.map(({ id }) => id);
    await impatient.shutdown();
  } catch (error) {
    signal.throwIfAborted();
    if (!isSilence(error)) throw error;
    // One that has just ended by itself is silent too.
    if (!isSameProcess(lab.pid, lab.startTime)) return { kind: 'ended', systems: [] };
    return { kind: 'stuck', why: `does not answer within ${answersWithinMs / 1000} s` };
  }
  if (await isGoneWithin(lab, labEndsWithinMs, signal)) return { kind: 'ended', systems };
  return { kind: 'stuck', why: `has not ended ${labEndsWithinMs / 1000} s after it was asked to` };
}

/** Whether a process, such as that of a lab, ends in time. */
export async function isGoneWithin(
  one: Pick<LabFile, 'pid' | 'startTime'>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const isGone = () => !isSameProcess(one.pid, one.startTime);
  return (await pollUntil(isGone, { timeoutMs, intervalMs: 20, signal })) === true;
}

/**
 * Kills the process of a lab, known by pid and start time. Its guardian then ends whatever it ran, and is awaited for a
 * while; what it does not end is for a clean-up.
 * @throws TemblorError `lab-not-ended`.
 */
export async function killLab(lab: LabFile, labFolder: string, signal: AbortSignal): Promise<void> {
  if (!isSameProcess(lab.pid, lab.startTime)) return;
  // Read before: when the guardian is done it removes its record, and only then itself.
  const guardian = readRecord(recordFileOf(labFolder))?.guardian;
  try {
    process.kill(lab.pid, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw notEnded(lab, 'it may not be killed by this account', error);
  }
  if (await isGoneWithin(lab, killedWithinMs, signal)) {
    if (guardian !== undefined) await isGoneWithin(guardian, guardianEndsWithinMs, signal);
    return;
  }
  throw notEnded(lab, 'not even by SIGKILL: it waits for the kernel, such as for a disk that does not answer');
}

function notEnded({ pid }: LabFile, why: string, cause?: unknown): TemblorError {
  return new TemblorError('lab-not-ended', `the lab (pid ${pid}) has not ended; ${why}`, {
    hint: `end the process ${pid}, then see: temblor cleanup`,
    cause,
  });
}

function isSilence(error: unknown): boolean {
  if (error instanceof TemblorError) return error.code === 'lab-unreachable';
  return error instanceof DOMException && error.name === 'TimeoutError';
}
