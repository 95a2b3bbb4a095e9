import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import { z } from 'zod';
import type { SystemDeclaration, SystemInput } from './declaration.ts';
import { systemData } from './declaration.ts';

/**
 * Checks a declaration and fills in its defaults.
 *
 * @throws TemblorError `invalid-system` naming every place that is wrong, unknown keys with the nearest known one.
 */
export function defineSystem(input: SystemInput): SystemDeclaration {
  const { experiments = {}, ...data } = input;
  const parsed = systemData.safeParse(data);
  if (!parsed.success) {
    throw usageError(
      'invalid-system',
      `the declaration of system '${String(data.name)}' is not valid:\n${z.prettifyError(parsed.error)}`,
    );
  }
  const system: SystemDeclaration = { ...parsed.data, experiments };
  checkReferences(system);
  return system;
}

function checkReferences(system: SystemDeclaration): void {
  const services = Object.keys(system.services);
  const stores = Object.keys(system.stores);
  const require = (name: string, known: readonly string[], place: string): void => {
    if (known.includes(name)) return;
    throw usageError('invalid-system', `${place} of system '${system.name}' names '${name}'`, suggestName(name, known));
  };
  for (const [service, declaration] of Object.entries(system.services)) {
    for (const called of declaration.calls) require(called, [...services, ...stores], `services.${service}.calls`);
    for (const earlier of declaration.after) require(earlier, services, `services.${service}.after`);
  }
  for (const entrance of system.entrances) require(entrance, services, 'entrances');
  for (const detection of system.detections) {
    if (detection.kind !== 'journal') require(detection.service, services, 'detections');
  }
}
