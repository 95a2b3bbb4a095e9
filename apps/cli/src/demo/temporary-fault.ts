/** A fault for the time of a demonstration: whoever leaves, at whatever moment, leaves none behind. */
import { codeOf, messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import type { LabClient } from '../client/lab-client.ts';
import { formatDuration } from '../input/duration.ts';
import { describeTarget } from '../progress/narrate.ts';

/** Where faults are injected. */
export interface TemporaryFaultParts {
  /** The lab, for a call that may take so long, also after an interruption. */
  readonly lab: (withinMs: number) => Pick<LabClient, 'inject' | 'heal'>;
  /** The id of the system. */
  readonly system: string;
  /** Aborts when the person wants to leave. */
  readonly signal: AbortSignal;
  readonly warn: (text: string) => void;
}

/** How long the evidence of a fault is awaited: of what acts on requests there is none before the first. */
const evidenceWithinMs = 200;

/** How long the lab may take to answer beyond that. */
const answerWithinMs = 5000;

/** A fault ends by itself after so long, whatever becomes of the command. */
const leaseMs = 30_000;

/**
 * Injects a fault, which is lifted when it is disposed of. The call is not broken off by an interruption, but answered, so
 * that the id is known by which the fault is lifted then.
 *
 * @throws TemblorError `fault-not-applied`; the reason of the signal. No fault acts then.
 */
export async function injectTemporarily(parts: TemporaryFaultParts, fault: FaultRequest): Promise<AsyncDisposable> {
  const { lab, system, signal } = parts;
  signal.throwIfAborted();
  const { id, evidence } = await lab(evidenceWithinMs + answerWithinMs).inject(
    system,
    { durationMs: leaseMs, ...fault },
    evidenceWithinMs,
  );
  await using acting = new AsyncDisposableStack();
  acting.defer(() => lift(parts, fault, id));
  signal.throwIfAborted();
  if (evidence.kind === 'not-confirmed') throw new TemblorError('fault-not-applied', evidence.reason);
  return acting.move();
}

/** Lifts a fault; one that is over already is no error, and one that cannot be lifted ends with its lease. */
async function lift({ lab, system, warn }: TemporaryFaultParts, fault: FaultRequest, id: string): Promise<void> {
  try {
    await lab(answerWithinMs).heal(system, id);
  } catch (error) {
    if (codeOf(error) === 'unknown-fault') return;
    const { durationMs = leaseMs } = fault;
    const what = `${fault.kind} on ${describeTarget(fault.target)}`;
    warn(`${what} may act for ${formatDuration(durationMs)} more: ${messageOf(error)}`);
  }
}
