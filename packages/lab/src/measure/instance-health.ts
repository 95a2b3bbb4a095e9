/**
 * Who is ON and who is OFF, as the system under test (or a detector of the lab) said it: a fold over the journal. The
 * status and the runs of a lab share it.
 */
import type { JournalEvent } from '../journal/event.ts';

interface InstanceHealth {
  readonly state: 'ON' | 'OFF' | 'UNKNOWN';
  /** Who decided, and by which of its detectors; null where nobody has said anything yet. */
  readonly by: string | null;
  readonly detector: string | null;
  readonly reason: string;
  /** Microseconds on the monotonic clock; null where nobody has said anything yet. */
  readonly sinceUs: number | null;
}

export type HealthByInstance = Readonly<Record<string, InstanceHealth>>;

/** The health of an instance that nobody has spoken of. */
export const unspokenHealth: InstanceHealth = {
  state: 'UNKNOWN',
  by: null,
  detector: null,
  reason: 'no detector has reported on it',
  sinceUs: null,
};

/** The health of a system's instances after one more event of that system; its start and its end forget all. */
export function foldHealth(health: HealthByInstance, event: JournalEvent): HealthByInstance {
  switch (event.type) {
    case 'system-starting':
    case 'system-stopped':
      return {};
    case 'instance-on':
      return { ...health, [event.instance]: decided('ON', event) };
    case 'instance-off':
      return { ...health, [event.instance]: decided('OFF', event) };
    case 'instance-unknown':
      return { ...health, [event.instance]: decided('UNKNOWN', event) };
    default:
      return health;
  }
}

/** The instances of which the last word is that they are not ON: OFF, or UNKNOWN because nobody checks them. */
export function whoIsNotOn(health: HealthByInstance): { instance: string; state: 'OFF' | 'UNKNOWN' }[] {
  return Object.entries(health).flatMap(([instance, { state }]) => (state === 'ON' ? [] : [{ instance, state }]));
}

function decided(
  state: InstanceHealth['state'],
  event: { by: string; detector?: string; reason: string; atUs: number },
): InstanceHealth {
  return { state, by: event.by, detector: event.detector ?? null, reason: event.reason, sinceUs: event.atUs };
}
