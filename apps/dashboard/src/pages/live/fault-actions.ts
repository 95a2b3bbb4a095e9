/** What a page can do to a system, by calls of the control API. */
import type { FaultActions } from '@temblor/view/faults/fault-actions';
import type { LabApi } from '../../api/lab-api.ts';

/** Actions on the system of an id. */
export function faultActions(api: LabApi, id: string): FaultActions {
  return {
    inject: async (wish) => {
      const { evidence } = await api.inject(id, wish);
      if (evidence.kind === 'not-confirmed') throw new Error(evidence.reason);
    },
    heal: async (fault) => void (await api.heal(id, fault)),
    healAll: async () => void (await api.healAll(id)),
    restart: async (instance) => void (await api.restartInstance(id, instance)),
  };
}
