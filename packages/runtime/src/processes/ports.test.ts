import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { describePortOwner, findPortOwner, findSocketInode } from './port-owner.ts';
import { claimPort, freePort, releasePort } from './ports.ts';

let opened = new AsyncDisposableStack();
afterEach(async () => {
  await opened.disposeAsync();
  opened = new AsyncDisposableStack();
});

/** Listens on a free port until the test is over. */
async function occupiedPort(host: string): Promise<number> {
  const port = await freePort();
  releasePort(port);
  const server = createServer().listen(port, host);
  opened.defer(async () => {
    server.close();
    await once(server, 'close');
  });
  await once(server, 'listening');
  return port;
}

describe('free ports', () => {
  test('are all different however many are drawn at once, and below the range of outgoing connections', async () => {
    const ports = await Promise.all(Array.from({ length: 100 }, freePort));
    expect(new Set(ports).size).toBe(100);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    ports.forEach(releasePort);
  });
});

describe('claiming a port', () => {
  test('gives the one that is wanted where it is free, once, until it is released', async () => {
    const wanted = await freePort();
    releasePort(wanted);
    const first = await claimPort(wanted, 'strict');
    expect(first.port).toBe(wanted);
    expect(first.replaced).toBeUndefined();
    const second = await claimPort(wanted, 'preferred');
    expect(second.replaced).toEqual({ wanted, owner: `this lab itself, pid ${process.pid}` });
    await expect(claimPort(wanted, 'strict')).rejects.toMatchObject({ code: 'port-taken' });
    first.release();
    second.release();
    expect((await claimPort(wanted, 'strict')).port).toBe(wanted);
    releasePort(wanted);
  });

  test.each(['127.0.0.1', '0.0.0.0'])('gives another one, and names who has it, where %s listens', async (host) => {
    const wanted = await occupiedPort(host);
    const claimed = await claimPort(wanted, 'preferred');
    opened.defer(() => claimed.release());
    expect(claimed.port).not.toBe(wanted);
    expect(claimed.replaced?.owner).toMatch(new RegExp(`^pid ${process.pid} \\(.+\\)$`));
    await expect(claimPort(wanted, 'strict')).rejects.toMatchObject({
      code: 'port-taken',
      message: `port ${wanted} is taken by ${claimed.replaced?.owner}`,
    });
  });

  test('gives any free one under `auto`, and where none is preferred', async () => {
    const wanted = await freePort();
    releasePort(wanted);
    for (const claimed of [await claimPort(wanted, 'auto'), await claimPort(undefined, 'strict')]) {
      expect(claimed.replaced).toBeUndefined();
      expect(claimed.port).not.toBe(wanted);
      claimed.release();
    }
  });
});

describe('the owner of a port', () => {
  test('is the one who listens, not who is connected', () => {
    const row = (port: string, state: string, inode: number) =>
      `  0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  0  0 ${inode} 1 0 100 0 0 10 0`;
    const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
    const table = [header, row('138D', '01', 11), row('138D', '0A', 22), row('138E', '0A', 33)].join('\n');
    expect(findSocketInode(table, 5005)).toBe('22');
    expect(findSocketInode(table, 5006)).toBe('33');
    expect(findSocketInode(table, 5007)).toBeUndefined();
    expect(findSocketInode([header, row('138D', '01', 11), row('138D', '06', 0)].join('\n'), 5005)).toBe('11');
  });

  test('is not found where nobody listens, and can still be described', async () => {
    const port = await freePort();
    expect(await findPortOwner(port)).toBeUndefined();
    releasePort(port);
    expect(describePortOwner(undefined)).toBe('a process that could not be found');
    expect(describePortOwner({ pid: undefined, program: undefined })).toBe('a process of another account');
    expect(describePortOwner({ pid: 7, program: undefined })).toBe('pid 7');
  });
});
