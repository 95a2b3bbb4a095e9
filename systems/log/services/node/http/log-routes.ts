/** The routes of the brief's contract that tell of the log and take messages. */
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { z } from 'zod';
import type { MessageLog } from '../message-log.ts';
import { jsonType, noLeader } from './answer.ts';
import type { AppendEndpoint } from './append-endpoint.ts';
import { longestBodyBytes } from './draft-request.ts';
import { appendedSchema, errorSchema, messageSchema, pageQuery } from './log-schemas.ts';
import { messageArray } from './message-array.ts';
import { tellError } from './tell-error.ts';

const tags = ['log'];
const textType = 'text/plain; charset=utf-8';

/** What `/state` says in place of a leader's id where there is none. */
const noNode = -1;

/** Adds `/`, `/messages`, `/state`, `/leader` and `/lamport_time`. */
export function addLogRoutes(app: ServiceApp, log: MessageLog, endpoint: AppendEndpoint): void {
  addAppend(app, endpoint);
  addMessages(app, log);
  const state = { tags, summary: `The ids of this node and of the leader; ${noNode} for no leader` };
  app.get('/state', { schema: state }, (_, reply) => {
    const { nodeId, leader = noNode } = log.standing();
    return reply.type(textType).send(`${nodeId} ${leader}`);
  });
  app.get('/leader', { schema: { tags, summary: 'The id of the leader' } }, (_, reply) => {
    const { leader } = log.standing();
    if (leader !== undefined) return reply.type(textType).send(String(leader));
    const { status, body, retryAfterSeconds } = noLeader();
    return reply.code(status).header('retry-after', retryAfterSeconds).type(jsonType).send(body);
  });
  const time = { tags, summary: 'The Lamport clock of this node', response: { 200: z.object({ time: z.int() }) } };
  app.get('/lamport_time', { schema: time }, () => ({ time: log.lamportTime }));
}

function addAppend(app: ServiceApp, endpoint: AppendEndpoint): void {
  const response = { 200: appendedSchema, '4xx': errorSchema, 503: errorSchema, 504: errorSchema };
  const querystring = z.object({ message: z.string().optional().describe('Or a JSON body {"message": "…"}') });
  const schema = { tags, summary: 'Append a message', querystring, response };
  const options = {
    schema,
    bodyLimit: longestBodyBytes,
    errorHandler: tellError,
    // The endpoint examines what it is sent: it answers the same to whoever comes here and past Fastify.
    validatorCompiler: () => () => true,
  };
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post('/', options, async (request, reply) => {
      const body: unknown = request.body;
      const answer = await endpoint.answer({
        target: request.url,
        headers: request.headers,
        body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      });
      if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', answer.retryAfterSeconds);
      // A text, which no serializer touches.
      return reply.code(answer.status).type(jsonType).send(answer.body);
    });
  });
}

function addMessages(app: ServiceApp, log: MessageLog): void {
  const response: Record<number, z.ZodType<unknown>> = { 200: z.array(messageSchema) };
  const schema = { tags, summary: 'The messages in their order', querystring: pageQuery, response };
  app.get('/messages', { schema, errorHandler: tellError }, (request, reply) => {
    const { after, limit = Number.POSITIVE_INFINITY } = request.query;
    return reply.type(jsonType).send(messageArray(log, { afterId: after, limit }));
  });
}
