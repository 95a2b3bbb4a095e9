import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ServiceParts } from '../service/start-service.ts';
import { openThings, post } from '../service/testing/things-service.ts';
import { openFlags } from './flag-routes.ts';

let stack: AsyncDisposableStack;

beforeEach(() => {
  stack = new AsyncDisposableStack();
});
afterEach(() => stack.disposeAsync());

const declared = {
  down: { schema: z.boolean() },
  latency_seconds: { schema: z.number().min(0).max(60) },
  latency_at: { schema: z.enum(['before', 'after']), refines: 'latency_seconds' },
} as const;

/** A service with flags. */
async function open(lab: string | undefined) {
  const opened = Promise.withResolvers<ReturnType<typeof flagsOf>>();
  const flagsOf = (parts: ServiceParts) => openFlags(parts, { TEMBLOR_LAB: lab, INSTANCE_ID: 'things-1' }, declared);
  const things = stack.use(await openThings(lab, (parts) => opened.resolve(flagsOf(parts))));
  return { ...things, flags: await opened.promise };
}

describe('flags over HTTP', () => {
  test('are turned on with the words of the brief, told of, and cleared', async () => {
    const { ask, flags } = await open('1');
    expect(await ask(post('/chaos', { down: true }))).toMatchObject({
      status: 200,
      body: { flags: { down: { value: true, remaining_ms: 60_000, acted: false } } },
    });
    expect(flags.value('down')).toBe(true);
    flags.acted('down');
    const slow = { latency_seconds: 2.5, latency_at: 'after', duration_ms: 5000, fault: 'f1' };
    expect(await ask(post('/chaos', slow))).toMatchObject({ status: 200 });
    const lease = { remaining_ms: expect.any(Number), acted: false, fault: 'f1' };
    expect(await ask({ path: '/chaos' })).toMatchObject({
      body: {
        flags: {
          down: { value: true, acted: true },
          latency_seconds: { value: 2.5, ...lease },
          latency_at: { value: 'after', ...lease },
        },
      },
    });
    expect(await ask({ method: 'DELETE', path: '/chaos' })).toMatchObject({ status: 200, body: { flags: {} } });
    expect(flags.value('down')).toBeUndefined();
  });

  test('tell the journal which fault acted', async () => {
    const { ask, flags, facts } = await open('1');
    await ask(post('/chaos', { down: true, fault: 'f1' }));
    flags.acted('down');
    expect(facts).toEqual([{ type: 'switch-acted', instance: 'things-1', kind: 'down', fault: 'f1' }]);
  });

  test.each([
    ['no flag', { duration_ms: 1000 }],
    ['a flag that there is not', { down: true, crash: true }],
    ['a value that does not fit', { down: 'yes' }],
    ['no value', { down: null }],
    ['a lease without end', { down: true, duration_ms: 3_600_001 }],
    ['a lease of no time', { down: true, duration_ms: 0 }],
  ])('refuse %s, and change nothing', async (_, body) => {
    const { ask, flags } = await open('1');
    expect(await ask(post('/chaos', body))).toMatchObject({ status: 422 });
    expect(flags.raised.size).toBe(0);
  });

  test('refuse one that only says more about another, without that one', async () => {
    const { ask, flags } = await open('1');
    expect(await ask(post('/chaos', { latency_at: 'after' }))).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'body.latency_at', message: expect.stringContaining('goes with latency_seconds') }] },
    });
    expect(flags.raised.size).toBe(0);
  });

  test('are not there for a caller from elsewhere', async () => {
    const { ask, flags } = await open('1');
    const attempt = { ...post('/chaos', { down: true }), headers: { via: '1.1 temblor' } };
    expect(await ask(attempt)).toMatchObject({ status: 404 });
    expect(flags.raised.size).toBe(0);
  });

  test('stay off in a process that no lab started', async () => {
    const { ask, flags } = await open(undefined);
    expect(await ask(post('/chaos', { down: true }))).toMatchObject({ status: 404 });
    expect(flags.value('down')).toBeUndefined();
  });

  test('go off when the service ends, so that nothing is held back any longer', async () => {
    const { service, flags } = await open('1');
    flags.set({ down: true });
    const held = flags.hold('down', 60_000);
    await service.stop();
    await held;
  });
});
