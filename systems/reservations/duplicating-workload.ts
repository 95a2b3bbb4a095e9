/** Clients that send each reservation twice in a row under one key, the second before the first can have been answered. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { Workload } from '@temblor/lab/load/workload';
import { ReservationClients } from './workload.ts';

/** The workload of the experiment on duplicate delivery. */
export function createWorkload(random: Random): Workload {
  return new ReservationClients(random, 2);
}
