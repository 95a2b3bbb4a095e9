import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Guardian } from '@temblor/runtime/guardian/guardian';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { isRunning, readProcess } from '@temblor/runtime/processes/process-table';
import { inspectPostgresql } from '@temblor/runtime/stores/inspect-postgresql';
import { openPostgresql } from '@temblor/runtime/stores/open-postgresql';
import pg from 'pg';
import { describe, test } from 'vitest';
import { z } from 'zod';

const announcement = z.object({ folder: z.string(), pid: z.number(), port: z.number() });

/** A guardian with a temporary folder of its own. */
async function openLab(): Promise<{ guardian: Guardian; folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-store-'));
  const guardian = await openGuardian({ folder });
  await guardian.ownFolder(folder);
  return { guardian, folder, [Symbol.asyncDispose]: () => guardian[Symbol.asyncDispose]() };
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A zombie is gone: its collection is up to whoever adopted it, which on some machines takes seconds. */
function isAlive(pid: number): boolean {
  return isRunning(readProcess(pid));
}

describe('the embedded PostgreSQL', () => {
  test('has the database and the schema when it is ready, and puts on the disk what it acknowledges', async () => {
    await using lab = await openLab();
    await using server = await openPostgresql({
      ...lab,
      name: 'voting/postgres',
      database: 'Experimento "1"',
      schemaSql: "CREATE TABLE fruit (name text); INSERT INTO fruit VALUES ('pear')",
    });
    assert.deepEqual(await ask(server.url, 'SELECT name FROM fruit'), [{ name: 'pear' }]);
    assert.deepEqual(await ask(server.url, 'SELECT current_database() AS name'), [{ name: 'Experimento "1"' }]);
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      assert.deepEqual(await ask(server.url, `SHOW ${setting}`), [{ [setting]: 'on' }]);
    }
  });

  test('admits nobody without the password of the run, and each run has its own', async () => {
    await using lab = await openLab();
    await using first = await openPostgresql({ ...lab, name: 'first', database: 'app' });
    await using second = await openPostgresql({ ...lab, name: 'second', database: 'app' });
    assert.notEqual(first.port, second.port);
    const password = new URL(first.url).password;
    assert.notEqual(password, new URL(second.url).password);
    await assert.rejects(ask(first.url.replace(password, new URL(second.url).password), 'SELECT 1'), { code: '28P01' });
    await assert.rejects(ask(`postgresql://postgres@127.0.0.1:${first.port}/app`, 'SELECT 1'));
  });

  test.runIf(process.getuid?.() === 0)('runs under another account when the lab is root', async () => {
    await using lab = await openLab();
    await using server = await openPostgresql({ ...lab, name: 'postgres', database: 'app' });
    if (process.platform === 'linux') assert.notEqual((await stat(`/proc/${server.pid}`)).uid, 0);
  });

  test('leaves neither a process nor an open port when it is stopped, and says so', async () => {
    await using lab = await openLab();
    const server = await openPostgresql({ ...lab, name: 'postgres', database: 'app' });
    await server.stop();
    await server.exited;
    assert.equal(isAlive(server.pid), false);
    assert.equal(await accepts(server.port), false);
    await server.stop();
  });

  test('a schema that is wrong is an error that says where, and leaves no server', async () => {
    await using lab = await openLab();
    const started: number[] = [];
    const spawnChild = lab.guardian.spawn.bind(lab.guardian);
    lab.guardian.spawn = async (specification) => {
      const child = await spawnChild(specification);
      started.push(child.pid);
      return child;
    };
    const opening = openPostgresql({ ...lab, name: 'postgres', database: 'app', schemaSql: 'CREATE TABEL x (y int)' });
    await assert.rejects(opening, (error) => {
      assert.ok(error instanceof TemblorError);
      assert.equal(error.code, 'schema-failed');
      assert.match(error.message, /TABEL/);
      assert.ok(error.hint);
      return true;
    });
    assert.ok(started.length >= 2);
    assert.deepEqual(started.filter(isAlive), []);
  });

  test('an abort while it starts leaves no server', async () => {
    await using lab = await openLab();
    const abort = new AbortController();
    const started: number[] = [];
    const spawnChild = lab.guardian.spawn.bind(lab.guardian);
    lab.guardian.spawn = async (specification) => {
      const child = await spawnChild(specification);
      started.push(child.pid);
      if (specification.name === 'postgres') abort.abort(new Error('changed my mind'));
      return child;
    };
    const opening = openPostgresql({ ...lab, name: 'postgres', database: 'app', signal: abort.signal });
    await assert.rejects(opening, /changed my mind/);
    assert.deepEqual(started.filter(isAlive), []);
  });

  test('two labs that prepare the same cache at once both start, and one template remains', async () => {
    const cacheHome = await mkdtemp(join('/var/tmp', 'temblor-cache-test-'));
    await chmod(cacheHome, 0o755);
    try {
      await using one = await openLab();
      await using two = await openLab();
      const servers = await Promise.all(
        [one, two].map((lab) => openPostgresql({ ...lab, name: 'postgres', database: 'app', cacheHome })),
      );
      for (const server of servers) {
        assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
        await server.stop();
      }
      const kept = (await readdir(join(cacheHome, 'temblor'))).map((name) => name.split('-')[0]).sort();
      assert.deepEqual(kept, ['postgresql', 'template']);
    } finally {
      await rm(cacheHome, { recursive: true, force: true });
    }
  });

  test('is gone by itself, with its port and its folder, when the lab is killed', async () => {
    const program = fileURLToPath(new URL('./postgresql-lab.ts', import.meta.url));
    const lab = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(lab.stdout), 'line');
    const { folder, pid, port } = announcement.parse(JSON.parse(String(line)));
    const backends = await ownChildren(pid);
    assert.ok(isAlive(pid) && (await accepts(port)));
    lab.kill('SIGKILL');
    const gone = await pollUntil(
      async () => ![pid, ...backends].some(isAlive) && !existsSync(folder) && !(await accepts(port)),
      { timeoutMs: 20_000, intervalMs: 20 },
    );
    assert.ok(
      gone,
      `left: ${JSON.stringify({ alive: [pid, ...backends].filter(isAlive), folder: existsSync(folder) })}`,
    );
  });

  test('leaves nothing half-made in the cache when the lab is killed while it is being prepared', async () => {
    const cacheHome = await mkdtemp(join('/var/tmp', 'temblor-cache-test-'));
    await chmod(cacheHome, 0o755);
    const cache = join(cacheHome, 'temblor');
    const builds = async () => (await readdir(cache)).filter((name) => name.startsWith('build-'));
    const program = fileURLToPath(new URL('./postgresql-lab.ts', import.meta.url));
    const lab = spawn(process.execPath, [program, cacheHome], { stdio: ['ignore', 'ignore', 'inherit'] });
    try {
      const initdbRuns = await pollUntil(() => hasDataFolder(cache), { timeoutMs: 60_000, intervalMs: 2 });
      assert.ok(initdbRuns);
      lab.kill('SIGKILL');
      const gone = await pollUntil(async () => (await builds()).length === 0, { timeoutMs: 20_000, intervalMs: 20 });
      assert.ok(gone, `left: ${(await builds()).join(', ')}`);
      assert.deepEqual(
        (await readdir(cache)).filter((name) => name.startsWith('template-')),
        [],
      );
    } finally {
      lab.kill('SIGKILL');
      await rm(cacheHome, { recursive: true, force: true });
    }
  });

  test('can be inspected without starting it', async () => {
    const found = await inspectPostgresql();
    assert.equal(found.kind, 'ready');
    if (found.kind === 'ready') assert.match(found.version, /^\d+\.\d+/);
  });
});

/** Whether initdb has begun to write a template. */
async function hasDataFolder(cache: string): Promise<boolean> {
  const entries = await readdir(cache, { recursive: true }).catch(() => []);
  return entries.some((entry) => /^build-[^/]+\/work-[^/]+\/data\/base$/.test(entry));
}

/** The processes that a process started; none where the system does not tell. */
async function ownChildren(pid: number): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list.trim().split(' ').map(Number);
}
