/**
 * The race for seats: an event of its own with few seats, and many clients that each want one of them, all at once. In the
 * end exactly as many are confirmed as there are seats, and the books of all services agree.
 */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { count } from '@temblor/checkers/findings/findings';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { PlayRace, RaceContext, RaceResult } from '@temblor/lab/system/race';
import { readSettledBooks } from '../read-books.ts';
import { judgeRace } from './judge-race.ts';
import { RaceHttp } from './race-http.ts';
import type { Raced } from './racer.ts';
import { raceForSeat } from './racer.ts';

/** How long clients go on after nothing is broken any more. */
const patienceMs = 60_000;

/** So long after the last fault a reservation that could not be saved may still give its seat back. */
const settlingMs = 5000;

/** Plays it; see `PlayRace`. @throws TemblorError where the race has no gateway to run to, or its event cannot be made. */
export const race: PlayRace = async (context) => {
  const { options, note } = context;
  const run = randomUUID().slice(0, 8);
  const eventId = `race-${run}`;
  await using stack = new AsyncDisposableStack();
  const gateways = connect(stack, gatewaysOf(context), options.concurrency);
  const faultsEndMs = performance.now() + options.faultsMs;
  // Every client that waits listens to it.
  setMaxListeners(0, context.signal);
  await createEvent(context, stack, eventId);
  note(`${count(options.requests, 'client')} want ${count(options.seats, 'seat')} of ${eventId}`);
  const firstMs = performance.now();
  const clients = await runClients(context, (index) => {
    const http = gateways[index % gateways.length] ?? neverEmpty();
    return raceForSeat({
      key: `${run}-${index}`,
      eventId,
      userId: `racer-${run}-${index}`,
      ask: (body, key) =>
        http.send('POST', '/reserve', { body, headers: { 'idempotency-key': key }, signal: context.signal }),
      random: context.random.fork(`client ${index}`),
      nowMs: () => performance.now(),
      wallClockMs: () => Date.now(),
      unsettledUntilMs: options.faultsMs === 0 ? 0 : faultsEndMs + settlingMs,
      giveUpAtMs: Math.max(firstMs, faultsEndMs) + patienceMs,
      signal: context.signal,
    });
  });
  note('all clients are done; the books are read');
  const instances = new Map<string, RaceHttp>();
  const books = await readSettledBooks((instance, path) => {
    const http = instances.get(instance) ?? straightTo(context, stack, instance);
    instances.set(instance, http);
    return http.send('GET', path, { signal: context.signal });
  });
  return {
    byStatus: countStatuses(clients),
    facts: factsOf(clients, firstMs, options.faultsMs === 0 ? undefined : faultsEndMs),
    checks: judgeRace(eventId, options.seats, clients, books),
  };
};

function gatewaysOf({ entrances }: RaceContext): readonly string[] {
  const gateways = entrances.gateway ?? [];
  if (gateways.length > 0) return gateways;
  throw new TemblorError('no-gateway', 'the system has no gateway to race to');
}

function connect(stack: AsyncDisposableStack, urls: readonly string[], connections: number): RaceHttp[] {
  return urls.map((url) => stack.use(new RaceHttp(url, connections)));
}

function straightTo({ instances }: RaceContext, stack: AsyncDisposableStack, instance: string): RaceHttp {
  const url = instances[instance];
  if (url === undefined) throw new TemblorError('unknown-instance', `the system has no instance '${instance}'`);
  return stack.use(new RaceHttp(url, 4));
}

function neverEmpty(): never {
  throw new Error('the race has no gateway');
}

/** An event nobody has bought of, at whichever replica of inventory takes it: some may be broken already. */
async function createEvent(context: RaceContext, stack: AsyncDisposableStack, eventId: string): Promise<void> {
  const { options, signal } = context;
  const replicas = Object.keys(context.instances).filter((instance) => /^inventory(-|$)/.test(instance));
  const inventories = replicas.map((instance) => straightTo(context, stack, instance));
  let last = 0;
  const made = await pollUntil(
    async () => {
      for (const inventory of inventories) {
        const body = { capacity: options.seats };
        last = (await inventory.send('PUT', `/events/${eventId}`, { body, signal })).status;
        if (last === 200 || last === 201) return true;
      }
      return undefined;
    },
    { timeoutMs: options.faultsMs + 5000, intervalMs: 50, signal },
  );
  if (made === undefined) {
    throw new TemblorError('event-not-created', `inventory answered ${last} to PUT /events/${eventId}`);
  }
}

/** Lets so many clients at a time run, until all have. */
async function runClients(context: RaceContext, run: (index: number) => Promise<Raced>): Promise<Raced[]> {
  const { requests, concurrency } = context.options;
  const done: Raced[] = [];
  const byStatus: Record<string, number> = {};
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < requests) {
      const index = next;
      next += 1;
      const raced = await run(index);
      done.push(raced);
      byStatus[raced.status] = (byStatus[raced.status] ?? 0) + 1;
      context.progress({ finished: done.length, requests, byStatus: { ...byStatus } });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, line));
  return done;
}

function countStatuses(clients: readonly Raced[]): Record<string, number> {
  const byStatus: Record<string, number> = {};
  for (const { status } of clients) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return byStatus;
}

function factsOf(clients: readonly Raced[], firstMs: number, faultsEndMs: number | undefined): RaceResult['facts'] {
  const lastMs = (of: readonly Raced[]): number => Math.max(firstMs, ...of.map(({ atMs }) => atMs));
  const winners = clients.filter(({ status }) => status === 200);
  const seconds = (fromMs: number, toMs: number): string => `${((toMs - fromMs) / 1000).toFixed(2)} s`;
  const attempts = clients.reduce((sum, client) => sum + client.attempts, 0);
  const refused = clients.reduce((sum, client) => sum + client.refused, 0);
  return [
    { fact: 'requests sent', value: attempts },
    { fact: 'of them refused because the gateway was full', value: refused },
    { fact: 'until the last seat was confirmed', value: seconds(firstMs, lastMs(winners)) },
    { fact: 'until the last client was told', value: seconds(firstMs, lastMs(clients)) },
    ...(faultsEndMs === undefined
      ? []
      : [
          {
            fact: 'of that after the faults ended',
            value: seconds(faultsEndMs, Math.max(faultsEndMs, lastMs(clients))),
          },
        ]),
  ];
}
