import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { faultCatalogue } from '@temblor/lab/faults/catalogue';
import { faultSpecification } from '@temblor/lab/faults/fault';
import { z } from 'zod';
import { faultKindList, faultStatus, liftAnswer } from '../../api/schemas.ts';
import type { LabSystems } from '../../systems/lab-systems.ts';
import { describeFault } from '../../systems/system-status.ts';
import type { ControlApp } from '../control-app.ts';

/** What can be injected; inject and heal. */
export function addFaultRoutes(app: ControlApp, systems: LabSystems): void {
  app.get(
    '/faults',
    {
      schema: {
        summary: 'Every kind of fault, with its targets and parameters',
        response: { 200: faultKindList },
      },
    },
    () => ({ faults: [...faultCatalogue] }),
  );

  app.post(
    '/running/:id/faults',
    {
      schema: {
        summary: 'Inject a fault; answers when its evidence is known, at the latest after waitMs',
        params: z.object({ id: z.string() }),
        querystring: z.object({ waitMs: z.coerce.number().int().min(0).max(30_000).default(0) }),
        body: faultSpecification,
        response: { 201: faultStatus },
      },
    },
    async (request, reply) => {
      const { system } = systems.running(request.params.id);
      const applied = await system.applyFault(request.body);
      const evidence = await withTimeout(applied.evidence, request.query.waitMs);
      const current = system.faults().find((fault) => fault.id === applied.id);
      const view = current ?? {
        id: applied.id,
        specification: applied.specification,
        evidence: evidence ?? { kind: 'pending' as const },
        appliedAtUs: applied.appliedAtUs,
        remainingMs: 0,
      };
      return reply.code(201).send(describeFault(evidence === undefined ? view : { ...view, evidence }));
    },
  );

  app.delete(
    '/running/:id/faults/:fault',
    {
      schema: {
        summary: 'Heal one fault',
        params: z.object({ id: z.string(), fault: z.string() }),
        response: { 200: liftAnswer },
      },
    },
    async (request) => {
      const { system } = systems.running(request.params.id);
      await system.liftFault(request.params.fault);
      return { lifted: [request.params.fault] };
    },
  );

  app.delete(
    '/running/:id/faults',
    {
      schema: {
        summary: 'Heal every fault of a system',
        params: z.object({ id: z.string() }),
        response: { 200: liftAnswer },
      },
    },
    async (request) => {
      const { system } = systems.running(request.params.id);
      const lifted = system.faults().map((fault) => fault.id);
      await Promise.all(lifted.map((fault) => system.liftFault(fault)));
      return { lifted };
    },
  );
}
