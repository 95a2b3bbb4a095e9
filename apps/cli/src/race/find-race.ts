import { findSystem } from '@temblor/control/systems/find-system';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';

/** The race that a system declares. @throws TemblorError `unknown-system`, `no-race` with the systems that have one. */
export function findRace(systems: readonly SystemDeclaration[], name: string): NonNullable<SystemDeclaration['race']> {
  const { race } = findSystem(systems, name);
  if (race !== undefined) return race;
  const having = systems.filter((system) => system.race !== undefined).map((system) => system.name);
  const hint = having.length === 0 ? 'no system here has one' : suggestName(name, having);
  throw usageError('no-race', `the system '${name}' has no race`, hint);
}
