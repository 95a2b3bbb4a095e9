/** The control API of a lab: HTTP and JSON on the loopback interface, for the command line and the page. */
import fastifySwagger from '@fastify/swagger';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Journal } from '@temblor/lab/journal/journal';
import { describePortOwner, findPortOwner } from '@temblor/runtime/processes/port-owner';
import type { FastifyReply } from 'fastify';
import Fastify from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { LabStatus, Problem } from '../api/schemas.ts';
import { labStatus } from '../api/schemas.ts';
import type { RunManager } from '../runs/run-manager.ts';
import type { LabSystems } from '../systems/lab-systems.ts';
import { refuseAccess } from './access.ts';
import type { ControlApp } from './control-app.ts';
import { OpenStreams } from './open-streams.ts';
import { document, problemContentType, toProblem } from './problem.ts';
import { addFaultRoutes } from './routes/faults.ts';
import { addJournalRoutes } from './routes/journal.ts';
import { addLoadRoutes } from './routes/load.ts';
import { addLogRoutes } from './routes/logs.ts';
import { addRunRoutes } from './routes/runs.ts';
import { addSystemRoutes } from './routes/systems.ts';

/** The largest request body. */
const bodyLimitBytes = 65_536;

/** What the API gives access to. */
interface ControlParts {
  readonly systems: LabSystems;
  readonly runs: RunManager;
  readonly journal: Journal;
  readonly folder: string;
  readonly token: string;
  readonly version: string;
  readonly status: () => LabStatus;
  readonly onStopped: () => boolean;
  /** Asks the lab to end; it does after the answer. */
  readonly onShutdown: () => void;
  /** Told of every defect (an error that nobody expected), whose details callers do not get. */
  readonly onDefect: (error: unknown) => void;
}

/** The running server. */
interface ControlServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/**
 * Opens the server on 127.0.0.1: on the preferred port, or a free one where that is taken.
 * @throws TemblorError `port-taken` when `strict` and the port is taken.
 */
export async function openControlServer(
  parts: ControlParts,
  listen: { preferredPort: number; strict: boolean },
): Promise<ControlServer> {
  const streams = new OpenStreams();
  const address = { port: 0 };
  const app = await buildApp(parts, streams, address);
  try {
    address.port = await listenOn(app, listen);
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      streams.endAll();
      await app.close();
    },
  };
}

async function buildApp(parts: ControlParts, streams: OpenStreams, address: { port: number }): Promise<ControlApp> {
  const app: ControlApp = Fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    requestTimeout: 0,
    routerOptions: { maxParamLength: 200 },
    // What the router itself refuses: a malformed escape, a parameter too long.
    frameworkErrors: (error, _request, reply) => sendProblem(reply, toProblem(error)),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refuseAccess(
      {
        path: request.url.split('?')[0] ?? '/',
        host: request.headers.host,
        origin: request.headers.origin,
        authorization: request.headers.authorization,
      },
      address.port,
      parts.token,
    );
    if (refusal !== undefined) return reply.code(refusal.status).type(problemContentType).send(refusal);
  });
  addErrorHandlers(app, parts.onDefect);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Temblor control API', version: parts.version, description: 'The one running lab of a folder.' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  });
  addLabRoutes(app, parts);
  addSystemRoutes(app, parts);
  addFaultRoutes(app, parts.systems);
  addLoadRoutes(app, parts.systems);
  addLogRoutes(app, parts.systems, streams);
  addRunRoutes(app, parts.runs, parts.systems, parts.folder);
  addJournalRoutes(app, parts.journal, streams);
  return app;
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(problemContentType).send(problem);
}

function addErrorHandlers(app: ControlApp, onDefect: (error: unknown) => void): void {
  app.setErrorHandler((error, _request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      const detail = error.validation
        .map((issue) => `${issue.instancePath === '' ? 'the document' : issue.instancePath}: ${issue.message ?? ''}`)
        .join('; ');
      const hint = 'send what /openapi.json describes';
      return reply
        .code(400)
        .type(problemContentType)
        .send(document(400, 'invalid-request', detail, hint, 64));
    }
    const problem = toProblem(error);
    if (problem.status === 500) onDefect(error);
    return reply.code(problem.status).type(problemContentType).send(problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const detail = `there is no ${request.method} ${request.url.split('?')[0] ?? ''}`;
    const problem = document(404, 'unknown-path', detail, 'see /openapi.json', 64);
    return reply.code(404).type(problemContentType).send(problem);
  });
}

function addLabRoutes(app: ControlApp, parts: ControlParts): void {
  const health = z.object({ status: z.literal('ok'), pid: z.number(), version: z.string() });
  app.get('/health', { schema: { summary: 'That the lab is there', security: [], response: { 200: health } } }, () => ({
    status: 'ok' as const,
    pid: process.pid,
    version: parts.version,
  }));
  app.get('/status', { schema: { summary: 'The lab and all that runs', response: { 200: labStatus } } }, () =>
    parts.status(),
  );
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.post(
    '/shutdown',
    { schema: { summary: 'End the lab and everything in it', response: { 202: z.object({ ending: z.boolean() }) } } },
    async (_request, reply) => {
      reply.raw.once('finish', parts.onShutdown);
      return reply.code(202).send({ ending: true });
    },
  );
}

async function listenOn(app: ControlApp, listen: { preferredPort: number; strict: boolean }): Promise<number> {
  try {
    await app.listen({ host: '127.0.0.1', port: listen.preferredPort });
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    if (listen.strict) {
      const owner = describePortOwner(await findPortOwner(listen.preferredPort));
      throw new TemblorError('port-taken', `the port ${listen.preferredPort} of the control API is taken by ${owner}`, {
        hint: 'end who listens there, or leave out --ports strict',
        cause: error,
      });
    }
    await app.listen({ host: '127.0.0.1', port: 0 });
  }
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the control server has no port');
  return address.port;
}
