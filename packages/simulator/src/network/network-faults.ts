import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';

/** Counts the messages that a fault has met. */
interface Met {
  hits: number;
}

/** Lets no message pass from one node to another, where it says so. */
export interface Cut extends Met {
  cuts(from: NodeId, to: NodeId): boolean;
}

/** Does something to each message with this probability. */
export interface Chance extends Met {
  readonly probability: number;
}

/** Messages take up to so much longer. */
export interface Slowness extends Met {
  readonly extraUs: number;
}

/** The faults of the network that act now. A message must get past all of them; their delays add up. */
export class NetworkFaults {
  readonly cuts = new Set<Cut>();
  readonly losses = new Set<Chance>();
  readonly duplications = new Set<Chance>();
  readonly delays = new Set<Slowness>();

  /** Whether a message is stopped, which counts it. A node is never cut from itself. */
  stops(from: NodeId, to: NodeId): boolean {
    if (this.cuts.size === 0 || from === to) return false;
    let isStopped = false;
    for (const cut of this.cuts) {
      if (!cut.cuts(from, to)) continue;
      cut.hits += 1;
      isStopped = true;
    }
    return isStopped;
  }

  isLost(random: Random): boolean {
    return this.losses.size > 0 && strikes(this.losses, random) > 0;
  }

  /** How often the network doubles a message: each fault by itself. */
  doubles(random: Random): number {
    return this.duplications.size === 0 ? 0 : strikes(this.duplications, random);
  }

  extraUs(random: Random): number {
    if (this.delays.size === 0) return 0;
    let sumUs = 0;
    for (const delay of this.delays) {
      delay.hits += 1;
      sumUs += random.integer(0, delay.extraUs);
    }
    return sumUs;
  }
}

/** How many of them strike; every one draws, whatever the others do. */
function strikes(chances: Iterable<Chance>, random: Random): number {
  let count = 0;
  for (const chance of chances) {
    if (random.next() >= chance.probability) continue;
    chance.hits += 1;
    count += 1;
  }
  return count;
}
