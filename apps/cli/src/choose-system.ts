import type { SystemStatus } from '@temblor/control/api/schemas';
import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';

/**
 * The running system of an id.
 * @throws TemblorError `system-not-up`.
 */
export function findSystem(running: readonly SystemStatus[], id: string): SystemStatus {
  const found = running.find((system) => system.id === id);
  if (found !== undefined) return found;
  const ids = running.map((system) => system.id);
  const hint = ids.length === 0 ? `start it: temblor up ${id}` : suggestName(id, ids);
  throw usageError('system-not-up', `no system runs here under the id '${id}'`, hint);
}

/**
 * The running system that a command means: the named one, or the only one.
 * @param naming the command that is meant, with an id where it takes one: not every command takes it in the same place.
 * @throws TemblorError `system-not-up`, `ambiguous-system`.
 */
export function chooseSystem(
  running: readonly SystemStatus[],
  id: string | undefined,
  naming: (id: string) => string,
): SystemStatus {
  if (id !== undefined) return findSystem(running, id);
  const [only, ...others] = running;
  if (only === undefined) {
    throw new TemblorError('system-not-up', 'no system runs here', {
      hint: 'start one, such as: temblor up voting (all: temblor systems)',
    });
  }
  if (others.length > 0) {
    const ids = running.map((system) => system.id).join(', ');
    throw usageError('ambiguous-system', 'several systems run here', `name one of ${ids}, such as: ${naming(only.id)}`);
  }
  return only;
}
