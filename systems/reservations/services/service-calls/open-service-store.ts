import type { CrashPoints } from '@temblor/kit/crash-points/crash-points';
import { openDatabase } from '@temblor/kit/database/open-database';
import { openPostgresqlRows } from '@temblor/kit/rows/postgresql-rows';
import type { TableShapes } from '@temblor/kit/rows/table-shapes';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { RepeatedWork } from '@temblor/kit/waiting/repeated-work';
import type { RowStore, TableName } from '@temblor/protocols/transactions/transaction';
import { systemTime } from '@temblor/resilience/time/system-time';

interface ServiceStoreOptions<T extends object> {
  readonly url: string;
  readonly instance: string;
  readonly tables: TableShapes<T>;
  /** The table that is asked for a row to see whether the store answers. */
  readonly probed: TableName<T>;
  /** Absent outside a lab. */
  readonly crashPoints: CrashPoints | undefined;
}

/** While it answers, and while it does not: how long until it is asked again. */
const probeMs = { ready: 1000, unready: 100 };

/** Opens the store of a service, closed with it; the service is ready while the store answers. */
export function openServiceStore<T extends object>(parts: ServiceParts, options: ServiceStoreOptions<T>): RowStore<T> {
  const { resources, logger } = parts;
  const { url, instance, tables, probed, crashPoints } = options;
  const database = resources.use(
    openDatabase<T>({
      url,
      maxConnections: 4,
      applicationName: instance,
      onError: (error) => logger.warn({ err: error }, 'an idle connection to the database broke'),
    }),
  );
  const onTrouble = (error: unknown) => logger.warn({ err: error }, 'a transaction was not committed');
  const store = resources.use(openPostgresqlRows<T>({ database, tables, onTrouble, crashPoints }));
  let ready = false;
  const probing = new RepeatedWork({
    time: systemTime,
    work: async () => {
      await store.list(probed, { limit: 1 });
      ready = true;
      return probeMs.ready;
    },
    afterFailureMs: probeMs.unready,
    onTrouble: (error) => {
      if (ready) logger.warn({ err: error }, 'the database does not answer; asking again');
      ready = false;
    },
  });
  resources.use(probing);
  parts.setHealth(() => ({ ready }));
  return store;
}
