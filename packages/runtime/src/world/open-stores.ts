/** Opens the stores of a system: servers of the lab's own, and those that were given by URL. */
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { StoreDeclaration, SystemDeclaration } from '@temblor/lab/system/declaration';
import type { StartOptions, StoreView } from '@temblor/lab/world/world';
import { openPostgresql } from '../stores/open-postgresql.ts';
import { makeOwnedFolder } from '../stores/owned-folder.ts';
import { SupervisedPostgresql } from '../stores/supervise-postgresql.ts';
import { settleAll } from './settle-all.ts';
import type { SystemSurroundings } from './system-surroundings.ts';

/**
 * @param opening ends and removes what was opened, also where one of them failed.
 * @returns the stores by name. @throws TemblorError of `openPostgresql`, the first where several fail.
 */
export async function openStores(
  declaration: SystemDeclaration,
  options: StartOptions,
  world: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<Map<string, StoreView>> {
  const opened = await settleAll(
    Object.entries(declaration.stores).map(async ([name, store]): Promise<[string, StoreView]> => {
      const urls = options.storeUrls ?? {};
      const given = Object.hasOwn(urls, name) ? urls[name] : undefined;
      if (given !== undefined) return [name, givenStore(name, store, given)];
      return [name, await openEmbedded(name, store, options, world, opening)];
    }),
  );
  return new Map(opened);
}

function givenStore(name: string, { kind }: StoreDeclaration, url: string): StoreView {
  return { name, kind, url, embedded: false, state: 'running', restarts: 0 };
}

async function openEmbedded(
  name: string,
  store: StoreDeclaration,
  options: StartOptions,
  world: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<StoreView> {
  const startedUs = world.clock.nowUs();
  const folder = await makeOwnedFolder(world.guardian, tmpdir(), 'temblor-');
  opening.defer(() => world.guardian.removeFolder(folder));
  const schemaSql = store.schema === undefined ? undefined : await readFile(pathOf(store.schema), 'utf8');
  const server = await openPostgresql({
    guardian: world.guardian,
    name: `${options.id}/${name}`,
    database: store.database,
    folder,
    ...(schemaSql === undefined ? {} : { schemaSql }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const { clock, facts } = world;
  const supervised = opening.use(new SupervisedPostgresql(server, { store: name, clock, facts }));
  const readyUs = clock.nowUs();
  facts(readyUs, { type: 'store-ready', store: name, durationMs: Math.round((readyUs - startedUs) / 1000) });
  return {
    ...{ name, kind: store.kind, url: server.url, embedded: true },
    get state() {
      return supervised.state;
    },
    get restarts() {
      return supervised.restarts;
    },
  };
}

function pathOf(file: URL | string): string {
  return file instanceof URL ? fileURLToPath(file) : file;
}
