/** How a service of ours ends, and how it refuses to begin: seen on the order service, whose database is away. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const module = fileURLToPath(new URL('../../systems/voting/services/orders/main.ts', import.meta.url));
const environment = {
  PORT: '0',
  INSTANCE_ID: 'orders',
  POSTGRES_URL: 'postgresql://nobody@127.0.0.1:1/none',
  TEMBLOR_LAB: String(process.pid),
};

const children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(variables: Record<string, string>): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', module], { env: variables });
  children.push(child);
  return child;
}

const listening = z.object({ message: z.literal('listening'), port: z.number() });

/** Resolves with the service's address once it says that it listens. */
async function awaitListening(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const said = listening.safeParse(JSON.parse(line));
    if (!said.success) continue;
    child.stdout.resume();
    return `http://127.0.0.1:${said.data.port}`;
  }
  throw new Error('the service ended before it listened');
}

async function awaitExit(child: ChildProcessWithoutNullStreams): Promise<{ code: unknown; signal: unknown }> {
  const [code, signal] = await once(child, 'exit', { signal: AbortSignal.timeout(30_000) });
  return { code, signal };
}

describe('the process of a service', () => {
  test('listens while its database is away, and says that it is not ready', async () => {
    const url = await awaitListening(start(environment));
    const health = await fetch(`${url}/health`);
    expect({ status: health.status, body: await health.json() }).toMatchObject({
      status: 503,
      body: { status: 'starting' },
    });
  });

  test('ends in order when it is asked to', async () => {
    const child = start(environment);
    await awaitListening(child);
    const exit = awaitExit(child);
    child.kill('SIGTERM');
    expect(await exit).toEqual({ code: 0, signal: null });
  });

  test('ends by itself when its lifeline closes', async () => {
    const child = start(environment);
    await awaitListening(child);
    const exit = awaitExit(child);
    child.stdin.end();
    expect(await exit).toEqual({ code: 0, signal: null });
  });

  test('has no lifeline outside a lab', async () => {
    const { TEMBLOR_LAB: _, ...outside } = environment;
    const child = start(outside);
    const url = await awaitListening(child);
    child.stdin.end();
    expect((await fetch(`${url}/health`)).status).toBe(503);
    expect((await fetch(`${url}/inject-failure`)).status).toBe(404);
  });

  test('kills itself when its switch is told to crash, after it has answered', async () => {
    const child = start(environment);
    const url = await awaitListening(child);
    const exit = awaitExit(child);
    const answer = await fetch(`${url}/inject-failure`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"type":"crash"}',
    });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 200,
      body: { type: 'crash' },
    });
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test.each([
    [{ ...environment, PLANTED_BUG: 'orders-double-aply' }, /PLANTED_BUG.*did you mean 'orders-double-apply'/],
    [{ ...environment, PORT: 'http' }, /PORT/],
    [{ PORT: '0', INSTANCE_ID: 'orders' }, /POSTGRES_URL/],
  ])('refuses an environment that is wrong, without a stack trace', async (variables, reason) => {
    const child = start(variables);
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
    });
    expect(await awaitExit(child)).toEqual({ code: 64, signal: null });
    expect(said).toMatch(reason);
    expect(said).not.toMatch(/\n\s+at /);
  });
});
