import type { Json } from '@temblor/checkers/history/operation';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { ActiveFault } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';

/** The faults that a service with a fault switch plays by itself. */
export type SwitchFault = Extract<FaultSpecification, { kind: 'latency' | 'intermittent' | 'incorrect-response' }>;

/** The kind of fault, in the words of the switch. */
export function switchKind(kind: SwitchFault['kind']): string {
  return kind === 'incorrect-response' ? 'incorrect_response' : kind;
}

/**
 * Turns on a service's own fault switch. The lease runs inside the service; the timer here only keeps the record. That
 * it acted is the service's word (`switch-acted`), routed to the fault by the system.
 */
export async function applySwitchFault(
  fault: ActiveFault,
  specification: SwitchFault,
  target: { instance: string; path: string },
  ground: FaultGround,
): Promise<LiftFault> {
  const answer = await ground.request(target.instance, 'POST', target.path, switchBody(specification));
  if (answer.status < 200 || answer.status > 299) {
    fault.refute(`the fault switch of ${target.instance} answered ${answer.status || 'nothing'}`);
    fault.end(ground.clock.nowUs(), 'process-ended');
    return () => Promise.resolve();
  }
  const timer = setTimeout(() => fault.end(ground.clock.nowUs(), 'expired'), specification.durationMs);
  return async () => {
    clearTimeout(timer);
    if (fault.isOver) return;
    await ground.request(target.instance, 'DELETE', target.path);
    fault.end(ground.clock.nowUs(), 'healed');
  };
}

function switchBody(fault: SwitchFault): Json {
  const base = { type: switchKind(fault.kind), duration_ms: fault.durationMs };
  switch (fault.kind) {
    case 'latency':
      return { ...base, latency_ms: fault.latencyMs, ...(fault.jitterMs === 0 ? {} : { jitter_ms: fault.jitterMs }) };
    case 'intermittent':
      return { ...base, probability: fault.probability };
    case 'incorrect-response':
      return fault.subject === undefined ? base : { ...base, product_id: fault.subject };
    default:
      return fault satisfies never;
  }
}
