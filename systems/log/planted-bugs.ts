/** The defects that a node can be told to have by `PLANTED_BUG`, so that a check is seen to catch each. */
export const plantedBugs = [
  /** The leader acknowledges a message as soon as it has it, and not when a majority does. */
  'acknowledges-early',
  /** Keys are not looked at: a message that is sent again is another message. */
  'forgets-keys',
  /** The id that clients are told is the highest that is known, plus one. */
  'ids-from-highest',
  /** A message is shown as soon as it arrives, before it has its place. */
  'shows-on-arrival',
] as const;

/** The name of a planted bug. */
export type PlantedBug = (typeof plantedBugs)[number];
