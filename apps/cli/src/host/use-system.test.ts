import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { LabClient } from '../client/lab-client.ts';
import { Output } from '../output/output.ts';
import { useOrStartSystem } from './use-system.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const lists = { instances: [], links: [], faults: [], stores: [], actions: [] };
const running = (id: string, system: string) => ({
  ...lists,
  id,
  system,
  title: system,
  state: 'running',
  load: null,
  run: null,
});
const lab = { pid: 1, url: '', version: '', folder: '', mode: 'background', startedAt: '' };

/** A lab in which these systems run; another one starts as `start` says. What is asked of it is kept. */
async function labWith(
  systems: readonly object[],
  start: (id: string) => { readonly status: number; readonly body: object } | 'interrupted',
) {
  const asked: string[] = [];
  const controller = new AbortController();
  const interrupted = new Error('interrupted');
  const answer = async (request: IncomingMessage) => {
    if (request.url === '/status') return { status: 200, body: { lab, systems } };
    if (request.method !== 'POST') return { status: 200, body: { id: '', labEnds: false } };
    const { id } = JSON.parse(await text(request));
    asked.push(`start ${id}`);
    const started = start(id);
    if (started !== 'interrupted') return started;
    controller.abort(interrupted);
    return undefined;
  };
  let journal: ServerResponse | undefined;
  /** The last that happens, in two chunks: the answer to whoever started it has been sent by then. */
  const tellStart = () => {
    const facts = [
      { type: 'process-ready', instance: 'replica-2', pid: 2, durationMs: 1 },
      { type: 'system-ready', durationMs: 1 },
    ];
    for (const [place, fact] of facts.entries()) {
      const event = { ...fact, sequence: place + 1, atUs: 1, system: 'balancer' };
      setImmediate(() => journal?.write(`id: e1.${place + 1}\nevent: journal\ndata: ${JSON.stringify(event)}\n\n`));
    }
  };
  const server = createServer(async (request, response) => {
    if (request.method === 'DELETE') asked.push(`stop ${request.url}`);
    if (request.url === '/journal') {
      journal = response.writeHead(200, { 'content-type': 'text/event-stream' });
      journal.flushHeaders();
      return;
    }
    const answered = await answer(request);
    if (answered === undefined) return;
    response.writeHead(answered.status).end(JSON.stringify(answered.body), () => {
      if (answered.status === 201) tellStart();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    controller.abort();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) > 0 };
  const output = new Output({ stdout: stream, stderr: stream, json: false, color: false, live: false });
  const interrupt = { signal: controller.signal, trigger: () => {}, [Symbol.dispose]: () => {} };
  const use = (id?: string) =>
    useOrStartSystem(
      { client: new LabClient({ url: `http://127.0.0.1:${port}`, token: 't' }, controller.signal) },
      { name: 'balancer', id, ports: 'auto' },
      { output, interrupt },
    );
  return { asked, use, interrupted, written };
}

const starts = (id: string) => ({ status: 201, body: running(id, 'balancer') });

test('what runs is used, and left as it is', async () => {
  const { asked, use } = await labWith([running('other', 'voting'), running('second', 'balancer')], starts);
  const used = await use();
  expect([used.status.id, used.startedHere]).toEqual(['second', false]);
  await used[Symbol.asyncDispose]();
  expect(asked).toEqual([]);
});

test('what was started here is ended by its id', async () => {
  const { asked, use } = await labWith([], starts);
  const used = await use();
  await used[Symbol.asyncDispose]();
  expect(asked).toEqual(['start balancer', 'stop /running/balancer']);
});

test('a start is shown to its end: also what the lab tells after it answered', async () => {
  const { use, written } = await labWith([], starts);
  const used = await use();
  expect(written.join('')).toMatch(/replica-2 is ready.*all of balancer is ready/s);
  await used[Symbol.asyncDispose]();
});

test('an interrupted start is given up, and not another system that has the name for its id', async () => {
  const { asked, use, interrupted } = await labWith([running('balancer', 'voting')], () => 'interrupted');
  await expect(use()).rejects.toBe(interrupted);
  expect(asked).toEqual(['start balancer-2', 'stop /running/balancer-2']);
});

test('a start that was refused ends nothing', async () => {
  const { asked, use } = await labWith([], () => ({ status: 409, body: {} }));
  await expect(use()).rejects.toThrow('409');
  expect(asked).toEqual(['start balancer']);
});
