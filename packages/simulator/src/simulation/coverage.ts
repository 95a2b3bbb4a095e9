/**
 * How often something really happened in a run. A fault counts under the name of its kind once it has done something, and
 * as `ineffective` where it has not: the crash of a node that was down, a partition that no message met.
 */
export type Coverage = ReturnType<typeof noCoverage>;

/** Nothing has happened yet. */
export function noCoverage() {
  return {
    crash: 0,
    pause: 0,
    'clock-drift': 0,
    partition: 0,
    'flapping-partition': 0,
    'one-way-partition': 0,
    loss: 0,
    duplication: 0,
    delay: 0,
    'slow-sync': 0,
    'bit-flip': 0,
    ineffective: 0,
    // A crash came while a sync was under way, or when a part of a step's effects had been done.
    'crash-during-sync': 0,
    'crash-between-effects': 0,
    // What became of writes that were not synced.
    'unsynced-lost': 0,
    'unsynced-kept': 0,
    'torn-tail': 0,
    // A node found its log damaged when it started.
    'damaged-start': 0,
    // Messages that a loss took, that a partition held up when they were sent, and that it held up on their way.
    'message-lost': 0,
    'message-cut': 0,
    'message-cut-on-its-way': 0,
    'message-doubled': 0,
    'message-overtaken': 0,
    'message-to-a-node-that-is-down': 0,
    // It was sent before its receiver crashed, and came after it had started again.
    'message-to-a-later-life': 0,
    // One sync made the records of several steps durable.
    'group-commit': 0,
    'sync-slowed': 0,
    // A timer ran out while its node was paused.
    'timer-during-pause': 0,
  };
}

/** What a counter counts, and what it belongs to. */
interface CounterWords {
  readonly group: 'faults' | 'network';
  readonly text: string;
}

/** Every counter that does not depend on the protocol. A fault counts once it has done something. */
export const counterWords: Readonly<Record<keyof Coverage, CounterWords>> = {
  crash: { group: 'faults', text: 'a node crashed' },
  pause: { group: 'faults', text: 'a node stood still' },
  'clock-drift': { group: 'faults', text: 'the clock of a node ran too fast or too slow' },
  partition: { group: 'faults', text: 'a partition stopped a message' },
  'flapping-partition': { group: 'faults', text: 'a partition that comes and goes stopped a message' },
  'one-way-partition': { group: 'faults', text: 'a partition in one direction stopped a message' },
  loss: { group: 'faults', text: 'a lossy network lost a message' },
  duplication: { group: 'faults', text: 'a network that repeats itself doubled a message' },
  delay: { group: 'faults', text: 'a slow network held up a message' },
  'slow-sync': { group: 'faults', text: 'a slow disk held up a sync' },
  'bit-flip': { group: 'faults', text: 'a record on a disk was damaged' },
  ineffective: { group: 'faults', text: 'a fault did nothing: its node was down, or no message met it' },
  'crash-during-sync': { group: 'faults', text: 'a crash came while a sync was under way' },
  'crash-between-effects': { group: 'faults', text: 'a crash came when a part of what a step asked for was done' },
  'unsynced-lost': { group: 'faults', text: 'a crash took writes that were not synced' },
  'unsynced-kept': { group: 'faults', text: 'a crash left writes that were not synced' },
  'torn-tail': { group: 'faults', text: 'a crash left a record in part' },
  'damaged-start': { group: 'faults', text: 'a node found its log damaged when it started' },
  'timer-during-pause': { group: 'faults', text: 'a timer ran out while its node stood still' },
  'sync-slowed': { group: 'faults', text: 'a sync took longer by a slow disk' },
  'group-commit': { group: 'faults', text: 'one sync made the records of several steps durable' },
  'message-lost': { group: 'network', text: 'a loss took a message' },
  'message-cut': { group: 'network', text: 'a partition stopped a message as it was sent' },
  'message-cut-on-its-way': { group: 'network', text: 'a partition stopped a message that was on its way' },
  'message-doubled': { group: 'network', text: 'a message was sent twice' },
  'message-overtaken': { group: 'network', text: 'a message came after one that was sent later' },
  'message-to-a-node-that-is-down': { group: 'network', text: 'a message came to a node that was down' },
  'message-to-a-later-life': {
    group: 'network',
    text: 'a message was sent before a crash of its receiver, and came after it',
  },
};
