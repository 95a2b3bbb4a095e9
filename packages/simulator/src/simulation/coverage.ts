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
