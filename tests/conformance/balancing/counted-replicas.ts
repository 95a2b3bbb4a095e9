import type { Replica } from '@temblor/resilience/balancing/replica';

/** Replicas that count how often they are looked at: what a choice costs, whatever the machine. */
export function countedReplicas(count: number): {
  readonly replicas: readonly Replica[];
  reads(): number;
  setInFlight(replica: Replica, inFlight: number): void;
} {
  let reads = 0;
  const loads = new Array<number>(count).fill(0);
  const replicas = loads.map((_, slot): Replica => {
    const seen = <T>(value: T): T => {
      reads += 1;
      return value;
    };
    return {
      get id() {
        return seen(`replica-${slot}`);
      },
      get slot() {
        return seen(slot);
      },
      get weight() {
        return seen(1);
      },
      get share() {
        return seen(1);
      },
      get effectiveWeight() {
        return seen(1);
      },
      get inFlight() {
        return seen(loads[slot] ?? 0);
      },
      state: { kind: 'in-rotation' },
    };
  });
  return {
    replicas,
    reads: () => reads,
    setInFlight: (replica, inFlight) => {
      loads[replica.slot] = inFlight;
    },
  };
}
