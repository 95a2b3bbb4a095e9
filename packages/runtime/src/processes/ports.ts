/**
 * Ports for instances, stores and proxies.
 *
 * Free ones are drawn from 20000 to 32767, below the range from which Linux and macOS give ports to outgoing
 * connections: a port of a crashed instance would else be taken by the next client that connects somewhere, and the
 * instance could not come back.
 */
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { PortPolicy } from '@temblor/lab/world/world';
import { describePortOwner, findPortOwner } from './port-owner.ts';

const lowestFreePort = 20_000;
const highestFreePort = 32_767;
const maximumDraws = 200;

/**
 * The ports that this lab has given and that may not be bound yet. Module state on purpose: ports are the machine's,
 * and whatever runs in this process must not be given the same one twice.
 */
const given = new Set<number>();

export interface ClaimedPort {
  readonly port: number;
  /** Present where another port was given than the one that was asked for. `owner` is for people to read. */
  readonly replaced?: { readonly wanted: number; readonly owner: string };
  /** Lets the port be given again, once whoever had it is gone. */
  release(): void;
}

/**
 * A port of loopback on which nothing listens. It is not given again before `releasePort`.
 *
 * @throws TemblorError `no-free-port`.
 */
export async function freePort(): Promise<number> {
  for (let draw = 0; draw < maximumDraws; draw += 1) {
    const port = randomInt(lowestFreePort, highestFreePort + 1);
    if (await take(port)) return port;
  }
  throw new TemblorError('no-free-port', `no free port was found between ${lowestFreePort} and ${highestFreePort}`, {
    hint: 'end programs that hold many ports, or a lab that is still running',
  });
}

/**
 * The port that is preferred, or, where it is taken, what the policy says: `preferred` gives a free one and tells who
 * has the other, `strict` is an error, `auto` gives a free one in any case.
 *
 * @param preferred undefined where any will do.
 * @throws TemblorError `port-taken` naming the owner, under `strict`.
 */
export async function claimPort(preferred: number | undefined, policy: PortPolicy): Promise<ClaimedPort> {
  if (preferred === undefined || policy === 'auto') return claimed(await freePort());
  if (await take(preferred)) return claimed(preferred);
  const owner = given.has(preferred)
    ? `this lab itself, pid ${process.pid}`
    : preferred < 1024 && process.getuid?.() !== 0
      ? 'the system (ports below 1024 need root)'
      : describePortOwner(await findPortOwner(preferred));
  if (policy === 'strict') {
    throw new TemblorError('port-taken', `port ${preferred} is taken by ${owner}`, {
      hint: 'end that program, or let the lab choose: --ports preferred or --ports auto',
    });
  }
  return { ...claimed(await freePort()), replaced: { wanted: preferred, owner } };
}

/** Lets a port be given again, once whoever had it is gone; one that was never given is no error. */
export function releasePort(port: number): void {
  given.delete(port);
}

function claimed(port: number): ClaimedPort {
  return { port, release: () => releasePort(port) };
}

async function take(port: number): Promise<boolean> {
  if (given.has(port)) return false;
  given.add(port); // at once: another draw may be under way
  const free = await isFree(port).catch(() => false);
  if (!free) given.delete(port);
  return free;
}

/**
 * Whether a server could listen here. Linux refuses to bind an address that anyone has on any interface; macOS allows
 * it beside a server on all interfaces, so there a connection is tried too.
 */
async function isFree(port: number): Promise<boolean> {
  if (!(await canListen(port, '127.0.0.1'))) return false;
  if (process.platform === 'linux') return canListen(port, '::');
  return !(await answers(port, '127.0.0.1')) && !(await answers(port, '::1'));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = codeOf(error);
      resolve(code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL'); // no IPv6 here: nobody can have it there
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
