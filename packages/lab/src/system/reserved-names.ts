/** Names that nothing of a system may have. */
import { clientName, detectorName } from './topology.ts';

/** Names that are taken: consumers of the lab's own, and the child that plays the load. */
const labNames: readonly string[] = [clientName, detectorName, 'load'];

/**
 * Whether every object has a property of this name, such as `constructor`: whoever looks an instance up in JSON by such a
 * name finds something that nobody put there, in the lab, in a page, or in a script over a report.
 */
export function isObjectProperty(name: string): boolean {
  return name in Object.prototype;
}

/** Why a service or a store cannot have this name; undefined where it can. */
export function refuseName(name: string): string | undefined {
  if (labNames.includes(name)) return `the lab itself uses the name '${name}'; choose another`;
  return isObjectProperty(name) ? describeObjectProperty(name) : undefined;
}

/** What is said of a name for which `isObjectProperty` holds. */
export function describeObjectProperty(name: string): string {
  return `every JavaScript object has something of the name '${name}'; choose another`;
}
