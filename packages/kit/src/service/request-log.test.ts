import { expect, test } from 'vitest';
import { z } from 'zod';
import { openHttpClient } from '../http/http-client.ts';
import { openLogger } from '../logs/logger.ts';
import { logPlain } from './request-log.ts';
import { startService } from './start-service.ts';
import { thingsDefinition } from './testing/things-service.ts';

const requestLine = z.object({ level: z.string(), message: z.literal('request'), path: z.string() });

test('a request that changes something is logged, chatter only where it fails, and a read not at all', async () => {
  const logged: string[] = [];
  const definition = thingsDefinition(undefined, ({ app }) => {
    const chatter = { config: { isChatter: true } };
    app.get('/read', () => ({}));
    app.post('/changed', () => ({}));
    app.post('/chatter', chatter, () => ({}));
    app.post('/failed-chatter', chatter, (_request, reply) => reply.code(503).send({}));
  });
  const service = await startService({
    ...definition,
    environment: { ...definition.environment, LOG_LEVEL: 'info' },
    writeLine: (line) => {
      const { data } = requestLine.safeParse(JSON.parse(line));
      if (data !== undefined) logged.push(`${data.level} ${data.path}`);
    },
  });
  {
    await using client = openHttpClient(service.url, { timeoutMs: 20_000, connections: 1 });
    await client.request({ path: '/read' });
    for (const path of ['/changed', '/chatter', '/failed-chatter']) await client.request({ method: 'POST', path });
  }
  await service.stop();
  expect(logged).toEqual(['info /changed', 'warn /failed-chatter']);
});

const plain = (status: number) => Promise.resolve({ status, contentType: 'application/json', body: '{}' });

async function linesAt(level: 'error' | 'warn' | 'info') {
  const lines: string[] = [];
  const logger = openLogger({ instance: 'a-1', service: 'a', level, writeLine: (line) => lines.push(line) });
  expect(logPlain(logger, { target: '/left' }, undefined)).toBeUndefined();
  for (const status of [200, 400, 503]) {
    expect(await logPlain(logger, { target: `/${status}` }, plain(status))).toMatchObject({ status });
  }
  return lines.map((line) => JSON.parse(line) as { level: string; path: string; status: number });
}

test('requests that are answered past the application are logged as others are: a failure as a warning', async () => {
  expect(await linesAt('info')).toMatchObject([
    { level: 'info', method: 'POST', path: '/200', status: 200, latency_ms: expect.any(Number), message: 'request' },
    { level: 'info', path: '/400', status: 400 },
    { level: 'warn', path: '/503', status: 503 },
  ]);
  expect(await linesAt('warn')).toMatchObject([{ path: '/503' }]);
  expect(await linesAt('error')).toEqual([]);
});
