import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { describe, expect, test } from 'vitest';
import { readLabFile } from './folder/lab-file.ts';
import { openTestLab, shop } from './testing/open-test-lab.fixture.ts';

async function freePort(): Promise<number> {
  await using server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the lab of a folder', () => {
  test('tells its owner alone where it is, and forgets it when it ends', async () => {
    const file = await (async () => {
      await using test = await openTestLab();
      const path = join(test.folder, '.temblor', 'lab.json');
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(join(test.folder, '.temblor')).mode & 0o777).toBe(0o700);
      expect(readLabFile(join(test.folder, '.temblor'))).toMatchObject({ pid: process.pid, url: test.lab.url });
      expect(Buffer.from(test.lab.token, 'base64url')).toHaveLength(32);
      return path;
    })();
    expect(existsSync(file)).toBe(false);
  });

  test('refuses a second lab on the same folder, naming the first', async () => {
    await using first = await openTestLab();
    await expect(openTestLab({ folder: first.folder })).rejects.toMatchObject({
      code: 'lab-running',
      message: expect.stringContaining(`pid ${process.pid}, ${first.lab.url}`),
    });
  });

  test('of many that start at once exactly one gets the folder', async () => {
    await using first = await openTestLab();
    const { folder } = first;
    await first.lab[Symbol.asyncDispose]();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => openTestLab({ folder })));
    const opened = results.filter((result) => result.status === 'fulfilled');
    expect(opened).toHaveLength(1);
    for (const { value } of opened) await value.lab[Symbol.asyncDispose]();
  });

  test('takes over the file of a lab that died', async () => {
    await using dead = await openTestLab();
    const { folder } = dead;
    await dead.lab[Symbol.asyncDispose]();
    const stale = { pid: 1, startTime: 'x', url: 'http://127.0.0.1:1', token: 't', version: '0', mode: 'foreground' };
    writeFileSync(join(folder, '.temblor', 'lab.json'), JSON.stringify(stale));
    await using next = await openTestLab({ folder });
    expect(readLabFile(join(folder, '.temblor'))?.url).toBe(next.lab.url);
  });

  test('has the address and the token of the last lab of the folder, so that its pages find it', async () => {
    await using first = await openTestLab();
    const { folder, lab } = first;
    await lab[Symbol.asyncDispose]();
    await using next = await openTestLab({ folder });
    expect({ url: next.lab.url, token: next.lab.token }).toEqual({ url: lab.url, token: lab.token });
  });

  test('has it also where another port is preferred, which is the next best; and only that where it is strict', async () => {
    await using first = await openTestLab();
    const { folder, lab } = first;
    await lab[Symbol.asyncDispose]();
    const preferredPort = await freePort();
    const again = await openTestLab({ folder, controlPort: { preferredPort, strict: false } });
    await again.lab[Symbol.asyncDispose]();
    expect(again.lab.url).toBe(lab.url);
    await using taker = createServer().listen(Number(new URL(lab.url).port), '127.0.0.1');
    await once(taker, 'listening');
    const second = await openTestLab({ folder, controlPort: { preferredPort, strict: false } });
    await second.lab[Symbol.asyncDispose]();
    expect(second.lab.url).toBe(`http://127.0.0.1:${preferredPort}`);
    const strictPort = await freePort();
    await using third = await openTestLab({ folder, controlPort: { preferredPort: strictPort, strict: true } });
    expect(third.lab.url).toBe(`http://127.0.0.1:${strictPort}`);
  });

  test('that may have one port only says who has it', async () => {
    await using taker = createServer().listen(0, '127.0.0.1');
    await once(taker, 'listening');
    const { port } = taker.address() as AddressInfo;
    await expect(openTestLab({ controlPort: { preferredPort: port, strict: true } })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(String(port)),
    });
  });

  test('ends everything that runs when it is closed, systems before the World', async () => {
    const test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    await test[Symbol.asyncDispose]();
    expect(test.world.calls.slice(-2)).toEqual(['stop shop: the lab ends', 'world closed']);
  });
});

describe('systems over the API', () => {
  test('an instance named like a property of every object has the health that was told of it, and no other', async () => {
    const service = { ...shop.services.front, calls: [] };
    const odd = { ...shop, services: { constructor: service }, entrances: [], experiments: {} } as typeof shop;
    await using test = await openTestLab({ systems: [odd] });
    const started = await test.call('POST', '/running', { system: 'shop' });
    expect(started).toMatchObject({ status: 201, body: { instances: [{ id: 'constructor', health: { by: null } }] } });
  });

  test('no system gets an id that every object has a property of', async () => {
    await using test = await openTestLab();
    const refused = await test.call('POST', '/running', { system: 'shop', id: 'constructor' });
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('constructor') } });
  });

  test('a started system has instances, links and their health', async () => {
    await using test = await openTestLab();
    const started = await test.call('POST', '/running', { system: 'shop' });
    expect(started).toMatchObject({ status: 201, body: { id: 'shop', state: 'running' } });
    test.journal.append('shop', 5, {
      type: 'instance-off',
      instance: 'store-2',
      by: 'front',
      detector: 'consecutive',
      reason: 'three misses',
    });
    const { body } = await test.call('GET', '/status');
    expect(body).toMatchObject({
      systems: [
        {
          instances: [
            { id: 'front', health: { state: 'UNKNOWN', by: null } },
            { id: 'store-1' },
            { id: 'store-2', health: { state: 'OFF', by: 'front', detector: 'consecutive', sinceUs: 5 } },
            { id: 'store-3' },
          ],
        },
      ],
    });
    expect(test.defects).toEqual([]);
  });

  test('a status tells who leads, unless its process is gone, and why an instance does not stay up', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    test.world.troubles.set('store-1', 'it ended twice');
    test.journal.append('shop', 5, { type: 'leader-elected', instance: 'store-1', term: 1 });
    test.journal.append('shop', 6, { type: 'leader-elected', instance: 'store-2', term: 2 });
    const told = (leads: boolean) => [
      { id: 'front', leads: false, trouble: null },
      { id: 'store-1', leads: false, trouble: 'it ended twice' },
      { id: 'store-2', leads },
      { id: 'store-3', leads: false },
    ];
    expect((await test.call('GET', '/status')).body).toMatchObject({ systems: [{ instances: told(true) }] });
    test.world.down.add('store-2');
    expect((await test.call('GET', '/status')).body).toMatchObject({ systems: [{ instances: told(false) }] });
  });

  test('an unknown system is answered with the nearest name', async () => {
    await using test = await openTestLab();
    expect(await test.call('POST', '/running', { system: 'shopp' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-system', hint: expect.stringContaining("did you mean 'shop'"), exitCode: 64 },
    });
  });

  test('the same id twice is refused, another id runs beside it', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    expect(await test.call('POST', '/running', { system: 'shop' })).toMatchObject({
      status: 409,
      body: { code: 'id-taken', hint: expect.stringContaining('--id shop-2') },
    });
    expect(await test.call('POST', '/running', { system: 'shop', id: 'shop-2' })).toMatchObject({ status: 201 });
  });

  test('ending a system while it starts gives the start up', async () => {
    const gate = Promise.withResolvers<void>();
    await using test = await openTestLab();
    test.world.startGate = gate.promise;
    const starting = test.call('POST', '/running', { system: 'shop' });
    await expect
      .poll(async () => (await test.call('GET', '/status')).body)
      .toMatchObject({
        systems: [{ id: 'shop', state: 'starting' }],
      });
    expect(await test.call('DELETE', '/running/shop')).toMatchObject({ status: 200 });
    expect((await starting).status).toBeGreaterThanOrEqual(400);
    expect((await test.call('GET', '/status')).body).toMatchObject({ systems: [] });
  });

  test('the last system that its user ends, ends the lab; a restart does not', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    expect(await test.call('POST', '/running/shop/restart')).toMatchObject({ status: 200, body: { state: 'running' } });
    expect(await test.call('DELETE', '/running/shop')).toMatchObject({ body: { labEnds: true } });
    expect(await test.lab.endRequested).toContain('last system');
  });

  test('a fault is answered with its evidence; waiting for it has an end', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    const fault = { kind: 'crash', target: { instance: 'store-1' }, durationMs: 2000 };
    expect(await test.call('POST', '/running/shop/faults?waitMs=1000', fault)).toMatchObject({
      status: 201,
      body: { id: 'fault-1', kind: 'crash', parameters: { durationMs: 2000 }, evidence: { kind: 'confirmed' } },
    });
    test.world.evidence = undefined;
    expect(await test.call('POST', '/running/shop/faults?waitMs=20', fault)).toMatchObject({
      body: { evidence: { kind: 'pending' } },
    });
    expect(await test.call('DELETE', '/running/shop/faults')).toMatchObject({
      body: { lifted: ['fault-1', 'fault-2'] },
    });
  });

  test('load ends by itself', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    const wish = { ratePerSecond: 50, durationMs: 100 };
    expect(await test.call('POST', '/running/shop/load', wish)).toMatchObject({ status: 201 });
    expect(await test.call('POST', '/running/shop/load', wish)).toMatchObject({
      status: 409,
      body: { code: 'load-running' },
    });
    await expect.poll(() => test.world.calls).toContain('load stopped');
    expect(await test.call('GET', '/running/shop/load')).toMatchObject({ body: { load: null } });
  });
});

describe('a load that is lost', () => {
  const wish = { ratePerSecond: 50, durationMs: 60_000 };

  test('does not keep its system from being ended, nor from being started again', async () => {
    await using test = await openTestLab({ endsWhenIdle: false });
    await test.call('POST', '/running', { system: 'shop' });
    await test.call('POST', '/running/shop/load', wish);
    test.world.loadFailure = new TemblorError('load-lost', 'the load generator ended by itself');
    expect(await test.call('DELETE', '/running/shop')).toMatchObject({ status: 200 });
    expect(test.world.calls).toContain('stop shop: stopped by its user');
    expect((await test.call('GET', '/status')).body).toMatchObject({ systems: [] });
    expect(await test.call('POST', '/running', { system: 'shop' })).toMatchObject({ status: 201 });
  });

  test('is no load any more: another can be laid', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    await test.call('POST', '/running/shop/load', wish);
    test.world.loadFailure = new TemblorError('load-lost', 'the load generator ended by itself');
    test.journal.append('shop', 5, { type: 'load-finished', intended: 0, sent: 0, valid: false, reason: 'lost' });
    await expect.poll(() => test.call('GET', '/running/shop/load')).toMatchObject({ body: { load: null } });
    expect(await test.call('POST', '/running/shop/load', wish)).toMatchObject({ status: 201 });
  });
});

test('a lab whose World is lost asks to be ended, and says why', async () => {
  await using test = await openTestLab();
  await test.call('POST', '/running', { system: 'shop' });
  test.world.lose('the guardian ended with SIGKILL');
  await expect(test.lab.endRequested).rejects.toMatchObject({
    code: 'guardian-lost',
    exitCode: 69,
    message: expect.stringContaining('the guardian ended with SIGKILL'),
  });
});
