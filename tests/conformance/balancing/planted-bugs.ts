/** Strategies with the errors that are commonly made. Each must be caught by the suite. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { Replica } from '@temblor/resilience/balancing/replica';
import { RandomChoice } from '@temblor/resilience/balancing/strategies/random-choice';
import { RoundRobin } from '@temblor/resilience/balancing/strategies/round-robin';
import { WeightedRoundRobin } from '@temblor/resilience/balancing/strategies/weighted-round-robin';
import type { Strategy } from '@temblor/resilience/balancing/strategy';

interface PlantedBug {
  readonly name: string;
  /** The scenario that must throw. */
  readonly caughtBy: string;
  readonly honoursWeights: boolean;
  readonly make: (random: Random) => Strategy;
}

/** Chooses from what is offered and was not tried. */
function choosing(choose: (left: readonly Replica[]) => Replica | undefined): Strategy {
  let candidates: readonly Replica[] = [];
  return {
    offer: (offered) => {
      candidates = offered;
    },
    choose: (_key, tried) => choose(candidates.filter((replica) => !tried.includes(replica))),
  };
}

function lowest(replicas: readonly Replica[], rankOf: (replica: Replica) => number): Replica | undefined {
  return replicas.reduce<Replica | undefined>(
    (best, replica) => (best === undefined || rankOf(replica) < rankOf(best) ? replica : best),
    undefined,
  );
}

/** A number that goes up, modulo however many there are just now. */
function cursorOverAnyList(): Strategy {
  let calls = 0;
  return choosing((left) => {
    calls += 1;
    return left[(calls - 1) % left.length];
  });
}

/** Whoever had fewest calls ever is next: who was away is owed all that it missed. */
function fewestEver(): Strategy {
  const had = new Map<Replica, number>();
  return choosing((left) => {
    const next = lowest(left, (replica) => had.get(replica) ?? 0);
    if (next !== undefined) had.set(next, (had.get(next) ?? 0) + 1);
    return next;
  });
}

/** Keeps its own count by slot, and takes who comes for who was there. */
function countsBySlot(): Strategy {
  const counts: number[] = [];
  const turns = new RoundRobin();
  const change = ({ slot }: Replica, by: number) => {
    counts[slot] = (counts[slot] ?? 0) + by;
  };
  return {
    ...choosing((left) => {
      const fewest = Math.min(...left.map(({ slot }) => counts[slot] ?? 0));
      turns.offer(left.filter(({ slot }) => (counts[slot] ?? 0) === fewest));
      return turns.choose(undefined, []);
    }),
    started: (replica) => change(replica, 1),
    finished: (replica) => change(replica, -1),
  };
}

/** Takes no notice of later offers. */
function firstOfferOnly(): Strategy {
  const inner = new RoundRobin();
  let offered = false;
  return {
    offer: (candidates) => {
      if (!offered) inner.offer(candidates);
      offered = true;
    },
    choose: (key, tried) => inner.choose(key, tried),
  };
}

/** Weights as they are configured, also in a slow start. */
function withoutShares(): Strategy {
  const inner = new WeightedRoundRobin();
  const whole = new Map<Replica, Replica>();
  return {
    offer: (candidates) => {
      const stand = candidates.map((replica) => {
        const known = whole.get(replica) ?? { ...replica, slot: replica.slot, effectiveWeight: replica.weight };
        whole.set(replica, known);
        return known;
      });
      inner.offer(stand);
    },
    choose: () => {
      const chosen = inner.choose(undefined, []);
      return [...whole].find(([, stand]) => stand === chosen)?.[0];
    },
  };
}

/** Fewest for their weight, in turns: an idle replica of small weight takes every call of those that are a little busy. */
function fewestForWeight(): Strategy {
  const turns = new WeightedRoundRobin();
  const loadOf = ({ inFlight, effectiveWeight }: Replica) => inFlight / effectiveWeight;
  return choosing((left) => {
    const least = Math.min(...left.map(loadOf));
    turns.offer(left.filter((replica) => loadOf(replica) === least));
    return turns.choose(undefined, []);
  });
}

function forgetsTried(random: Random): Strategy {
  const inner = new RandomChoice(random);
  return { offer: (candidates) => inner.offer(candidates), choose: (key) => inner.choose(key, []) };
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'a cursor that is taken modulo a list of changing length',
    caughtBy: 'retries of what one replica fails are shared by the others',
    honoursWeights: false,
    make: cursorOverAnyList,
  },
  {
    name: 'least connections that takes the first of equals',
    caughtBy: 'equal replicas get equal parts of calls that come one by one',
    honoursWeights: true,
    make: () => choosing((left) => lowest(left, ({ inFlight, weight }) => inFlight / weight)),
  },
  {
    name: 'a scan of all replicas at each choice',
    caughtBy: 'a choice among a thousand looks at few of them',
    honoursWeights: true,
    make: () => choosing((left) => lowest(left, ({ inFlight, weight }) => inFlight / weight)),
  },
  {
    name: 'turns that are saved up during an absence',
    caughtBy: 'who comes back has no turns saved up',
    honoursWeights: false,
    make: fewestEver,
  },
  {
    name: 'counts kept by slot for whoever has it',
    caughtBy: 'a late end of a call to a replica that left disturbs nobody who has its place',
    honoursWeights: false,
    make: countsBySlot,
  },
  {
    name: 'a list that is never renewed',
    caughtBy: 'after any schedule only replicas that may be chosen are chosen, and one is whenever there is one',
    honoursWeights: false,
    make: firstOfferOnly,
  },
  {
    name: 'a slow start that is none',
    caughtBy: 'a replica in a slow start gets its share, and then its full part',
    honoursWeights: true,
    make: withoutShares,
  },
  {
    name: 'weights that count only where many calls are in flight',
    caughtBy: 'weights count while few calls are in flight, and time moves',
    honoursWeights: true,
    make: fewestForWeight,
  },
  {
    name: 'a slow start that an idle replica does not have',
    caughtBy: 'a replica in a slow start gets no more than its share while few calls are in flight',
    honoursWeights: true,
    make: fewestForWeight,
  },
  {
    name: 'a retry that may go to the same replica',
    caughtBy: 'a retry is never sent to a replica that was tried, and finds every other',
    honoursWeights: true,
    make: forgetsTried,
  },
  {
    name: 'chance that comes from nowhere',
    caughtBy: 'the same seed gives the same choices',
    honoursWeights: false,
    make: () => choosing((left) => left[Math.floor(Math.random() * left.length)]),
  },
];
