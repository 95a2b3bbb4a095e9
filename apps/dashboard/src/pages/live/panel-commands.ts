/** What a panel can do to its system, by calls of the control API. */
import type { FaultActions } from '@temblor/view/faults/fault-actions';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import type { LabApi } from '../../api/lab-api.ts';

/** Commands on the system of an id. */
export function panelCommands(api: LabApi, id: string, faults: FaultActions): PanelCommands {
  return {
    act: (action, body) => api.act(id, action, body),
    startLoad: async ({ ratePerSecond, durationMs }) => {
      await api.startLoad(id, ratePerSecond === null ? { durationMs } : { durationMs, ratePerSecond });
    },
    faults,
  };
}
