/** The fault switch over HTTP, as the voting brief words it, and the hooks by which it acts on every other answer. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { localOnly } from '../http/local-only.ts';
import { ProblemError, problem, sendProblem } from '../service/problem.ts';
import type { ServiceApp } from '../service/service-app.ts';
import type { ChaosFault, ChaosState, ChaosSwitch } from './chaos-switch.ts';

/** The path that the brief gives the switch. */
const chaosPath = '/inject-failure';

/** The path of the health check, which a fault may spare. */
const healthPath = '/health';

/** The lease of a fault that was armed without one, and the longest there is. */
const defaultLeaseMs = 60_000;
const longestLeaseMs = 3_600_000;

/**
 * Makes an answer wrong.
 *
 * @param payload what the handler of a route answered with, not yet serialised.
 * @returns the altered payload; undefined where this answer has nothing to be wrong about.
 */
export type AlterAnswer = (payload: unknown, context: { endpoint: string; subject: string | undefined }) => unknown;

const faultBody = z.strictObject({
  type: z.enum(['crash', 'latency', 'intermittent', 'incorrect_response', 'clear']),
  latency_ms: z.number().min(1).max(60_000).default(1200).describe('Of every answer; for type latency'),
  jitter_ms: z
    .number()
    .min(0)
    .max(60_000)
    .default(0)
    .describe('Spreads the latency evenly over latency_ms ± jitter_ms'),
  probability: z.number().min(0).max(1).default(0.3).describe('Of a request to fail; for type intermittent'),
  spare_health: z
    .boolean()
    .default(false)
    .describe('Whether /health is answered as if nothing were wrong; for types latency and intermittent'),
  product_id: z.string().min(1).max(64).optional().describe('What is answered wrongly; for type incorrect_response'),
  duration_ms: z
    .number()
    .min(0)
    .max(longestLeaseMs)
    .default(defaultLeaseMs)
    .describe('The lease: the fault ends by itself after this time'),
  fault: z.string().min(1).max(64).optional().describe('What the caller calls it; repeated in the fact that it acted'),
});

const stateBody = z.object({
  type: z.enum(['crash', 'latency', 'intermittent', 'incorrect_response', 'clear']),
  latency_ms: z.number().optional(),
  jitter_ms: z.number().optional(),
  probability: z.number().optional(),
  spare_health: z.boolean().optional(),
  product_id: z.string().optional(),
  remaining_ms: z.number().describe('Until the fault ends by itself; 0 where none is armed'),
  acted: z.boolean().describe('Whether the fault has had an effect yet'),
});

/** Adds the switch and its hooks. To be called before any route is added: hooks act on routes added after them. */
export function addChaosRoutes(
  app: ServiceApp,
  chaos: ChaosSwitch,
  clock: Clock,
  alter: AlterAnswer | undefined,
): void {
  addEffects(app, chaos, alter);
  const schema = { tags: ['faults'], response: { 200: stateBody } };
  app.get(chaosPath, { onRequest: localOnly, schema }, () => describeState(chaos.state, clock));
  app.delete(chaosPath, { onRequest: localOnly, schema }, () => {
    chaos.clear();
    return describeState(chaos.state, clock);
  });
  app.post(chaosPath, { onRequest: localOnly, schema: { ...schema, body: faultBody } }, (request, reply) => {
    const body = request.body;
    if (body.type === 'crash') {
      reply.raw.once('close', () => process.kill(process.pid, 'SIGKILL'));
      return { type: 'crash' as const, remaining_ms: 0, acted: true };
    }
    if (body.type === 'incorrect_response' && alter === undefined) {
      const detail = 'body.type: this service cannot answer wrongly.';
      throw new ProblemError(422, 'unsupported_fault', detail, { hint: 'Use latency, intermittent or crash.' });
    }
    const fault = faultOf(body);
    if (fault === undefined) chaos.clear();
    else chaos.arm(fault, body.duration_ms, body.fault);
    return describeState(chaos.state, clock);
  });
}

function addEffects(app: ServiceApp, chaos: ChaosSwitch, alter: AlterAnswer | undefined): void {
  const spared = ({ routeOptions: { url } }: FastifyRequest) =>
    url === chaosPath || (url === healthPath && chaos.leavesHealthAlone);
  app.addHook('onRequest', async (request, reply) => {
    if (spared(request) || !chaos.failsRequest()) return;
    await sendProblem(reply, problem(500, 'injected_failure', 'The fault switch made this request fail.'));
  });
  app.addHook('preSerialization', async (request, reply, payload) => {
    const wrong = chaos.wrongAnswer();
    if (wrong === undefined || alter === undefined || spared(request) || reply.statusCode >= 300) return payload;
    const altered = alter(payload, { endpoint: request.routeOptions.url ?? '', subject: wrong.subject });
    if (altered === undefined) return payload;
    chaos.answeredWrong();
    return altered;
  });
  app.addHook('onSend', async (request, _reply, payload) => {
    if (!spared(request)) await chaos.holdAnswer();
    return payload;
  });
}

function faultOf(body: z.infer<typeof faultBody>): ChaosFault | undefined {
  switch (body.type) {
    case 'latency':
      return { kind: 'latency', latencyMs: body.latency_ms, jitterMs: body.jitter_ms, sparesHealth: body.spare_health };
    case 'intermittent':
      return { kind: 'intermittent', probability: body.probability, sparesHealth: body.spare_health };
    case 'incorrect_response':
      return { kind: 'incorrect_response', subject: body.product_id };
    case 'clear':
    case 'crash':
      return undefined;
    default:
      return body.type satisfies never;
  }
}

function describeState(state: ChaosState, clock: Clock): z.infer<typeof stateBody> {
  if (state.kind === 'normal') return { type: 'clear', remaining_ms: 0, acted: false };
  const lease = { remaining_ms: Math.max(0, Math.round((state.untilUs - clock.nowUs()) / 1000)), acted: state.acted };
  switch (state.fault.kind) {
    case 'latency': {
      const { latencyMs, jitterMs, sparesHealth } = state.fault;
      return { type: 'latency', latency_ms: latencyMs, jitter_ms: jitterMs, spare_health: sparesHealth, ...lease };
    }
    case 'intermittent': {
      const { probability, sparesHealth } = state.fault;
      return { type: 'intermittent', probability, spare_health: sparesHealth, ...lease };
    }
    case 'incorrect_response': {
      const { subject } = state.fault;
      return { type: 'incorrect_response', ...(subject === undefined ? {} : { product_id: subject }), ...lease };
    }
    default:
      return state.fault satisfies never;
  }
}
