import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { SagaTables } from '@temblor/protocols/saga/saga-rows';
import type { SavedSaga, StepOutcome } from '@temblor/protocols/saga/saga-types';
import { callInTime } from '../waiting/call-in-time.ts';
import type { SagaCall, SagaHostOptions } from './saga-host.ts';
import { storableOutcome } from './storable-outcome.ts';

/** How long a call may go on after its time-out before it is not heard any more, in ms. */
const overtimeMs = 250;

/** Makes a call. @returns what became of it; where it threw, was given up or took too long, that nobody knows. */
export async function outcomeOfCall<T extends SagaTables>(
  { time, call: make }: Pick<SagaHostOptions<T>, 'time' | 'call'>,
  saga: SavedSaga,
  call: SagaCall,
  givenUp: AbortSignal,
): Promise<StepOutcome> {
  const { timeoutMs } = call;
  try {
    const answered = (signal: AbortSignal) => make(saga, call, signal);
    const outcome = await callInTime(time, timeoutMs + overtimeMs, givenUp, answered);
    if (outcome !== undefined) return storableOutcome(outcome);
    return { kind: 'unknown', reason: { code: 'timed-out', detail: `no answer within ${timeoutMs} ms` } };
  } catch (error) {
    return storableOutcome({ kind: 'unknown', reason: { code: 'call-failed', detail: messageOf(error) } });
  }
}
