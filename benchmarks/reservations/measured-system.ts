/**
 * The reservations as a lab runs them, with everything that stands between the processes: links, guardian, PostgreSQL with
 * its durability untouched. Beside them, where it is wanted, a second gateway with the orchestrator on DBOS behind it: it
 * calls the same instances of inventory, payments and notifications, and has a PostgreSQL of the same kind of its own.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { JournalWriter } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import { clientName } from '@temblor/lab/system/topology';
import type { RunningSystem } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { reservations } from '@temblor/system-reservations/system';

/** Which orchestrator: ours, or the one on DBOS. */
export type Orchestrator = 'saga' | 'dbos';

export interface MeasuredSystem extends AsyncDisposable {
  readonly system: RunningSystem;
  /** The address of a gateway, over the link of its clients. */
  gatewayUrl(of: Orchestrator): string;
  /** The process of an orchestrator. */
  pid(of: Orchestrator): number;
}

const gateways = { saga: 'gateway', dbos: 'dbos-gateway' } as const satisfies Record<Orchestrator, string>;
const orchestrators = { saga: 'reservations', dbos: 'dbos-orchestrator' } as const satisfies Record<
  Orchestrator,
  string
>;

const { gateway } = reservations.services;
if (gateway === undefined) throw new Error('the reservations have no gateway');

const withDbos = defineSystem({
  ...{ name: 'reservations', title: 'Reservations twice', description: 'Two orchestrators over the same services.' },
  services: {
    ...reservations.services,
    'dbos-gateway': {
      run: gateway.run,
      calls: ['dbos-orchestrator'],
      environment: { MAX_INFLIGHT: '100', RESERVATIONS_URLS: '{urls:dbos-orchestrator}' },
    },
    'dbos-orchestrator': {
      run: { module: new URL('./dbos/main.ts', import.meta.url), youngGenerationMb: 8 },
      calls: ['inventory', 'payments', 'notifications', 'dbos-db'],
    },
  },
  stores: {
    ...reservations.stores,
    'dbos-db': { kind: 'postgresql', database: 'dbos', schema: new URL('./dbos/schema.sql', import.meta.url) },
  },
  entrances: ['gateway', 'dbos-gateway'],
});

/** What the services tell is not looked at here. */
const nobodyListens: JournalWriter = { append: (system, atUs, fact) => ({ ...fact, system, atUs, sequence: 0 }) };

/** Starts it all on free ports. */
export async function startMeasuredSystem(contestants: readonly Orchestrator[]): Promise<MeasuredSystem> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-bench-reservations-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  opening.defer(removeFolder);
  process.once('exit', removeFolder);
  const world = opening.use(await openProcessWorld({ journal: nobodyListens, clock: monotonicClock, folder }));
  const declaration = contestants.includes('dbos') ? withDbos : reservations;
  const system = await world.start(declaration, { id: 'reservations', ports: 'auto', seed: 1 });
  const opened = opening.move();
  return {
    system,
    gatewayUrl: (of) => {
      const link = system
        .links()
        .find(({ consumer, provider }) => consumer === clientName && provider === gateways[of]);
      if (link === undefined) throw new Error(`clients have no link to ${gateways[of]}`);
      return link.url;
    },
    pid: (of) => system.instances().find(({ id }) => id === orchestrators[of])?.pid ?? 0,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
