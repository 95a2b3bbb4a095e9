import { expect, test } from 'vitest';
import { z } from 'zod';
import { openHttpClient } from '../http/http-client.ts';
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
