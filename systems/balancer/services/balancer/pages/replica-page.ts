import type { z } from 'zod';
import type { ReplicaView } from '../replicas/rotated-replica.ts';
import type { replicaSchema } from './page-schemas.ts';

/** Replicas as pages show them. */
export function presentReplicas(views: readonly ReplicaView[], nowMs: number): z.infer<typeof replicaSchema>[] {
  const weight = (view: ReplicaView) =>
    view.state === 'in-rotation' || view.state === 'slow-start' ? view.effectiveWeight : 0;
  const sum = views.reduce((total, view) => total + weight(view), 0);
  return views.map((view) => {
    const { id, host, port, state, breaker, health, effectiveWeight, inFlight, absences, absence } = view;
    return {
      id,
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      state,
      breaker,
      health,
      weight: view.weight,
      effectiveWeight,
      share: sum === 0 ? 0 : weight(view) / sum,
      inFlight,
      timesOut: absences,
      outSince:
        absence === undefined
          ? null
          : { detector: absence.detector, reason: absence.reason, forMs: nowMs - absence.sinceMs },
    };
  });
}
