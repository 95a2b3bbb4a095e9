/** A service of the reservations as a process of its own, outside a lab's supervisor. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { HttpClient } from '@temblor/kit/http/http-client';
import { openHttpClient } from '@temblor/kit/http/http-client';
import type { JournalFact } from '@temblor/lab/journal/event';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import { z } from 'zod';

const listening = z.object({ message: z.literal('listening'), port: z.number() });

type Body = Readonly<Record<string, unknown>>;

export interface ServiceProcess extends AsyncDisposable {
  /** What it told the journal so far. */
  readonly facts: readonly JournalFact[];
  /** The answer; status 0 where none came. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: Body): Promise<{ status: number; body: unknown }>;
  /** Resolves with the signal that ended it. */
  readonly exited: Promise<unknown>;
}

/** Starts it and waits until it is ready. @param variables beside those that every service has. */
export async function startServiceProcess(
  service: 'inventory' | 'payments' | 'notifications',
  variables: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const module = fileURLToPath(new URL(`../../../systems/reservations/services/${service}/main.ts`, import.meta.url));
  const common = { PORT: '0', INSTANCE_ID: service, TEMBLOR_LAB: String(process.pid) };
  const child = spawn(process.execPath, [module], { env: { ...common, ...variables } });
  await using opened = new AsyncDisposableStack();
  const exited = once(child, 'exit').then(([, signal]) => signal);
  opened.defer(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const facts: JournalFact[] = [];
  const url = `http://127.0.0.1:${await listeningPort(child, facts)}`;
  const client = opened.use(openHttpClient(url, { timeoutMs: 30_000, connections: 64 }));
  const isReady = async () => (await ask(client, 'GET', '/health')).status === 200;
  if ((await pollUntil(isReady, { timeoutMs: 30_000, intervalMs: 20 })) === undefined) {
    throw new Error(`${service} did not become ready`);
  }
  const all = opened.move();
  return {
    facts,
    ask: (method, path, body) => ask(client, method, path, body),
    exited,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function ask(client: HttpClient, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: Body) {
  const result = await client.request({ method, path, ...(body === undefined ? {} : { body }) });
  return result.kind === 'answered' ? { status: result.status, body: result.body } : { status: 0, body: result.kind };
}

/** Resolves with its port once it says that it listens; what it tells is collected from then on, too. */
function listeningPort(child: ChildProcessWithoutNullStreams, facts: JournalFact[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  lines.on('close', () => reject(new Error('the service ended before it listened')));
  lines.on('line', (line) => {
    const told = parseFactLine(line);
    if (told !== undefined) facts.push(told.fact);
    else if (line.includes('"listening"')) resolve(listening.parse(JSON.parse(line)).port);
  });
  return promise;
}
