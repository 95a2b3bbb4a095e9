import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { FaultGround } from './fault-ground.ts';
import { requireInstance } from './fault-ground.ts';

/**
 * A flag without a value with that which its service declares, so that every record tells what was turned on; any other
 * fault as it is.
 * @throws TemblorError `unknown-target`.
 */
export function withUsualValue(
  fault: FaultSpecification,
  { topology }: Pick<FaultGround, 'topology'>,
): FaultSpecification {
  if (fault.kind !== 'flag' || fault.value !== undefined) return fault;
  const { declaration } = requireInstance(topology, fault.target.instance);
  return { ...fault, value: declaration.flags[fault.flag] ?? true };
}
