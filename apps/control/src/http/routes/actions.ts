import { z } from 'zod';
import { actionAnswer } from '../../api/schemas.ts';
import type { LabSystems } from '../../systems/lab-systems.ts';
import { performAction } from '../../systems/perform-action.ts';
import type { ControlApp } from '../control-app.ts';

/** The requests that a system declares for its users. */
export function addActionRoutes(app: ControlApp, systems: LabSystems): void {
  app.post(
    '/systems/:system/actions/:action',
    {
      schema: {
        summary: 'Send a declared request to a service of a running system',
        description:
          'What the service is sent is the body. Where the path of the action has placeholders, the member `parameters` ' +
          'fills them and is not sent. The status of the service stands in the answer, which itself is 200.',
        params: z.object({ system: z.string().describe('The id of a running system'), action: z.string() }),
        body: z.json().optional(),
        response: { 200: actionAnswer },
      },
    },
    async (request) => {
      const { entry, system } = systems.running(request.params.system);
      return performAction(system, request.params.action, request.body, entry.ending.signal);
    },
  );
}
