/** The crash points of a process over HTTP, and those of its answers. */
import type { Clock } from '@temblor/foundation/clock/clock';
import { z } from 'zod';
import { localOnly } from '../http/local-only.ts';
import { ProblemError } from '../service/problem.ts';
import type { ServiceApp } from '../service/service-app.ts';
import type { ServiceParts } from '../service/start-service.ts';
import { CrashPoints, crashPointActs, crashProcess } from './crash-points.ts';
import { answerEffect } from './effect-names.ts';

const crashPointsPath = '/crash-points';

/** Pages that every service has, and its switches: they are no effects. */
const standardPages = new Set(['/health', '/metrics', '/openapi.json', '/inject-failure', '/chaos', crashPointsPath]);

const defaultLeaseMs = 60_000;
const longestLeaseMs = 3_600_000;
const mostArmed = 100;

const orderBody = z.strictObject({
  effect: z.string().min(1).max(256).describe('As GET lists it: commit, call or answer, and of what'),
  occurrence: z.int().min(1).max(1_000_000).default(1).describe('The how many-th from now on; 1 is the next'),
  act: z.enum(crashPointActs).describe('All but the crashes are for calls'),
  duration_ms: z.int().min(1).max(longestLeaseMs).default(defaultLeaseMs).describe('It is forgotten after so long'),
  fault: z.string().min(1).max(64).optional().describe('What the caller calls it; repeated in the fact that it acted'),
});

const stateBody = z.object({
  effects: z.array(z.object({ effect: z.string(), count: z.number().describe('How often it was begun') })),
  armed: z.array(
    z.object({
      effect: z.string(),
      occurrence: z.number().describe('The how many-th from now on'),
      act: z.enum(crashPointActs),
      remaining_ms: z.number(),
      fault: z.string().optional(),
    }),
  ),
});

/**
 * The crash points of a service that a lab started, with their routes; undefined in any other process. To be called
 * before its routes are added.
 */
export function openCrashPoints(
  { app, clock, facts }: Pick<ServiceParts, 'app' | 'clock' | 'facts'>,
  environment: { readonly TEMBLOR_LAB?: string | undefined; readonly INSTANCE_ID: string },
): CrashPoints | undefined {
  if (environment.TEMBLOR_LAB === undefined) return undefined;
  const instance = environment.INSTANCE_ID;
  const points = new CrashPoints({
    clock,
    // Standard output is written at once where the reader keeps up; the process is killed only afterwards.
    onActing: (kind, fault) =>
      facts.write({ type: 'switch-acted', instance, kind, ...(fault === undefined ? {} : { fault }) }),
    crash: crashProcess,
  });
  addCrashPointRoutes(app, points, clock);
  return points;
}

/** Adds the routes, and the effects `answer …` of all routes that are added afterwards. */
export function addCrashPointRoutes(app: ServiceApp, points: CrashPoints, clock: Clock): void {
  addAnswerEffects(app, points);
  const schema = { tags: ['faults'], response: { 200: stateBody } };
  app.get(crashPointsPath, { onRequest: localOnly, schema }, () => describe(points, clock));
  app.delete(crashPointsPath, { onRequest: localOnly, schema }, () => {
    points.clear();
    return describe(points, clock);
  });
  app.post(crashPointsPath, { onRequest: localOnly, schema: { ...schema, body: orderBody } }, ({ body }) => {
    const { effect, occurrence, act, duration_ms: durationMs, fault } = body;
    if (!act.startsWith('crash-') && !effect.startsWith('call ')) {
      const detail = `body.act: '${effect}' is no call, which alone can be lost or late.`;
      throw new ProblemError(422, 'unsupported_act', detail, { hint: 'Use crash-before or crash-after.' });
    }
    if (points.armed.length >= mostArmed) {
      const detail = `${mostArmed} crash points are armed.`;
      throw new ProblemError(409, 'too_many_crash_points', detail, { hint: `DELETE ${crashPointsPath} first.` });
    }
    points.arm({ effect, occurrence, act, durationMs, fault });
    return describe(points, clock);
  });
}

function addAnswerEffects(app: ServiceApp, points: CrashPoints): void {
  const effectOf = (method: string, route: string | undefined) =>
    route === undefined || standardPages.has(route) ? undefined : answerEffect(method, route);
  app.addHook('onSend', async (request, _reply, payload) => {
    const effect = effectOf(request.method, request.routeOptions.url);
    if (effect !== undefined) points.before(effect);
    return payload;
  });
  app.addHook('onResponse', async (request) => {
    const effect = effectOf(request.method, request.routeOptions.url);
    if (effect !== undefined) points.after(effect);
  });
}

function describe(points: CrashPoints, clock: Clock): z.infer<typeof stateBody> {
  const nowUs = clock.nowUs();
  return {
    effects: [...points.counts].map(([effect, count]) => ({ effect, count })),
    armed: points.armed.map(({ order, left, untilUs }) => ({
      ...{ effect: order.effect, occurrence: left, act: order.act },
      remaining_ms: Math.max(0, Math.round((untilUs - nowUs) / 1000)),
      ...(order.fault === undefined ? {} : { fault: order.fault }),
    })),
  };
}
