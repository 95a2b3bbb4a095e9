/** Who has a TCP port of this machine: `/proc` on Linux, `lsof` elsewhere. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface PortOwner {
  /** Absent where the process belongs to another account and may not be seen. */
  readonly pid: number | undefined;
  /** The program's name, as the operating system lists it. */
  readonly program: string | undefined;
}

/** @returns the process that listens on a port, or else has it otherwise; undefined where none is found. */
export function findPortOwner(port: number): Promise<PortOwner | undefined> {
  return process.platform === 'linux' ? findInProc(port) : findWithLsof(port);
}

/** `pid 812 (nginx)`, or what can be said instead. */
export function describePortOwner(owner: PortOwner | undefined): string {
  if (owner === undefined) return 'a process that could not be found';
  if (owner.pid === undefined) return 'a process of another account';
  return owner.program === undefined ? `pid ${owner.pid}` : `pid ${owner.pid} (${owner.program})`;
}

async function findInProc(port: number): Promise<PortOwner | undefined> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'latin1').catch(() => '')),
  );
  const inode = findSocketInode(tables.join('\n'), port);
  if (inode === undefined) return undefined;
  const wanted = `socket:[${inode}]`;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []); // another account's, or gone
    for (const descriptor of descriptors) {
      if ((await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')) !== wanted) continue;
      const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
      return { pid: Number(pid), program: program?.trim() };
    }
  }
  return { pid: undefined, program: undefined };
}

/**
 * The inode of the socket that has a local port, from the text of `/proc/net/tcp` (see proc_net_tcp in the kernel's
 * documentation): one that listens (state 0A) before any other.
 */
export function findSocketInode(table: string, port: number): string | undefined {
  const sockets = table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state] = fields;
    const inode = fields[9];
    const isOurs = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16) === port;
    return isOurs && inode !== undefined && inode !== '0' ? [{ state, inode }] : [];
  });
  return (sockets.find(({ state }) => state === '0A') ?? sockets[0])?.inode;
}

async function findWithLsof(port: number): Promise<PortOwner | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    return pid === undefined ? undefined : { pid: Number(pid), program: /^c(.+)$/m.exec(stdout)?.[1] };
  } catch {
    return undefined; // lsof exits with 1 where it finds nothing that this account may see
  }
}
