import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../service/problem.ts';
import { isLocalRequest } from './own-machine.ts';

/** The guard of a page that can do harm: for everyone but a caller on this machine there is nothing at its path. */
export async function localOnly(request: FastifyRequest): Promise<void> {
  if (!isLocalRequest(request)) throw new ProblemError(404, 'not_found', `Nothing is at ${request.url}.`);
}
