import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { AskedEnd } from '../processes/process-steps.ts';
import type { ActiveFault } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { nothingToLift } from './fault-ground.ts';

/**
 * Asks the process to end and has another started when the fault's duration is over, or the process is gone, whichever is
 * later. The fault is over then: before, whoever is measured has nothing to come back to.
 */
export async function applyRestart(
  fault: ActiveFault,
  specification: Extract<FaultSpecification, { kind: 'restart' }>,
  ground: FaultGround,
): Promise<LiftFault> {
  const instance = ground.supervised(specification.target.instance);
  const { id, pid, state } = instance.view();
  const asked = pid === null ? undefined : await instance.replace(specification.durationMs);
  if (asked === undefined) {
    fault.comeToNothing(
      pid === null
        ? `${id} has no running process (${state})`
        : `process ${pid} ended by itself before it was asked to`,
    );
    return nothingToLift;
  }
  fault.doubt(`process ${pid} had been asked to end, and had not when the fault was over`);
  const over = noteEnd(fault, pid, asked, fault.appliedAtUs + specification.durationMs * 1000);
  return async (cause) => {
    if (fault.isOver) return;
    instance.endHold();
    // Who takes its place acts on the process that there is now; who heals it is to find it ended.
    if (cause === 'healed') await over;
    fault.end(ground.clock.nowUs(), cause);
  };
}

/** Never rejects. */
async function noteEnd(fault: ActiveFault, pid: number | null, asked: AskedEnd, holdEndsAtUs: number): Promise<void> {
  try {
    const { exit, wasKilled } = await asked.ended;
    const how = exit.signal ?? `code ${exit.code}`;
    const tookMs = Math.max(0, Math.round((exit.atUs - asked.askedAtUs) / 1000));
    const late = wasKilled ? ', because it did not end by itself' : '';
    fault.confirm(asked.askedAtUs, `process ${pid} exited by ${how}, ${tookMs} ms after it was asked to end${late}`);
    fault.expireAt(Math.max(holdEndsAtUs, exit.atUs));
  } catch (error) {
    fault.comeToNothing(messageOf(error));
  }
}
