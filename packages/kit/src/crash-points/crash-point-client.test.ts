import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResult } from '../http/http-client.ts';
import { openCrashPointClient } from './crash-point-client.ts';
import type { CallDisturbance } from './crash-points.ts';

const answered: HttpResult = { kind: 'answered', status: 200, body: null };
const request: HttpRequest = { method: 'POST', path: '/holds/RSV-1' };
const effect = 'call inventory POST /holds/:id';

/** A client whose calls all meet the same, and whose waits end when they are told to. `passed`: what happened, in order. */
function openClient(disturbance: CallDisturbance | undefined) {
  const passed: string[] = [];
  const waits: { readonly durationMs: number; readonly end: () => void }[] = [];
  const inner = {
    request: ({ method, path, signal }: HttpRequest): Promise<HttpResult> => {
      passed.push(`sent ${method} ${path}${signal === undefined ? '' : ' with a signal'}`);
      return Promise.resolve(answered);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const points = {
    before: (name: string) => {
      passed.push(`before ${name}`);
      return disturbance;
    },
    after: (name: string) => void passed.push(`after ${name}`),
  };
  const wait = (durationMs: number, signal?: AbortSignal) =>
    new Promise<void>((end, reject) => {
      waits.push({ durationMs, end });
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  const client = openCrashPointClient(inner, points, { service: 'inventory', timeoutMs: 2000, wait });
  /** Ends the wait of this length. */
  const elapse = async (durationMs: number) => {
    const due = waits.findIndex((one) => one.durationMs === durationMs);
    waits.splice(due, 1)[0]?.end();
    await new Promise((resolve) => setImmediate(resolve));
    return due !== -1;
  };
  return { client, passed, elapse };
}

test('a call passes its crash points before it is sent and after it was answered', async () => {
  const { client, passed } = openClient(undefined);
  expect(await client.request(request)).toEqual(answered);
  expect(passed).toEqual([`before ${effect}`, 'sent POST /holds/RSV-1', `after ${effect}`]);
});

describe('a call that is disturbed', () => {
  test.each([
    ['is never sent where its request is lost', 'lose-request', []],
    ['is sent where its answer is lost', 'lose-answer', ['sent POST /holds/RSV-1']],
  ] as const)('%s, and its caller waits for its time-out', async (_, disturbance, sent) => {
    const { client, passed, elapse } = openClient(disturbance);
    const call = client.request({ ...request, timeoutMs: 20 });
    expect(await elapse(20)).toBe(true);
    expect(await call).toEqual({ kind: 'timed-out' });
    expect(passed).toEqual([`before ${effect}`, ...sent]);
  });

  test('is sent a second after its caller has given it up, where it is late', async () => {
    const { client, passed, elapse } = openClient('late-request');
    const call = client.request(request);
    expect(await elapse(2000)).toBe(true);
    expect(await call).toEqual({ kind: 'timed-out' });
    expect(passed).toHaveLength(1);
    expect(await elapse(3000)).toBe(true);
    expect(passed[1]).toBe('sent POST /holds/RSV-1');
  });

  test('ends at once for a caller who gives it up, and cannot be called back', async () => {
    const { client, passed } = openClient('lose-answer');
    const giving = new AbortController();
    const call = client.request({ ...request, signal: giving.signal });
    giving.abort();
    expect(await call).toEqual({ kind: 'aborted' });
    expect(passed[1]).toBe('sent POST /holds/RSV-1');
  });
});
