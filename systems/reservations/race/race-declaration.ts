import type { FaultRequest } from '@temblor/lab/faults/fault';
import type { SystemInput } from '@temblor/lab/system/declaration';

/**
 * Each flag, all from the beginning, one after another over: payments is quick again while half of the transactions still
 * fail, and reservations are confirmed while notifications is still down. One replica of inventory is spared: the race
 * makes its event there, and clients that find the other one broken go on.
 */
const flags: FaultRequest[] = [
  { kind: 'flag', target: { instance: 'inventory-1' }, flag: 'crash', value: true, durationMs: 5000 },
  { kind: 'flag', target: { instance: 'payments' }, flag: 'latency_seconds', value: 5, durationMs: 5000 },
  { kind: 'flag', target: { instance: 'reservations' }, flag: 'db_flapping', value: true, durationMs: 7000 },
  { kind: 'flag', target: { instance: 'notifications' }, flag: 'down', value: true, durationMs: 9000 },
];

/** What `temblor race reservations` plays. */
export const raceForSeats: NonNullable<SystemInput['race']> = {
  module: new URL('./race.ts', import.meta.url),
  title: 'Many clients, few seats',
  description:
    'Clients that each want one seat of the same event ask for it all at once, and again where they are told to wait or told nothing. Exactly as many are confirmed as there are seats.',
  faults: flags,
};
