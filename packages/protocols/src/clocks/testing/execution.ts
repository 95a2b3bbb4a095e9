/** Random executions for the properties of clocks: which event may have caused which is known by construction. */
import fc from 'fast-check';

export interface ExecutedEvent {
  readonly node: number;
  /** The event that sent what this one receives; undefined for a local event. Any event may be received by others. */
  readonly receives: number | undefined;
  /** Microseconds since the event before it. */
  readonly stepUs: number;
}

export interface Execution {
  /** In an order in which they may have happened. */
  readonly events: readonly ExecutedEvent[];
  /** Whether the first event happened before the second (Lamport 1978, "→"). */
  happenedBefore(first: number, second: number): boolean;
}

/** Executions of up to `nodes` nodes. */
export function executions(nodes: number): fc.Arbitrary<Execution> {
  const event = fc.record({
    node: fc.integer({ min: 0, max: nodes - 1 }),
    // How many events back the message was sent; where that is before the start, or on the same node, the event is local.
    back: fc.integer({ min: 1, max: 12 }),
    stepUs: fc.integer({ min: 0, max: 1000 }),
  });
  return fc.array(event, { minLength: 2, maxLength: 40 }).map((drawn) => {
    const events = drawn.map(({ node, back, stepUs }, index): ExecutedEvent => {
      const sender = drawn[index - back];
      return { node, stepUs, receives: sender === undefined || sender.node === node ? undefined : index - back };
    });
    const causes = causesOf(events);
    return { events, happenedBefore: (first, second) => causes[second]?.has(first) ?? false };
  });
}

/** All pairs of different events. */
export function pairs(execution: Execution): [first: number, second: number][] {
  const indexes = execution.events.map((_, index) => index);
  return indexes.flatMap((first) =>
    indexes.flatMap((second): [number, number][] => (first === second ? [] : [[first, second]])),
  );
}

/** The transitive closure of "the event before it on its node" and "the event that sent what it receives". */
function causesOf(events: readonly ExecutedEvent[]): readonly Set<number>[] {
  const causes: Set<number>[] = [];
  events.forEach(({ node, receives }, index) => {
    const earlier = events.slice(0, index).findLastIndex((event) => event.node === node);
    const direct = [earlier, receives ?? -1].filter((cause) => cause >= 0);
    causes.push(new Set(direct.flatMap((cause) => [cause, ...(causes[cause] ?? [])])));
  });
  return causes;
}
