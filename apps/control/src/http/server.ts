/** The control API of a lab: HTTP and JSON on the loopback interface, for the command line and the page. */
import fastifySwagger from '@fastify/swagger';
import type { Clock } from '@temblor/foundation/clock/clock';
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
import { JournalBroadcast } from './journal-broadcast.ts';
import { OpenStreams } from './open-streams.ts';
import type { PageFiles } from './page-files.ts';
import { document, problemContentType, toProblem } from './problem.ts';
import { addActionRoutes } from './routes/actions.ts';
import { addFaultRoutes } from './routes/faults.ts';
import { addJournalRoutes } from './routes/journal.ts';
import { addLoadRoutes } from './routes/load.ts';
import { addLogRoutes } from './routes/logs.ts';
import { addPageRoutes } from './routes/page.ts';
import { addRunJournalRoute } from './routes/run-journal.ts';
import { addRunRoutes } from './routes/runs.ts';
import { addSystemRoutes } from './routes/systems.ts';

/** The largest request body. */
const bodyLimitBytes = 65_536;

/** What the API gives access to. */
interface ControlParts {
  readonly systems: LabSystems;
  readonly runs: RunManager;
  readonly journal: Journal;
  /** Names the journal, among those that this address had and will have. */
  readonly epoch: string;
  readonly clock: Clock;
  readonly page: PageFiles;
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

/** Where the server may listen. */
interface ListenOptions {
  /** In the order of preference; 0: any that is free. */
  readonly ports: readonly [number, ...number[]];
  /** Only the first will do. */
  readonly strict: boolean;
}

/**
 * Opens the server on 127.0.0.1: on the first of its ports that is not taken, or a free one where all are.
 * @throws TemblorError `port-taken` when `strict` and the port is taken.
 */
export async function openControlServer(parts: ControlParts, listen: ListenOptions): Promise<ControlServer> {
  const streams = new OpenStreams();
  const broadcast = new JournalBroadcast(parts);
  const address = { port: 0 };
  const app = await buildApp(parts, { streams, broadcast }, address);
  try {
    address.port = await listenOn(app, listen);
  } catch (error) {
    broadcast[Symbol.dispose]();
    await app.close();
    throw error;
  }
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      broadcast[Symbol.dispose]();
      streams.endAll();
      await app.close();
    },
  };
}

async function buildApp(
  parts: ControlParts,
  { streams, broadcast }: { streams: OpenStreams; broadcast: JournalBroadcast },
  address: { port: number },
): Promise<ControlApp> {
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
    reply.header('x-content-type-options', 'nosniff');
    const refusal = refuseAccess(
      {
        opensTo: request.routeOptions.config?.opensTo,
        host: request.headers.host,
        origin: request.headers.origin,
        fetchSite: request.headers['sec-fetch-site']?.toString(),
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
  addActionRoutes(app, parts.systems);
  addFaultRoutes(app, parts.systems);
  addLoadRoutes(app, parts.systems);
  addLogRoutes(app, parts.systems, streams);
  addRunRoutes(app, parts.runs, parts.systems, parts.folder);
  addRunJournalRoute(app, parts.folder);
  addJournalRoutes(app, { journal: parts.journal, epoch: parts.epoch, broadcast, streams });
  addPageRoutes(app, parts.page);
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
  app.get(
    '/health',
    {
      config: { opensTo: 'health' },
      schema: { summary: 'That the lab is there', security: [], response: { 200: health } },
    },
    () => ({ status: 'ok' as const, pid: process.pid, version: parts.version }),
  );
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

async function listenOn(app: ControlApp, { ports: [first, ...others], strict }: ListenOptions): Promise<number> {
  for (const port of strict ? [first] : [first, ...others, 0]) {
    if (await triesToListen(app, port)) return portOf(app);
  }
  const owner = describePortOwner(await findPortOwner(first));
  throw new TemblorError('port-taken', `the port ${first} of the control API is taken by ${owner}`, {
    hint: 'end who listens there, or leave out --ports strict',
  });
}

/** @returns whether it listens now; false where the port is taken, or not for this account. */
async function triesToListen(app: ControlApp, port: number): Promise<boolean> {
  try {
    await app.listen({ host: '127.0.0.1', port });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE' || (codeOf(error) === 'EACCES' && port !== 0)) return false;
    throw error;
  }
}

function portOf(app: ControlApp): number {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the control server has no port');
  return address.port;
}
