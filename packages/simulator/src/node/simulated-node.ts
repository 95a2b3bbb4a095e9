import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId, ProtocolInput, ProtocolTypes } from '@temblor/protocols/port/protocol';
import { Disk } from '../disk/disk.ts';
import type { DiskProfile } from '../scenario/scenario.ts';
import type { RunContext } from '../simulation/run-context.ts';
import { NodeClock } from '../time/node-clock.ts';
import type { Machine } from './node-life.ts';
import { NodeLife } from './node-life.ts';

/** A fault that makes syncs take longer, and how many it has met. */
export interface SlowSync {
  readonly extraUs: number;
  hits: number;
}

/** Clocks begin anywhere within this time, so that no protocol gets away with comparing two of them. */
const clockSpreadUs = 1_000_000_000;

/** A node and the machine that it lives on, one life after the other. */
export class SimulatedNode<T extends ProtocolTypes> implements Machine<T> {
  readonly id: NodeId;
  readonly disk = new Disk<T>();
  readonly clock = new NodeClock();
  readonly random: Random;
  /** Acting now; their times add up. */
  readonly slowSyncs = new Set<SlowSync>();
  readonly #context: RunContext<T>;
  readonly #profile: DiskProfile;
  readonly #send: (from: NodeId, to: NodeId, message: T['message']) => void;
  #life: NodeLife<T> | undefined;
  #lives = 0;

  /** @param random drawn from for clocks, timers and syncs. */
  constructor(
    context: RunContext<T>,
    id: NodeId,
    profile: DiskProfile,
    random: Random,
    send: (from: NodeId, to: NodeId, message: T['message']) => void,
  ) {
    this.#context = context;
    this.id = id;
    this.#profile = profile;
    this.random = random;
    this.#send = send;
  }

  /** Undefined while the node is down. */
  get life(): NodeLife<T> | undefined {
    return this.#life;
  }

  /** Counts starts. */
  get lives(): number {
    return this.#lives;
  }

  /** Starts the node from what its disk holds. It must be down. */
  start(): void {
    const { protocol, queue, trace, coverage, digest } = this.#context;
    this.clock.restart(this.random.integer(0, clockSpreadUs), queue.nowUs);
    const recovered = this.disk.recover();
    if (recovered.log === 'damaged') coverage['damaged-start'] += 1;
    this.#lives += 1;
    digest.add(queue.nowUs);
    digest.add(recovered.records.length);
    trace.add({ kind: 'started', node: this.id, log: recovered.log, life: this.#lives });
    const [state, effects] = protocol.start(this.id, recovered, this.clock.reading(queue.nowUs));
    this.#life = new NodeLife(this.#context, this, this.#lives, state);
    this.#life.begin(effects);
  }

  /** The node loses its memory. Nothing happens where it is down. @param unsynced what becomes of writes without a sync. */
  crash(unsynced: 'lost' | 'kept' | 'torn', random: Random): void {
    const life = this.#life;
    if (life === undefined) return;
    const { coverage, trace, observer, digest, queue } = this.#context;
    if (this.disk.hasUnsynced) {
      coverage['crash-during-sync'] += 1;
      if (unsynced !== 'torn') coverage[`unsynced-${unsynced}`] += 1;
    } else if (life.isBetweenEffects) coverage['crash-between-effects'] += 1;
    life.end();
    this.#life = undefined;
    if (this.disk.crash(unsynced, random)) coverage['torn-tail'] += 1;
    digest.add(queue.nowUs);
    trace.add({ kind: 'stopped', node: this.id });
    observer.stopped(this.id);
  }

  /** Lost without a word where the node is down. @param copy the number of a message, 0 for what is none. */
  take(input: ProtocolInput<T>, copy: number): void {
    this.#life?.take(input, copy);
  }

  send(to: NodeId, message: T['message']): void {
    this.#send(this.id, to, message);
  }

  syncUs(): number {
    let durationUs = this.random.integer(this.#profile.syncUs.low, this.#profile.syncUs.high);
    for (const slow of this.slowSyncs) {
      durationUs += slow.extraUs;
      slow.hits += 1;
    }
    if (this.slowSyncs.size > 0) this.#context.coverage['sync-slowed'] += 1;
    return durationUs;
  }
}
