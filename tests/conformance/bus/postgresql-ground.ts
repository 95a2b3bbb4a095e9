import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@temblor/kit/bus/bus';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import type { DatabasePort } from '@temblor/kit/database/open-database';
import { openDatabase } from '@temblor/kit/database/open-database';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { openPostgresql } from '@temblor/runtime/stores/open-postgresql';
import type { BusGround, ServiceOnBus, SuiteTables } from './bus-ground.ts';
import type { CuttableProxy } from './cuttable-proxy.ts';
import { openCuttableProxy } from './cuttable-proxy.ts';

/** A PostgreSQL server of the test's own, behind a proxy. */
export interface PostgresqlBehindProxy extends AsyncDisposable {
  /** Past the proxy. */
  readonly directUrl: string;
  /** Through the proxy. */
  readonly url: string;
  readonly proxy: CuttableProxy;
}

export async function openPostgresqlBehindProxy(schemaSql?: string): Promise<PostgresqlBehindProxy> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-store-'));
  const guardian = opened.use(await openGuardian({ folder }));
  await guardian.ownFolder(folder);
  const schema = schemaSql === undefined ? {} : { schemaSql };
  const server = opened.use(
    await openPostgresql({ guardian, name: 'postgres', database: 'experimento', folder, ...schema }),
  );
  const proxy = opened.use(await openCuttableProxy(server.port));
  const url = server.url.replace(`:${server.port}/`, `:${proxy.port}/`);
  const all = opened.move();
  return { directUrl: server.url, url, proxy, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** How a service opens its bus over its database. */
export type OpenBus = (database: DatabasePort, onTrouble: (error: unknown) => void) => Bus;

/** A server with the suite's own table. */
export function openSuiteServer(): Promise<PostgresqlBehindProxy> {
  return openPostgresqlBehindProxy(
    'CREATE TABLE bus_suite_effect (topic text, id text, applied integer NOT NULL, PRIMARY KEY (topic, id))',
  );
}

/** The ground for a bus in PostgreSQL; `openBus` may open a broken one. Disposing it leaves the server to its opener. */
export function groundOn(server: PostgresqlBehindProxy, openBus: OpenBus, patienceMs: number): BusGround {
  return {
    patienceMs,
    open: (): ServiceOnBus => {
      const troubles: unknown[] = [];
      const onTrouble = (error: unknown): void => void troubles.push(error);
      const database = openDatabase<SuiteTables>({
        url: server.url,
        maxConnections: 10,
        applicationName: 'bus-conformance',
        onError: onTrouble,
      });
      const bus = openBus(database, onTrouble);
      return {
        bus,
        database,
        troubles,
        [Symbol.asyncDispose]: async () => {
          await bus[Symbol.asyncDispose]();
          await database[Symbol.asyncDispose]();
        },
      };
    },
    cut: () => server.proxy.cut(),
    restore: () => server.proxy.restore(),
    [Symbol.asyncDispose]: async () => server.proxy.restore(),
  };
}

const hourMs = 3_600_000;

/** Longer than any scenario waits: see `BusGround.open`. */
export const neverLooking = { pollEveryMs: hourMs, deafPollEveryMs: hourMs };

/** The bus on PostgreSQL as it is meant to be. */
export const openSoundBus: OpenBus = (database, onTrouble) =>
  openPostgresqlBus({ database, onTrouble, ...neverLooking });

/** A ground with a server of its own. */
export async function openPostgresqlGround(): Promise<BusGround> {
  const server = await openSuiteServer();
  return {
    ...groundOn(server, openSoundBus, 15_000),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
