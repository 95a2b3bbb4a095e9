import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { drawSeed } from '@temblor/foundation/randomness/random';
import { z } from 'zod';
import { loadRequest, loadStatus } from '../../api/schemas.ts';
import { chooseExperiment } from '../../runs/run-manager.ts';
import type { LabSystems } from '../../systems/lab-systems.ts';
import type { ControlApp } from '../control-app.ts';

const params = z.object({ id: z.string() });
const answer = z.object({ load: loadStatus.nullable() });

/** Load beside any experiment. */
export function addLoadRoutes(app: ControlApp, systems: LabSystems): void {
  app.post(
    '/running/:id/load',
    {
      schema: {
        summary: 'Lay load on a system for a while',
        params,
        body: loadRequest,
        response: { 201: answer },
      },
    },
    async (request, reply) => {
      const { entry, load } = systems.running(request.params.id);
      const run = [...entry.users.keys()][0];
      if (run !== undefined) {
        throw new TemblorError('system-in-use', `the run ${run} lays its own load on '${entry.id}'`, {
          hint: 'wait for it to end',
          exitCode: 75,
        });
      }
      const { experiment } = chooseExperiment(entry.declaration, request.body.experiment);
      const ratePerSecond = request.body.ratePerSecond ?? experiment.load.ratePerSecond;
      await load.start(
        { ...experiment.load, ratePerSecond },
        { durationMs: request.body.durationMs, seed: request.body.seed ?? drawSeed() },
      );
      return reply.code(201).send({ load: load.status() });
    },
  );

  app.get(
    '/running/:id/load',
    { schema: { summary: 'The load that runs; null where none does', params, response: { 200: answer } } },
    (request) => ({ load: systems.running(request.params.id).load.status() }),
  );

  app.delete(
    '/running/:id/load',
    { schema: { summary: 'End the load', params, response: { 200: answer } } },
    async (request) => {
      const { load } = systems.running(request.params.id);
      const last = load.status();
      await load.stop();
      return { load: last };
    },
  );
}
