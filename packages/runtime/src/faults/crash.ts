import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { ActiveFault } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { nothingToLift } from './fault-ground.ts';

/** Ends the process with SIGKILL and holds its restart back for the fault's duration. */
export async function applyCrash(
  fault: ActiveFault,
  specification: Extract<FaultSpecification, { kind: 'crash' }>,
  ground: FaultGround,
): Promise<LiftFault> {
  const instance = ground.supervised(specification.target.instance);
  const { id, pid, state } = instance.view();
  const kill = pid === null ? undefined : await instance.crash(specification.durationMs);
  switch (kill?.kind) {
    case undefined:
      fault.comeToNothing(`${id} has no running process (${state})`);
      return nothingToLift;
    case 'ended-by-itself':
      fault.comeToNothing(`process ${pid} ended by itself before it was killed`);
      return nothingToLift;
    case 'not-exited':
      fault.refute(`process ${pid} did not exit after SIGKILL`);
      break;
    case 'killed':
      fault.confirm(kill.killedAtUs, `process ${pid} exited by ${kill.signal ?? `code ${kill.code}`}`);
      break;
    default:
      kill satisfies never;
  }
  // The supervisor counts the hold from the moment it was asked, and so does this.
  fault.expireAt(fault.appliedAtUs + specification.durationMs * 1000);
  return async (cause) => {
    if (fault.isOver) return;
    instance.endHold();
    fault.end(ground.clock.nowUs(), cause);
  };
}
