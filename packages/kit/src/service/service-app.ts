import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import { fastify } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { TraceContext } from '../logs/trace-context.ts';
import { continueTrace } from '../logs/trace-context.ts';
import { ProblemError, problem, problemOf, sendProblem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where this request stands in its trace: pass it on with every request that it causes. */
    trace: TraceContext;
  }
  interface FastifyContextConfig {
    /** Requests come so often, and tell so little, that they are logged only where they fail, or debug is asked for. */
    isChatter?: boolean;
  }
}

/** A Fastify application whose schemas are zod's. */
export type ServiceApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The largest body that is read: 64 kB. */
const bodyLimitBytes = 65_536;

/** How long a connection is kept without a request. */
export const keepAliveMs = 75_000;

/** A route as `/openapi.json` describes it. */
export interface DescribedRoute {
  readonly method: string | string[];
  readonly url: string;
  readonly schema: Record<string, unknown>;
}

/**
 * An application without routes that answers every error as a problem document: unknown paths and methods, bodies that
 * are malformed, too large or of another type, and whatever a handler throws.
 *
 * @param onFailure is told every error that nobody foresaw, with its request's trace.
 */
export function createServiceApp(onFailure: (error: unknown, trace: TraceContext) => void): {
  app: ServiceApp;
  routes: readonly DescribedRoute[];
  /** Hands every new connection to this one, and what it hands over to Node's own server. */
  standBefore: (serve: ServeConnection) => void;
} {
  const routes: DescribedRoute[] = [];
  const app: ServiceApp = fastify({
    bodyLimit: bodyLimitBytes,
    http: {
      // Some clients (curl --http2) offer HTTP/2 with every request, and are content with an answer (RFC 9110, 7.8).
      shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
        app.server.listenerCount('upgrade') > 0 && headers.upgrade?.toLowerCase() !== 'h2c',
    },
    // Longer than the idle time-outs of clients, which so never write to a connection that is just being closed.
    keepAliveTimeout: keepAliveMs,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
    frameworkErrors: (error, _request, reply) => sendProblem(reply, problemOf(error).document),
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) return;
      socket.end(rawRefusal(error.code), () => socket.destroy());
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.removeContentTypeParser('text/plain');
  parseJsonBodies(app);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('onRoute', ({ method, url, schema = {} }) => {
    if (method !== 'HEAD') routes.push({ method, url, schema: { ...schema } });
  });
  app.addHook('onRequest', async (request) => {
    const { traceparent } = request.headers;
    request.trace = continueTrace(typeof traceparent === 'string' ? traceparent : undefined);
  });
  app.setErrorHandler((error, request, reply) => {
    const { document, headers } = problemOf(error);
    if (document.code === 'internal_error') onFailure(error, request.trace);
    return sendProblem(reply.headers(headers), { ...document, trace_id: request.trace.traceId });
  });
  app.setNotFoundHandler((request) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const allowed = methodsOf(routes, path);
    if (allowed.length === 0) {
      throw new ProblemError(404, 'not_found', `Nothing is at ${path}.`, { hint: 'See /openapi.json.' });
    }
    throw new ProblemError(405, 'method_not_allowed', `${path} does not take ${request.method}.`, {
      hint: `It takes ${allowed.join(', ')}.`,
      headers: { allow: allowed.join(', ') },
    });
  });
  return { app, routes, standBefore: placeBefore(app) };
}

/**
 * An empty body is none, whatever type is said of it, where a route wants none: many a client names one with every request.
 * Bytes that are not UTF-8 are refused: decoded all the same, two texts that differ would become one.
 */
function parseJsonBodies(app: ServiceApp): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const encoding = request.headers['content-encoding'];
    if (body.length === 0 && request.routeOptions.schema?.body === undefined) done(null);
    else if (encoding !== undefined && encoding.toLowerCase() !== 'identity') done(unsupportedEncoding(encoding));
    else if (!isUtf8(body)) done(notUtf8());
    else parse(request, body.toString('utf8'), done);
  });
}

function unsupportedEncoding(encoding: string): ProblemError {
  return new ProblemError(415, 'unsupported_content_encoding', `The body is encoded as '${encoding}'.`, {
    hint: 'Send it as it is, without content-encoding.',
    headers: { 'accept-encoding': 'identity' },
  });
}

function notUtf8(): ProblemError {
  return new ProblemError(400, 'malformed_json', 'The body is not UTF-8.', {
    hint: 'Encode the JSON document as UTF-8.',
  });
}

/** Serves a connection, or hands it over with all its bytes. */
export type ServeConnection = (socket: Socket, handOver: (socket: Socket) => void) => void;

/** Puts a place before Node's own listener to connections. */
function placeBefore({ server }: ServiceApp): (serve: ServeConnection) => void {
  const listeners = server.listeners('connection');
  const handOver = (socket: Socket) => {
    for (const listener of listeners) Reflect.apply(listener, server, [socket]);
  };
  let serve: ServeConnection = handOver;
  server.removeAllListeners('connection');
  server.on('connection', (socket) => serve(socket, handOver));
  return (given) => {
    serve = given;
  };
}

/** The methods of the routes whose pattern matches a path. */
function methodsOf(routes: readonly DescribedRoute[], path: string): string[] {
  const parts = path.replace(/\/$/, '').split('/');
  const matches = (pattern: string) => {
    const wanted = pattern.replace(/\/$/, '').split('/');
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith(':') || part === parts[at]);
  };
  return [...new Set(routes.filter(({ url }) => matches(url)).flatMap(({ method }) => method))];
}

/** What a client gets that does not speak HTTP, or says too much: there is no request to answer, only a socket. */
function rawRefusal(code: string | undefined): string {
  const refusal =
    code === 'HPE_HEADER_OVERFLOW'
      ? problem(431, 'head_too_large', `Path and headers are larger than ${maxHeaderSize} bytes.`, 'Use the body.')
      : problem(400, 'malformed_request', 'The bytes received are not an HTTP/1.1 request.');
  const body = JSON.stringify(refusal);
  const head = `HTTP/1.1 ${refusal.status} ${refusal.title}\r\ncontent-type: application/problem+json; charset=utf-8`;
  return `${head}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
