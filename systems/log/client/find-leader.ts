import { sleep } from '@temblor/foundation/concurrency/wait';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { Random } from '@temblor/foundation/randomness/random';
import { StreamConnection } from './stream-connection.ts';

const firstWaitMs = 10;
const longestWaitMs = 100;
/** So many attempts in vain double the wait. */
const attemptsPerDoubling = 8;

/** Whom to ask, and for how long. */
export interface LeaderSearch {
  /** The URL of each node. */
  readonly nodes: readonly string[];
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Told why each attempt was in vain. */
  readonly told: (reason: string) => void;
}

/**
 * Asks all nodes at once, each again and again, until one says that it leads: a node that is stopped, or cut off, delays
 * nobody. Between two questions a moment passes, longer and longer, with jitter, since many clients may wait for one
 * election.
 *
 * @throws the signal's reason; nothing else.
 */
export async function findLeader(search: LeaderSearch): Promise<StreamConnection> {
  const found = new AbortController();
  const signal = AbortSignal.any([search.signal, found.signal]);
  try {
    return await Promise.any(search.nodes.map((url) => askUntilLeading(url, { ...search, signal })));
  } catch (error) {
    search.signal.throwIfAborted();
    throw error;
  } finally {
    found.abort();
  }
}

async function askUntilLeading(url: string, { random, signal, told }: LeaderSearch): Promise<StreamConnection> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const connection = await StreamConnection.dial(url, signal);
      const { node, leader } = connection.welcome;
      if (leader === node && !signal.aborted) return connection;
      connection[Symbol.dispose]();
      told(leader === undefined ? `node ${node} knows no leader` : `node ${node} takes node ${leader} for the leader`);
    } catch (error) {
      signal.throwIfAborted();
      told(messageOf(error));
    }
    const boundMs = Math.min(firstWaitMs * 2 ** Math.floor(attempt / attemptsPerDoubling), longestWaitMs);
    await sleep(boundMs * (0.5 + random.next() / 2), signal);
  }
}
