/**
 * A small lab for `postgresql.test.ts`: opens a server, prints where it is, and waits to be killed. Its one argument, if
 * there is one, is the folder for caches.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { openPostgresql } from '@temblor/runtime/stores/open-postgresql';

const folder = await mkdtemp(join(tmpdir(), 'temblor-store-'));
const guardian = await openGuardian({ folder });
await guardian.ownFolder(folder);
const [cacheHome] = process.argv.slice(2);
const server = await openPostgresql({
  ...{ guardian, name: 'postgres', database: 'experimento', folder },
  ...(cacheHome === undefined ? {} : { cacheHome }),
});
console.log(JSON.stringify({ folder, pid: server.pid, port: server.port }));
setInterval(() => undefined, 1000);
