import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { ActiveFault } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';

/** Ends the process with SIGKILL and holds its restart back for the fault's duration. */
export async function applyCrash(
  fault: ActiveFault,
  specification: Extract<FaultSpecification, { kind: 'crash' }>,
  ground: FaultGround,
): Promise<LiftFault> {
  const instance = ground.supervised(specification.target.instance);
  const before = instance.view();
  if (before.pid === null) {
    fault.refute(`${before.id} has no running process (${before.state})`);
    fault.end(ground.clock.nowUs(), 'process-ended');
    return () => Promise.resolve();
  }
  const exit = await instance.crash(specification.durationMs);
  if (exit === undefined) fault.refute(`process ${before.pid} did not exit after SIGKILL`);
  else fault.confirm(exit.killedAtUs, `process ${before.pid} exited by ${exit.signal ?? `code ${exit.code}`}`);

  // The supervisor counts the hold from the moment it was asked, and so does this.
  const holdEndsUs = fault.appliedAtUs + specification.durationMs * 1000;
  const timer = setTimeout(
    () => fault.end(holdEndsUs, 'expired'),
    Math.max(0, (holdEndsUs - ground.clock.nowUs()) / 1000),
  );
  return async () => {
    clearTimeout(timer);
    if (fault.isOver) return;
    instance.endHold();
    fault.end(ground.clock.nowUs(), 'healed');
  };
}
