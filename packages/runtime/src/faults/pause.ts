import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { ActiveFault, LiftCause } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { nothingToLift } from './fault-ground.ts';

/** Stops the process where it is; the guardian holds the lease and continues it, and its news ends the fault. */
export async function applyPause(
  fault: ActiveFault,
  specification: Extract<FaultSpecification, { kind: 'pause' }>,
  ground: FaultGround,
): Promise<LiftFault> {
  const instance = ground.supervised(specification.target.instance);
  const { id, pid, state } = instance.view();
  if (pid === null) {
    fault.comeToNothing(`${id} has no running process (${state})`);
    return nothingToLift;
  }
  fault.doubt(`it was over before process ${pid} was seen to be stopped`);
  const pause = await instance.pause(specification.durationMs);
  if (pause === undefined) {
    fault.refute(`process ${pid} was not listed as stopped`);
    await instance.resume(); // it might still stop
    fault.end(ground.clock.nowUs(), 'healed');
    return nothingToLift;
  }
  fault.confirm(pause.stoppedAtUs, `process ${pid} is listed as stopped`);
  let resumed: LiftCause = 'healed';
  const ended = pause.continued.then(({ atUs, by }) => {
    fault.end(atUs, by === 'resume' ? resumed : by === 'lease' ? 'expired' : 'process-ended');
  });
  return async (cause) => {
    if (fault.isOver) return;
    resumed = cause;
    await instance.resume();
    await ended;
  };
}
