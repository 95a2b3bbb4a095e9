import type { Json } from '@temblor/checkers/history/operation';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { ActiveFault } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { nothingToLift } from './fault-ground.ts';
import { describeRefusal } from './switch-refusal.ts';

/** The faults that a service with a fault switch plays by itself. */
export type SwitchFault = Extract<
  FaultSpecification,
  { kind: 'latency' | 'intermittent' | 'incorrect-response' | 'flag' }
>;

/** How long a switch is asked again to turn a fault off; the last answer is awaited beyond it. */
const liftWithinMs = 1000;
const liftIntervalMs = 50;

/** What a service says has acted when its switch plays this fault: a flag by its own name. */
export function switchKind(fault: FaultSpecification): string {
  if (fault.kind === 'flag') return fault.flag;
  return fault.kind === 'incorrect-response' ? 'incorrect_response' : fault.kind;
}

/** What a fault inside a service does to an answer, in words. */
export function switchEffect(fault: FaultSpecification): string {
  if (fault.kind === 'flag') return `effect of the flag ${fault.flag}`;
  if (fault.kind === 'latency') return 'late answer';
  return fault.kind === 'incorrect-response' ? 'wrong answer' : 'failed answer';
}

/**
 * Turns on a service's own fault switch. The lease runs inside the service; the timer here only keeps the record. That
 * it acted is the service's word (`switch-acted`), routed to the fault by the system.
 *
 * No answer says nothing: a request that waits in the socket of a paused process arms the switch once it is continued.
 * Such a fault is kept for its lease and can be lifted like any other.
 */
export async function applySwitchFault(
  fault: ActiveFault,
  specification: SwitchFault,
  target: { instance: string; path: string },
  ground: FaultGround,
): Promise<LiftFault> {
  const { instance, path } = target;
  const { pid, state } = ground.supervised(instance).view();
  const body = switchBody(fault.id, specification);
  if (pid === null) {
    fault.comeToNothing(`${instance} has no running process (${state})`);
    return nothingToLift;
  }
  fault.doubt(`the fault switch of ${instance} did not answer: whether it was turned on is not known`);
  const answer = await ground.request(instance, 'POST', path, body);
  const { status } = answer;
  if (status !== 0 && !isSuccess(status)) {
    fault.comeToNothing(describeRefusal(instance, answer));
    return nothingToLift;
  }
  if (status !== 0) fault.doubt(`${instance} did not report that its switch acted: it may have had nothing to answer`);
  fault.expireAt(ground.clock.nowUs() + specification.durationMs * 1000);
  return (cause) => liftSwitchFault(fault, target, ground, cause);
}

/** Only an answer of the switch, or the end of its process, says that the fault is off. */
async function liftSwitchFault(
  fault: ActiveFault,
  { instance, path }: { instance: string; path: string },
  ground: FaultGround,
  cause: Parameters<LiftFault>[0],
): Promise<void> {
  let last = 0;
  // The switch is off somewhere between question and answer. Dated at its answer, a recovery that was seen meanwhile
  // would seem to have been seen while the fault still acted.
  let askedAtUs = ground.clock.nowUs();
  const isOff = await pollUntil(
    async () => {
      if (fault.isOver) return true;
      askedAtUs = ground.clock.nowUs();
      last = (await ground.request(instance, 'DELETE', path)).status;
      return fault.isOver || isSuccess(last);
    },
    { timeoutMs: liftWithinMs, intervalMs: liftIntervalMs },
  );
  if (isOff) return fault.end(askedAtUs, cause);
  const { remainingMs } = fault.view();
  throw new TemblorError(
    'fault-not-lifted',
    `the fault switch of ${instance} answered ${last || 'nothing'}: ${fault.id} may still act`,
    { hint: `try again; it ends by its lease, in ${Math.ceil(remainingMs / 1000)} s`, exitCode: 75 },
  );
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Left out where it is not asked for: a switch of another program need not know it. */
function sparing({ spareHealth }: { readonly spareHealth: boolean }): { spare_health?: true } {
  return spareHealth ? { spare_health: true } : {};
}

function switchBody(id: string, fault: SwitchFault): Json {
  if (fault.kind === 'flag') return flagBody(id, fault);
  const base = { type: switchKind(fault), duration_ms: fault.durationMs, fault: id };
  switch (fault.kind) {
    case 'latency':
      return {
        ...base,
        latency_ms: fault.latencyMs,
        ...(fault.jitterMs === 0 ? {} : { jitter_ms: fault.jitterMs }),
        ...sparing(fault),
      };
    case 'intermittent':
      return { ...base, probability: fault.probability, ...sparing(fault) };
    case 'incorrect-response':
      return fault.subject === undefined ? base : { ...base, product_id: fault.subject };
    default:
      return fault satisfies never;
  }
}

function flagBody(id: string, fault: Extract<SwitchFault, { kind: 'flag' }>): Json {
  return { [fault.flag]: fault.value ?? true, duration_ms: Math.max(1, Math.round(fault.durationMs)), fault: id };
}
