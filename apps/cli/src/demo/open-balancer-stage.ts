/** Fills the stage of the balancer's demo with a lab, sockets and a terminal. */
import { setTimeout as delay } from 'node:timers/promises';
import type { SystemStatus } from '@temblor/control/api/schemas';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { openHttpClient } from '@temblor/kit/http/http-client';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { DemoStage, Person } from '@temblor/system-balancer/demo/stage';
import type { JournalItem, LabClient } from '../client/lab-client.ts';
import type { CommandContext } from '../command-context.ts';

/** A stage, until it is disposed of. */
export interface OpenStage extends AsyncDisposable {
  readonly stage: DemoStage;
}

/** For whoami and the balancer's pages; images may take a while on a busy machine. */
const timeoutMs = 10_000;

/** As many as the demo keeps in flight, and some for what it asks besides. */
const connections = 64;

/** How long the evidence of a fault is awaited. */
const evidenceWithinMs = 2000;

/** The experiment whose load is `GET /whoami` alone. */
const loadOf = 'kill-one';

/** @param person undefined: nobody chooses, and everything is played. */
export function openBalancerStage(
  context: Pick<CommandContext, 'output' | 'interrupt'>,
  client: LabClient,
  system: SystemStatus,
  person: Person | undefined,
): OpenStage {
  const { output, interrupt } = context;
  const { signal } = interrupt;
  const replicas = system.instances.filter(({ service }) => service === 'image');
  const url = system.instances.find(({ service }) => service === 'balancer')?.url;
  if (url === undefined) throw new TemblorError('no-balancer', `the system ${system.id} has no balancer`);
  const opened = new AsyncDisposableStack();
  const balancer = opened.use(openHttpClient(url, { timeoutMs, connections }));
  const status = async () => {
    const found = (await client.status()).systems.find(({ id }) => id === system.id);
    if (found !== undefined) return found;
    throw new TemblorError('system-not-up', `${system.id} does not run any more`);
  };
  const stage: DemoStage = {
    paint: output.paint,
    signal,
    clock: { nowMs: () => performance.now() },
    random: seededRandom(drawSeed()),
    person,
    url,
    print: (text) => output.note(text),
    sleep: (durationMs) => delay(durationMs, undefined, { signal }),
    ask: (request) => balancer.request(request),
    askReplica: async (replica, request) => {
      const found = replicas.find(({ id }) => id === replica);
      if (found === undefined) {
        const known = replicas.map(({ id }) => id).join(', ');
        throw new TemblorError('unknown-replica', `${system.id} has no replica '${replica}', only ${known}`);
      }
      await using asked = openHttpClient(found.url, { timeoutMs, connections: 1 });
      return await asked.request(request);
    },
    replicas: async () => (await status()).instances.filter(({ service }) => service === 'image'),
    startLoad: async (ratePerSecond, durationMs) => {
      await client.startLoad(system.id, { ratePerSecond, durationMs, experiment: loadOf });
    },
    stopLoad: async () => {
      await client.withSignal(AbortSignal.timeout(timeoutMs)).stopLoad(system.id);
    },
    kill: async (instance, heldMs) => {
      const crash = { kind: 'crash', target: { instance }, durationMs: heldMs } as const;
      const { evidence } = await client.inject(system.id, crash, evidenceWithinMs);
      if (evidence.kind === 'not-confirmed') throw new TemblorError('not-killed', evidence.reason);
    },
    facts: async () => factsOf(await client.followJournal(undefined), system.id),
  };
  return { stage, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function* factsOf(items: AsyncGenerator<JournalItem>, system: string): AsyncGenerator<JournalEvent> {
  for await (const item of items) {
    if (item.kind === 'event' && item.event.system === system) yield item.event;
  }
}
