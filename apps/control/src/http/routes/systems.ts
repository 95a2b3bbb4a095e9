import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { z } from 'zod';
import { startRequest, stopAnswer, systemList, systemStatus } from '../../api/schemas.ts';
import type { LabSystems } from '../../systems/lab-systems.ts';
import { describeSystem, summarizeSystem } from '../../systems/system-status.ts';
import { checkStoreUrls } from '../check-store-urls.ts';
import type { ControlApp } from '../control-app.ts';

const id = z.object({ id: z.string() });

/** What the routes of systems need. */
interface SystemRoutes {
  readonly systems: LabSystems;
  /** Tells the lab that a user ended a system. @returns whether the lab now ends too. */
  readonly onStopped: () => boolean;
}

/** Known systems; start, stop and restart of what runs. */
export function addSystemRoutes(app: ControlApp, { systems, onStopped }: SystemRoutes): void {
  const running = (declaration: SystemDeclaration) =>
    systems.list().filter((entry) => entry.declaration.name === declaration.name);

  app.get(
    '/systems',
    { schema: { summary: 'The systems that this lab can start', response: { 200: systemList } } },
    () => ({ systems: systems.known.map((declaration) => summarizeSystem(declaration, running(declaration))) }),
  );

  app.post(
    '/running',
    {
      schema: {
        summary: 'Start a system; answers when it is ready',
        body: startRequest,
        response: { 201: systemStatus },
      },
    },
    async (request, reply) => {
      checkStoreUrls(systems.declaration(request.body.system), request.body.storeUrls);
      const entry = await systems.start(request.body);
      return reply.code(201).send(describeSystem(entry));
    },
  );

  app.get(
    '/running/:id',
    { schema: { summary: 'All about one system', params: id, response: { 200: systemStatus } } },
    (request) => describeSystem(systems.find(request.params.id)),
  );

  app.delete(
    '/running/:id',
    {
      schema: {
        summary: 'Stop a system; answers when nothing of it is left',
        params: id,
        response: { 200: stopAnswer },
      },
    },
    async (request) => {
      await systems.stop(request.params.id, 'stopped by its user');
      return { id: request.params.id, labEnds: onStopped() };
    },
  );

  app.post(
    '/running/:id/restart',
    { schema: { summary: 'Stop a system and start it again', params: id, response: { 200: systemStatus } } },
    async (request) => describeSystem(await systems.restart(request.params.id)),
  );

  app.post(
    '/running/:id/instances/:instance/restart',
    {
      schema: {
        summary: 'Restart one instance; answers when it is ready',
        params: z.object({ id: z.string(), instance: z.string() }),
        response: { 200: systemStatus },
      },
    },
    async (request) => {
      const { entry, system } = systems.running(request.params.id);
      await system.restart(request.params.instance);
      return describeSystem(entry);
    },
  );
}
