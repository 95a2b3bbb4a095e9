/** Who is ON and who is OFF, as the system under test (or a detector of the lab) said it: a fold over the journal. */
import type { JournalEvent } from '@temblor/lab/journal/event';

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

/** The health of a system's instances after one more event of that system; the start of the system forgets everything. */
export function foldHealth(health: HealthByInstance, event: JournalEvent): HealthByInstance {
  switch (event.type) {
    case 'system-starting':
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

function decided(
  state: InstanceHealth['state'],
  event: { by: string; detector?: string; reason: string; atUs: number },
): InstanceHealth {
  return { state, by: event.by, detector: event.detector ?? null, reason: event.reason, sinceUs: event.atUs };
}
