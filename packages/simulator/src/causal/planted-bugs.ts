import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { BroadcastMessage, BroadcastTypes } from '@temblor/protocols/causal/broadcast-types';
import type { Protocol, ProtocolEffect, Stepped } from '@temblor/protocols/port/protocol';

interface PlantedBug {
  readonly name: string;
  readonly text: string;
  /** What the node sends instead; undefined for nothing. */
  readonly falsify: (message: BroadcastMessage) => BroadcastMessage | undefined;
}

/** Each breaks another promise of the broadcast: causal order, total order, delivery. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'causes-not-told',
    text: 'a message bears its own number alone, so that nobody waits for what it depends on',
    falsify: (message) => {
      if (message.kind === 'status') return message;
      const entries = message.entries.map((entry) => ({
        ...entry,
        clock: { [entry.from]: entry.clock[entry.from] ?? 0 },
      }));
      return { ...message, entries };
    },
  },
  {
    name: 'time-told-ahead',
    text: 'a node says that it has passed a time which messages of its own may still bear',
    falsify: (message) => (message.kind === 'status' ? { ...message, time: message.time + 5 } : message),
  },
  {
    name: 'status-not-told',
    text: 'a node does not say what it has, so that what was lost on the way to it stays away',
    falsify: (message) => (message.kind === 'status' ? undefined : message),
  },
];

/** The protocol with a planted bug in what its nodes send. @throws TemblorError `unknown-bug`. */
export function withBug(protocol: Protocol<BroadcastTypes>, name: string): Protocol<BroadcastTypes> {
  const bug = plantedBugs.find((known) => known.name === name);
  if (bug === undefined) {
    const names = plantedBugs.map((known) => known.name);
    throw usageError('unknown-bug', `there is no planted bug '${name}' of causal`, suggestName(name, names));
  }
  const falsified = ([state, effects]: Stepped<BroadcastTypes>): Stepped<BroadcastTypes> => [
    state,
    effects.flatMap((effect): ProtocolEffect<BroadcastTypes>[] => {
      if (effect.kind !== 'send') return [effect];
      const message = bug.falsify(effect.message);
      return message === undefined ? [] : [{ ...effect, message }];
    }),
  ];
  return {
    name: protocol.name,
    start: (...given) => falsified(protocol.start(...given)),
    step: (...given) => falsified(protocol.step(...given)),
  };
}
