import type { Outcome } from '@temblor/simulator/outcome/outcome';

/** An operation of a client, in its words. */
interface ToldOperation {
  readonly atUs: number;
  /** Undefined where it was not over when the run ended. */
  readonly endUs: number | undefined;
  readonly client: number;
  /** With its answer, where there is one. */
  readonly text: string;
}

/** What clients asked in a traced run, in order of time: all, or what is on the object that a violation is about. */
export function operationsOf({ trace, violation }: Outcome): ToldOperation[] {
  const ended = new Map(trace.flatMap((event) => (event.kind === 'completed' ? [[event.operation, event]] : [])));
  const object = violation?.object;
  return trace.flatMap((event) => {
    if (event.kind !== 'invoked' || (object !== undefined && !event.text.split(' ').includes(object))) return [];
    const end = ended.get(event.operation);
    const text = end?.text.startsWith(event.text) ? end.text : event.text;
    return [{ atUs: event.atUs, endUs: end?.atUs, client: event.client, text }];
  });
}
