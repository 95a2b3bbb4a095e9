/** What every service of ours is made of: HTTP, health, metrics, logs, facts, and an orderly end. */
import type { Socket } from 'node:net';
import type { Clock } from '@temblor/foundation/clock/clock';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { z } from 'zod';
import type { AlterAnswer } from '../chaos/chaos-routes.ts';
import { addChaosRoutes } from '../chaos/chaos-routes.ts';
import { ChaosSwitch } from '../chaos/chaos-switch.ts';
import type { FactWriter } from '../facts/fact-writer.ts';
import { openFactWriter } from '../facts/fact-writer.ts';
import type { Logger } from '../logs/logger.ts';
import { openLogger } from '../logs/logger.ts';
import { RequestMetrics } from '../metrics/request-metrics.ts';
import { describeApi } from './api-description.ts';
import type { ServiceEnvironment } from './environment.ts';
import type { ServicePhase } from './orderly-end.ts';
import { OrderlyEnd } from './orderly-end.ts';
import { HttpDate } from './plain/http-date.ts';
import type { TakePlain } from './plain/plain-connection.ts';
import { servePlainly } from './plain/plain-connection.ts';
import type { PlainRequest } from './plain/plain-request.ts';
import { countRequests, logPlain } from './request-log.ts';
import type { ServiceApp } from './service-app.ts';
import { createServiceApp, keepAliveMs } from './service-app.ts';

/** What a service says about itself at `/health`: 200 when it is ready, 503 when not or no more, with whatever it wants to show. */
interface HealthReport {
  readonly ready: boolean;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What a service is given to build itself of. */
export interface ServiceParts {
  /** Routes are added here; schemas are zod's. */
  readonly app: ServiceApp;
  readonly logger: Logger;
  readonly facts: FactWriter;
  readonly clock: Clock;
  readonly metrics: RequestMetrics;
  /** What the service opens: closed in reverse order, after the last answer has left. */
  readonly resources: AsyncDisposableStack;
  /** Aborted when the service begins to stop, before the last requests are drained: for loops and waits. */
  readonly closing: AbortSignal;
  /** Sets what `/health` answers. Without it the service is ready as soon as it listens. */
  setHealth(report: () => HealthReport): void;
  /**
   * Opens something that has to know the service's port, once it listens; what it throws ends the service. When the
   * service is to end this is closed first, before the notice and before any connection.
   */
  onListening(open: (port: number) => Promise<AsyncDisposable>): void;
  /**
   * Asks this one about each POST of the plainest form before the application, for what has to be faster than that can be.
   * It answers as its route would, and records what it answered in `metrics`; nothing is logged. Not asked while the service
   * ends or a fault is armed: there has to be a route for what it takes.
   */
  takePlain(take: TakePlain): void;
}

/** Pages that every service has. */
type StandardPage = '/health' | '/metrics';

export interface ServiceDefinition {
  /** `inventory`: the service, not the instance. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly environment: ServiceEnvironment;
  readonly clock: Clock;
  /** Where log lines and facts go. Default: standard output, which the lab reads. */
  readonly writeLine?: (line: string) => void;
  /** What each log line says beside its own: read when it is written. */
  readonly logFields?: () => object;
  /** Pages whose shape is the service's own: its `build` adds the routes. */
  readonly ownPages?: readonly StandardPage[];
  /** How answers are made wrong by the fault `incorrect_response`; absent where the service has none that could be. */
  readonly alterAnswer?: AlterAnswer;
  /**
   * How long the service goes on serving after it was asked to end, while `/health` answers 503 `draining` and no
   * connection is kept: as long as whoever sends it requests needs to notice. Default: 0, it closes at once.
   */
  readonly drainNoticeMs?: number;
  /** How long requests in flight may take after that. Default: 2 s. */
  readonly drainMs?: number;
  /** Adds routes and opens what the service needs; it listens once this has resolved. */
  readonly build: (parts: ServiceParts) => void | Promise<void>;
}

export interface RunningService {
  readonly url: string;
  readonly port: number;
  readonly logger: Logger;
  /**
   * Says at `/health` that it drains (for `drainNoticeMs`), stops taking requests, answers those in flight (for
   * `drainMs` at most), closes what was opened. Can be called twice.
   */
  stop(): Promise<void>;
}

/** How long requests in flight may take when the service stops, unless its definition says otherwise. */
const defaultDrainMs = 2000;

/** How often the journal is told what was answered. */
const windowMs = 1000;

const serviceTags = ['service'];

const healthSchema = z.looseObject({ status: z.enum(['ok', 'starting', 'draining']), instance_id: z.string() });

/**
 * Builds a service and listens. Beside its own routes it has `/health`, `/metrics` and `/openapi.json`, and in a process
 * that a lab started the fault switch at `/inject-failure`.
 *
 * @throws whatever `build` throws, and TemblorError `cannot-listen` where the port is taken or not allowed; everything
 * opened is closed.
 */
export async function startService(definition: ServiceDefinition): Promise<RunningService> {
  const { environment, clock } = definition;
  const instance = environment.INSTANCE_ID;
  const writeLine = definition.writeLine ?? ((line: string) => void process.stdout.write(line));
  const facts = openFactWriter(clock, writeLine);
  const logger = openLogger({
    service: definition.name,
    instance,
    level: environment.LOG_LEVEL,
    writeLine,
    fields: definition.logFields,
  });
  await using opened = new AsyncDisposableStack();
  const { app, routes, standBefore } = createServiceApp((error, trace) => {
    logger.error({ err: error, trace_id: trace.traceId }, 'a request failed in a way that nobody foresaw');
  });
  const { drainNoticeMs = 0, drainMs = defaultDrainMs } = definition;
  const ending = new OrderlyEnd(app, { noticeMs: drainNoticeMs, drainMs });
  const metrics = new RequestMetrics({ service: definition.name, instance });
  let report: () => HealthReport = () => ({ ready: true });
  countRequests(app, metrics, logger);
  const chaos = environment.TEMBLOR_LAB === undefined ? undefined : addSwitch(app, definition, facts, ending.closing);
  const isUndisturbed = () => ending.phase === 'serving' && (chaos === undefined || chaos.state.kind === 'normal');
  addStandardRoutes(
    app,
    definition,
    metrics,
    () => ({ ...report(), phase: ending.phase }),
    () => describeApi(describe(definition), routes),
  );
  const resources = opened.use(new AsyncDisposableStack());
  const openers: ((port: number) => Promise<AsyncDisposable>)[] = [];
  await definition.build({
    app,
    logger,
    facts,
    clock,
    metrics,
    resources,
    closing: ending.closing,
    setHealth: (next) => {
      report = next;
    },
    onListening: (open) => openers.push(open),
    takePlain: (take) => {
      const { connections } = ending;
      const options = {
        take: (request: PlainRequest) => (isUndisturbed() ? logPlain(logger, request, take(request)) : undefined),
        ...{ keepAliveMs, date: new HttpDate(Date.now) },
        onTaken: (socket: Socket) => connections.taken(socket),
        onAnswered: (socket: Socket) => connections.answered(socket),
      };
      standBefore((socket, handOver) => servePlainly(socket, { ...options, handOver }));
    },
  });
  emitWindows(opened, metrics, facts, instance);
  opened.defer(() => ending.end());
  await listen(app, environment);
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : environment.PORT;
  for (const open of openers) opened.use(await open(port));
  logger.info({ port }, 'listening');
  const everything = opened.move();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= everything.disposeAsync();
    return stopped;
  };
  return { url: `http://${environment.HOST}:${port}`, port, logger, stop };
}

function describe(definition: ServiceDefinition) {
  return { title: definition.title, description: definition.description, version: '0.1.0' };
}

function addSwitch(
  app: ServiceApp,
  definition: ServiceDefinition,
  facts: FactWriter,
  closing: AbortSignal,
): ChaosSwitch {
  const instance = definition.environment.INSTANCE_ID;
  const random = seededRandom(definition.environment.TEMBLOR_SEED).fork(instance);
  const acted = (kind: string, fault?: string) =>
    facts.write({ type: 'switch-acted', instance, kind, ...(fault === undefined ? {} : { fault }) });
  const chaos = new ChaosSwitch(definition.clock, random, acted);
  closing.addEventListener('abort', () => chaos.clear());
  addChaosRoutes(app, chaos, definition.clock, definition.alterAnswer);
  return chaos;
}

function healthStatus(ready: boolean, phase: ServicePhase): 'ok' | 'starting' | 'draining' {
  if (phase !== 'serving') return 'draining';
  return ready ? 'ok' : 'starting';
}

function addStandardRoutes(
  app: ServiceApp,
  definition: ServiceDefinition,
  metrics: RequestMetrics,
  report: () => HealthReport & { readonly phase: ServicePhase },
  describeRoutes: () => Promise<unknown>,
): void {
  const { ownPages = [] } = definition;
  if (!ownPages.includes('/health')) addHealth(app, definition.environment.INSTANCE_ID, report);
  if (!ownPages.includes('/metrics')) addMetrics(app, metrics);
  let document: Promise<unknown> | undefined;
  app.get('/openapi.json', { schema: { tags: serviceTags, summary: 'This description' } }, async (_, reply) => {
    document ??= describeRoutes();
    reply.header('content-type', 'application/json; charset=utf-8');
    return JSON.stringify(await document);
  });
}

function addHealth(app: ServiceApp, instance: string, report: () => HealthReport & { phase: ServicePhase }): void {
  const response = { 200: healthSchema, 503: healthSchema };
  app.get('/health', { schema: { tags: serviceTags, summary: 'Ready or not', response } }, (_request, reply) => {
    const { ready, phase, detail = {} } = report();
    const status = healthStatus(ready, phase);
    reply.code(status === 'ok' ? 200 : 503);
    return { status, instance_id: instance, ...detail };
  });
}

function addMetrics(app: ServiceApp, metrics: RequestMetrics): void {
  const schema = { tags: serviceTags, summary: 'Metrics in the text format of Prometheus' };
  app.get('/metrics', { schema }, async (_, reply) => {
    reply.header('content-type', metrics.contentType);
    return metrics.exposition();
  });
}

function emitWindows(opened: AsyncDisposableStack, metrics: RequestMetrics, facts: FactWriter, instance: string): void {
  const emit = () => {
    const window = metrics.takeWindow(instance);
    if (window !== undefined) facts.write(window);
  };
  const timer = setInterval(emit, windowMs);
  opened.defer(() => {
    clearInterval(timer);
    emit();
  });
}

async function listen(app: ServiceApp, { HOST, PORT }: ServiceEnvironment): Promise<void> {
  try {
    await app.listen({ host: HOST, port: PORT });
  } catch (error) {
    throw new TemblorError('cannot-listen', `cannot listen on ${HOST}:${PORT}: ${messageOf(error)}`, {
      hint: 'Stop what uses the port, or set PORT to a free one (0 takes any).',
      cause: error,
    });
  }
}
