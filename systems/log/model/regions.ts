/** The regions that the nodes stand for, and the HTTP round trips between them as the brief measured them in a cloud. */

/** The node of each region, by its instance id. */
export const regions = { us: 'node-1', eu: 'node-2', asia: 'node-3' } as const;

export type Region = keyof typeof regions;

export interface Route {
  readonly from: Region;
  readonly to: Region;
  readonly roundTripMs: number;
}

/** Every ordered pair: a round trip that begins in the other region takes another way. */
export const routes: readonly Route[] = [
  { from: 'us', to: 'eu', roundTripMs: 112.5 },
  { from: 'us', to: 'asia', roundTripMs: 178.3 },
  { from: 'eu', to: 'us', roundTripMs: 110.8 },
  { from: 'eu', to: 'asia', roundTripMs: 245.6 },
  { from: 'asia', to: 'us', roundTripMs: 180.1 },
  { from: 'asia', to: 'eu', roundTripMs: 248.2 },
];

/** The link over which the node of one region calls that of the other. */
export function linkOf({ from, to }: Pick<Route, 'from' | 'to'>): string {
  return `${regions[from]}->${regions[to]}`;
}
