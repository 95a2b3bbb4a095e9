import type { FactWriter } from '@temblor/kit/facts/fact-writer';
import { isLocalRequest } from '@temblor/kit/http/own-machine';
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { z } from 'zod';

/** How long the lab keeps the instance down. */
const holdMs = 10_000;

/** Whoever was asked and did not kill this process within so long is not going to. */
const killedWithinMs = 1000;

/**
 * Adds `/kill`, in a process that a lab started: once it has answered it asks the lab for its own crash. It is the lab that
 * kills it: a process that ended by itself would be started again at once.
 */
export function addKillRoute(app: ServiceApp, parts: { facts: FactWriter; instance: string; nodeId: number }): void {
  const { facts, instance, nodeId } = parts;
  const response = { 200: z.object({ status: z.literal('killed'), node_id: z.int() }) };
  const schema = {
    tags: ['faults'],
    summary: `End this process; the lab starts it again after ${holdMs} ms`,
    response,
  };
  app.get('/kill', { schema }, (request, reply) => {
    if (!isLocalRequest(request)) throw new ProblemError(404, 'not_found', 'Nothing is at /kill.');
    reply.raw.once('close', () => {
      facts.write({ type: 'crash-asked', instance, holdMs });
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), killedWithinMs);
    });
    return { status: 'killed' as const, node_id: nodeId };
  });
}
