import type { FaultKindName } from '../faults/planned-fault.ts';

/** Every kind of fault that the simulator knows, with what it does, for people who choose. */
export const faultKinds: Readonly<Record<FaultKindName, string>> = {
  crash: 'a node loses its memory and what it had not synced, and starts again from its disk',
  pause: 'a node does nothing for a while, then gets everything that came meanwhile',
  'clock-drift': 'the clock of a node runs too fast or too slow',
  partition: 'messages between groups of nodes are lost',
  'flapping-partition': 'a partition that comes and goes',
  'one-way-partition': 'messages in one direction are lost, those back are not',
  loss: 'some messages are lost',
  duplication: 'some messages come twice',
  delay: 'messages take longer, each by a time of its own: they overtake each other',
  'slow-sync': 'the disk of a node takes longer to sync',
  'bit-flip': 'a node crashes, and finds a record of its log damaged when it starts again',
};

/** The names of all kinds of faults. */
export const faultKindNames: readonly string[] = Object.keys(faultKinds);
