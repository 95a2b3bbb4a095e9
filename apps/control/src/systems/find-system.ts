import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';

/** The declaration of a name. @throws TemblorError `unknown-system` with the nearest name. */
export function findSystem(systems: readonly SystemDeclaration[], name: string): SystemDeclaration {
  const found = systems.find((system) => system.name === name);
  if (found !== undefined) return found;
  const names = systems.map((system) => system.name);
  throw usageError('unknown-system', `there is no system '${name}'`, suggestName(name, names));
}
