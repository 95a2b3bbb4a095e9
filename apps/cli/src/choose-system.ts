import type { SystemStatus } from '@temblor/control/api/schemas';
import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';

/**
 * The running system that a command means: the named one, or the only one.
 * @throws TemblorError `system-not-up`, `ambiguous-system`.
 */
export function chooseSystem(running: readonly SystemStatus[], id: string | undefined): SystemStatus {
  const ids = running.map((system) => system.id);
  if (id !== undefined) {
    const found = running.find((system) => system.id === id);
    if (found !== undefined) return found;
    const hint = ids.length === 0 ? `start it: temblor up ${id}` : suggestName(id, ids);
    throw usageError('system-not-up', `no system runs here under the id '${id}'`, hint);
  }
  const [only, ...others] = running;
  if (only === undefined) {
    throw new TemblorError('system-not-up', 'no system runs here', {
      hint: 'start one, such as: temblor up voting (all: temblor systems)',
    });
  }
  if (others.length > 0) {
    throw usageError('ambiguous-system', 'several systems run here', `name one with --system: ${ids.join(', ')}`);
  }
  return only;
}
