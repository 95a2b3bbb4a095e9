/** The strategies of `temblor/resilience`, as names: a page carries the names without what they do. */
export const strategyNames = [
  'round-robin',
  'weighted-round-robin',
  'random',
  'least-connections',
  'two-choices',
  'peak-ewma',
  'consistent-hashing',
] as const;
