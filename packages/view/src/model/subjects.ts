/** What an event speaks of: instances, links, stores, faults, by id. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { groupsOf } from './fault-model.ts';

/** Reads subjects, and remembers those of faults: a fault's later facts give its id alone. */
export class SubjectReader {
  readonly #byFault = new Map<string, readonly string[]>();

  /** The subjects of an event, none twice. */
  read(event: JournalEvent): readonly string[] {
    if (event.type === 'fault-applied') {
      const subjects = [event.fault, ...namesIn(event.target)];
      this.#byFault.set(event.fault, subjects);
      return subjects;
    }
    const named: string[] = [];
    if ('instance' in event) named.push(event.instance);
    if ('link' in event) named.push(event.link);
    if ('store' in event) named.push(event.store);
    if ('dependency' in event) named.push(event.dependency);
    if ('replica' in event) named.push(event.replica);
    if ('fault' in event && event.fault !== undefined) named.push(...(this.#byFault.get(event.fault) ?? [event.fault]));
    return named.length > 1 ? [...new Set(named)] : named;
  }
}

function namesIn(target: unknown): readonly string[] {
  if (typeof target !== 'object' || target === null) return [];
  const single = Object.values(target).filter((value) => typeof value === 'string');
  return [...single, ...groupsOf(target).flat()];
}
