import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { PlannedRequest } from '@temblor/lab/load/workload';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SentOutcome } from './http-sender.ts';
import { HttpSender } from './http-sender.ts';
import { answerJson, startWebServer } from './testing/web-server.ts';

const { nowUs } = monotonicClock;
const get: PlannedRequest = { name: 'get', service: 'web', method: 'GET', path: '/', input: null };

function sendOver(sender: HttpSender, request: PlannedRequest): Promise<SentOutcome> {
  return new Promise((resolve) => sender.send(request, resolve));
}

afterEach(() => {
  vi.useRealTimers();
});

describe('HttpSender', () => {
  test('sends JSON and headers, and reads JSON, text or nothing back', async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === '/text') response.end('plain');
      else if (request.url === '/nothing') response.writeHead(204).end();
      else request.pipe(response.writeHead(200, { 'x-key': request.headers['idempotency-key'] ?? '' }));
    });
    const sender = new HttpSender({ targets: { web: [server.url] }, timeoutMs: 20_000, connections: 4, nowUs });
    const post: PlannedRequest = { ...get, method: 'POST', body: { a: [1] }, headers: { 'idempotency-key': 'k' } };
    expect((await sendOver(sender, post)).answer).toEqual({ status: 200, body: { a: [1] } });
    expect((await sendOver(sender, { ...get, path: '/text' })).answer.body).toBe('plain');
    expect((await sendOver(sender, { ...get, path: '/nothing' })).answer).toEqual({ status: 204, body: null });
    await sender.close();
  });

  test('takes the replicas of a service in turn', async () => {
    await using first = await startWebServer((_, response) => answerJson(response, 200, 'first'));
    await using second = await startWebServer((_, response) => answerJson(response, 200, 'second'));
    const targets = { web: [first.url, second.url] };
    const sender = new HttpSender({ targets, timeoutMs: 20_000, connections: 4, nowUs });
    const bodies = [];
    for (let count = 0; count < 4; count += 1) bodies.push((await sendOver(sender, get)).answer.body);
    expect(bodies).toEqual(['first', 'second', 'first', 'second']);
    await sender.close();
  });

  test('never sends a request that was given up while it waited for a connection', async () => {
    const arrived: (string | undefined)[] = [];
    await using server = await startWebServer((request, response) => {
      arrived.push(request.url);
      if (request.url !== '/hang') answerJson(response, 200, null);
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const sender = new HttpSender({ targets: { web: [server.url] }, timeoutMs: 100, connections: 1, nowUs });
    const outcomes = ['/hang', '/given-up'].map((path) => sendOver(sender, { ...get, path }));
    await expect.poll(() => arrived).toEqual(['/hang']);
    vi.advanceTimersByTime(100);
    const [hanging, waiting] = await Promise.all(outcomes);
    expect(hanging?.sentUs).not.toBeNull();
    expect(hanging?.noAnswer).toBe('timed-out');
    expect(waiting).toEqual({ answer: { status: 0, body: null }, noAnswer: 'timed-out', sentUs: null });
    await sendOver(sender, { ...get, path: '/next' });
    expect(arrived).toEqual(['/hang', '/next']);
    await sender.close();
  });

  test('gives up an answer that is too long', async () => {
    await using server = await startWebServer((_, response) => {
      response.on('error', () => undefined);
      response.end(Buffer.alloc(6 * 1024 * 1024, 'x'));
    });
    const sender = new HttpSender({ targets: { web: [server.url] }, timeoutMs: 20_000, connections: 1, nowUs });
    expect(await sendOver(sender, get)).toMatchObject({ answer: { status: 0, body: null }, noAnswer: 'unreadable' });
    await sender.close();
  });

  test('tells a connection that is refused, one that cannot be tried, one that breaks off, and an answer that is none', async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === '/closed') request.socket.end();
      else if (request.url === '/reset') request.socket.resetAndDestroy();
      else if (request.url === '/cut') response.write('a part', () => request.socket.destroy());
      else request.socket.end('no HTTP\r\n\r\n');
    });
    const nowhere = ['http://255.255.255.255:1']; // TCP reaches nobody there
    const targets = { web: [server.url], nobody: ['http://127.0.0.1:1'], nowhere };
    const sender = new HttpSender({ targets, timeoutMs: 20_000, connections: 4, nowUs });
    const whyNone = async (change: Partial<PlannedRequest>) => (await sendOver(sender, { ...get, ...change })).noAnswer;
    expect(await whyNone({ service: 'nobody' })).toBe('refused');
    expect(await whyNone({ service: 'nowhere' })).toBe('not-sent');
    for (const path of ['/closed', '/reset', '/cut']) expect(await whyNone({ path })).toBe('reset');
    expect(await whyNone({ path: '/garbage' })).toBe('unreadable');
    await sender.close();
  });

  test('names the service that a workload calls and that is no entrance', async () => {
    const sender = new HttpSender({ targets: { web: ['http://127.0.0.1:1'] }, timeoutMs: 10, connections: 1, nowUs });
    expect(() => sender.send({ ...get, service: 'wev' }, () => undefined)).toThrow("'wev', which is no entrance (web)");
    await sender.close();
  });
});
