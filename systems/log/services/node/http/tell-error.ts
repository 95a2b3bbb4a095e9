import { problemOf } from '@temblor/kit/service/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jsonType } from './answer.ts';
import { bodyTooLong } from './draft-request.ts';

/** Answers whatever a route threw in the contract's own shape, `{error}`. */
export function tellError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { document, headers } = problemOf(error);
  // A defect is for the service's own handler, which logs it.
  if (document.code === 'internal_error') throw error;
  reply.headers(headers).code(document.status).type(jsonType);
  if (document.code === 'body_too_large') return reply.send(bodyTooLong().body);
  const { detail, code, hint = 'See /openapi.json.' } = document;
  return reply.send(JSON.stringify({ error: detail, code, hint }));
}
