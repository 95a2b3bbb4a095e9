/** Reads the facts that `judgeMachine` judges. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, availableParallelism, platform } from 'node:os';
import { promisify } from 'node:util';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { describePortOwner, findPortOwner } from '@temblor/runtime/processes/port-owner';
import { inspectPostgresql } from '@temblor/runtime/stores/inspect-postgresql';
import type { MachineFacts } from './findings.ts';

/** @param controlPort the port that the lab would like to have. @param labPids the processes of the lab that runs here. */
export async function examineMachine(
  folder: string,
  systems: readonly SystemDeclaration[],
  controlPort: number,
  labPids: ReadonlySet<number>,
): Promise<MachineFacts> {
  const wanted = [
    { port: controlPort, user: 'the control API' },
    ...systems.flatMap(({ name, services, dashboardPort }) => [
      ...Object.entries(services).flatMap(([service, { ports }]) =>
        ports.map((port) => ({ port, user: `${service} of ${name}` })),
      ),
      ...(dashboardPort === undefined ? [] : [{ port: dashboardPort, user: `the dashboard of ${name}` }]),
    ]),
  ];
  const [npmVersion, filesLimit, disk, folderWritable, postgresql, ports] = await Promise.all([
    firstLineOf('npm', ['--version']),
    firstLineOf('/bin/sh', ['-c', 'ulimit -n']),
    statfs(folder),
    access(folder, constants.W_OK).then(
      () => true,
      () => false,
    ),
    inspectPostgresql(),
    // Each port once, whoever shares it: examining one takes it for a moment.
    Promise.all(
      [...Map.groupBy(wanted, ({ port }) => port)].map(async ([port, users]) => ({
        port,
        user: users.map(({ user }) => user).join(', '),
        ...(await examinePort(port, labPids)),
      })),
    ),
  ]);
  const limit = Number(filesLimit);
  return {
    platform: platform(),
    architecture: arch(),
    nodeVersion: process.version,
    npmVersion,
    cores: availableParallelism(),
    availableMemoryBytes: process.availableMemory(),
    freeDiskBytes: disk.bavail * disk.bsize,
    folderWritable,
    openFilesLimit: Number.isFinite(limit) ? limit : undefined,
    ports,
    postgresql,
  };
}

/** Absent where the program is not there, or says nothing within five seconds. */
async function firstLineOf(file: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, [...args], { timeout: 5000 });
    return stdout.split('\n')[0]?.trim();
  } catch {
    return undefined;
  }
}

/** Who has a port of the loopback interface. */
async function examinePort(
  port: number,
  labPids: ReadonlySet<number>,
): Promise<{ owner: string | undefined; ownedByLab: boolean }> {
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  if (free) return { owner: undefined, ownedByLab: false };
  const owner = await findPortOwner(port);
  return { owner: describePortOwner(owner), ownedByLab: owner?.pid !== undefined && labPids.has(owner.pid) };
}
