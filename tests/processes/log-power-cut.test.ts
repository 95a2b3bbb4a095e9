/** Three nodes of the log, every one of them killed at once while messages come: what they acknowledged is there afterwards. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { expect, test } from 'vitest';
import { z } from 'zod';

const program = fileURLToPath(new URL('../../systems/log/services/node/main.ts', import.meta.url));
const ids = [1, 2, 3] as const;

/** Ports that were free a moment ago. */
async function freePorts(): Promise<number[]> {
  const servers = await Promise.all(
    ids.map(async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const addresses = servers.map((server) => server.address());
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return addresses.map((address) => (typeof address === 'object' && address !== null ? address.port : 0));
}

/** Processes that are gone when the test is over, and their folder with them. */
class Nodes implements AsyncDisposable {
  readonly #folder: string;
  readonly #urls: readonly string[];
  #processes: ChildProcess[] = [];

  constructor(folder: string, ports: readonly number[]) {
    this.#folder = folder;
    this.#urls = ports.map((port) => `http://127.0.0.1:${port}`);
  }

  /** Starts all of them, and waits until each knows of a leader. */
  async start(): Promise<void> {
    this.#processes = ids.map((id) => {
      const environment = {
        PORT: this.url(id).replace(/.*:/, ''),
        INSTANCE_ID: `node-${id}`,
        INSTANCE_NUMBER: `${id}`,
        DATA_FOLDER: join(this.#folder, `${id}`),
        NODE_COMPILE_CACHE: join(this.#folder, 'compiled'),
        TEMBLOR_SECRET: 'known-to-these-nodes',
        NODE_URLS: this.#urls.filter((url) => url !== this.url(id)).join(','),
      };
      return spawn(process.execPath, [program], { env: environment, stdio: 'ignore' });
    });
    for (const id of ids) {
      const isWell = () =>
        fetch(`${this.url(id)}/health`).then(
          ({ ok }) => ok,
          () => false,
        );
      if (!(await pollUntil(isWell, { timeoutMs: 40_000, intervalMs: 20 }))) throw new Error(`node ${id} is not well`);
    }
  }

  url(id: number): string {
    return this.#urls[id - 1] ?? '';
  }

  async kill(): Promise<void> {
    await Promise.all(
      this.#processes.splice(0).map(async (child) => {
        const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface Shown {
  readonly id: number;
  readonly content: string;
}

async function shownBy(url: string): Promise<Shown[]> {
  const shown: unknown = await (await fetch(`${url}/messages`)).json();
  return z.array(z.object({ id: z.number(), content: z.string() })).parse(shown);
}

test('nothing that was acknowledged is lost, doubled or moved when every node is killed at once', async () => {
  await using nodes = new Nodes(await mkdtemp(join(tmpdir(), 'temblor-test-')), await freePorts());
  await nodes.start();
  const acknowledged = new Map<string, number>();
  let isOver = false;
  const enough = Promise.withResolvers<void>();
  /** One message after the other, each repeated until it is acknowledged or there is nobody to answer. */
  const client = async (name: number) => {
    for (let count = 0; !isOver; count += 1) {
      const message = `${name}-${count}`;
      const headers = { 'content-type': 'application/json', 'idempotency-key': message };
      const body = JSON.stringify({ message });
      const answer = await fetch(nodes.url((name % 3) + 1), { method: 'POST', headers, body }).catch(() => undefined);
      if (answer?.ok !== true) return;
      const { id } = z.object({ id: z.number() }).parse(await answer.json());
      acknowledged.set(message, id);
      if (acknowledged.size >= 200) enough.resolve();
    }
  };
  const clients = Array.from({ length: 12 }, (_, name) => client(name));
  await Promise.race([enough.promise, Promise.all(clients)]);
  await nodes.kill();
  isOver = true;
  await Promise.all(clients);
  await nodes.start();
  const isThere = async () => {
    const counts = await Promise.all(ids.map(async (id) => (await shownBy(nodes.url(id))).length));
    return counts.every((count) => count === counts[0] && count >= acknowledged.size);
  };
  expect(await pollUntil(isThere, { timeoutMs: 30_000, intervalMs: 20 })).toBe(true);
  const [first = [], ...others] = await Promise.all(ids.map((id) => shownBy(nodes.url(id))));
  for (const other of others) expect(other).toEqual(first);
  const idsByContent = new Map(first.map(({ content, id }) => [content, id]));
  expect(idsByContent.size).toBe(first.length);
  expect(acknowledged.size).toBeGreaterThanOrEqual(200);
  for (const [content, id] of acknowledged) expect(idsByContent.get(content), content).toBe(id);
});
