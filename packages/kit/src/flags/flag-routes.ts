/** The flags of a service over HTTP, as the reservations brief words them. */
import type { Clock } from '@temblor/foundation/clock/clock';
import { z } from 'zod';
import { localOnly } from '../http/local-only.ts';
import type { ServiceApp } from '../service/service-app.ts';
import type { ServiceParts } from '../service/start-service.ts';
import type { FlagDeclarations } from './flags.ts';
import { Flags } from './flags.ts';

/** The path that the brief gives the flags. */
const flagsPath = '/chaos';

const longestLeaseMs = 3_600_000;

const leaseFields = {
  duration_ms: z.int().min(1).max(longestLeaseMs).optional().describe('The lease: flags go off by themselves after it'),
  fault: z.string().min(1).max(64).optional().describe('What the caller calls it; repeated in the fact that it acted'),
};

const stateBody = z.object({
  flags: z.record(
    z.string(),
    z.object({
      value: z.unknown(),
      remaining_ms: z.number().describe('Until it goes off by itself'),
      acted: z.boolean().describe('Whether it has had an effect yet'),
      fault: z.string().optional(),
    }),
  ),
});

/** The flags of a service, with their routes where a lab started it; in any other process they stay off. */
export function openFlags<Values extends object>(
  { app, clock, facts, closing }: Pick<ServiceParts, 'app' | 'clock' | 'facts' | 'closing'>,
  environment: { readonly TEMBLOR_LAB?: string | undefined; readonly INSTANCE_ID: string },
  declared: FlagDeclarations<Values>,
): Flags<Values> {
  const instance = environment.INSTANCE_ID;
  const flags = new Flags(declared, {
    clock,
    onFirstEffect: (kind, fault) =>
      facts.write({ type: 'switch-acted', instance, kind, ...(fault === undefined ? {} : { fault }) }),
  });
  closing.addEventListener('abort', () => flags.clear());
  if (environment.TEMBLOR_LAB !== undefined) addFlagRoutes(app, flags, clock);
  return flags;
}

function addFlagRoutes<Values extends object>(app: ServiceApp, flags: Flags<Values>, clock: Clock): void {
  const declared = Object.entries<{ schema: z.ZodType; refines?: string }>(flags.declared);
  const shape = Object.fromEntries(declared.map(([name, { schema }]) => [name, schema.optional()]));
  const body = z
    .strictObject({ ...shape, ...leaseFields })
    .refine((fields) => Object.keys(shape).some((name) => Reflect.get(fields, name) !== undefined), {
      error: `names none of the flags ${Object.keys(shape).join(', ')}`,
    })
    .superRefine((fields, context) => {
      const isGiven = (name: string) => Reflect.get(fields, name) !== undefined;
      for (const [name, { refines }] of declared) {
        if (refines === undefined || !isGiven(name) || isGiven(refines)) continue;
        context.addIssue({ code: 'custom', path: [name], message: `goes with ${refines}, in one request` });
      }
    });
  const schema = { tags: ['faults'], response: { 200: stateBody } };
  app.get(flagsPath, { onRequest: localOnly, schema }, () => describe(flags, clock));
  app.delete(flagsPath, { onRequest: localOnly, schema }, () => {
    flags.clear();
    return describe(flags, clock);
  });
  app.post(flagsPath, { onRequest: localOnly, schema: { ...schema, body } }, (request) => {
    const { duration_ms: durationMs, fault, ...values } = request.body;
    flags.set(values, {
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(fault === undefined ? {} : { fault }),
    });
    return describe(flags, clock);
  });
}

function describe<Values extends object>(flags: Flags<Values>, clock: Clock): z.infer<typeof stateBody> {
  const nowUs = clock.nowUs();
  const states = [...flags.raised].map(([name, { value, untilUs, acted, fault }]) => {
    const remaining_ms = Math.max(0, Math.round((untilUs - nowUs) / 1000));
    return [name, { value, remaining_ms, acted, ...(fault === undefined ? {} : { fault }) }] as const;
  });
  return { flags: Object.fromEntries(states) };
}
