import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { ActiveFault } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';

/** Stops the process where it is; the guardian holds the lease and continues it. */
export async function applyPause(
  fault: ActiveFault,
  specification: Extract<FaultSpecification, { kind: 'pause' }>,
  ground: FaultGround,
): Promise<LiftFault> {
  const instance = ground.supervised(specification.target.instance);
  const { pid } = instance.view();
  if (pid === null) {
    fault.refute(`${specification.target.instance} has no running process`);
    fault.end(ground.clock.nowUs(), 'process-ended');
    return () => Promise.resolve();
  }
  const stopped = await instance.pause(specification.durationMs);
  if (stopped === undefined) fault.refute(`process ${pid} was not listed as stopped`);
  else fault.confirm(stopped.stoppedAtUs, `process ${pid} is listed as stopped`);

  const elapsedMs = (ground.clock.nowUs() - fault.appliedAtUs) / 1000;
  const timer = setTimeout(
    () => {
      void instance.resume().then(() => fault.end(ground.clock.nowUs(), 'expired'));
    },
    Math.max(0, specification.durationMs - elapsedMs),
  );
  return async () => {
    clearTimeout(timer);
    if (fault.isOver) return;
    await instance.resume();
    fault.end(ground.clock.nowUs(), 'healed');
  };
}
