import { namesOwnMachine } from '@temblor/kit/http/own-machine';
import { ProblemError } from '@temblor/kit/service/problem';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses what a page of another site makes a browser send: by a `Host` that is not this machine's own name (DNS
 * rebinding), or an `Origin` other than the balancer's. A page could drain every replica otherwise.
 *
 * That the caller is on this machine is the proxy's to say, which shows these pages to nobody else.
 */
export async function refuseForeignPages({ headers }: FastifyRequest): Promise<void> {
  if (namesOwnMachine(headers)) return;
  throw new ProblemError(403, 'foreign_caller', 'The pages of the balancer are for programs of its own machine.', {
    hint: 'Ask http://127.0.0.1 or http://localhost with the port of the balancer, and not from the page of another site.',
  });
}
