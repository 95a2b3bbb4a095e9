import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { defineSystem } from '@temblor/lab/system/define-system';
import { freePort, releasePort } from '@temblor/runtime/processes/ports';
import { describe, expect, test } from 'vitest';
import { openTestLab } from '../testing/open-test-lab.fixture.ts';

/** A system whose dashboard is expected at a port. */
const withDashboard = (dashboardPort: number): SystemDeclaration =>
  defineSystem({
    ...{ name: 'shop', title: 'Shop', description: '', dashboardPort },
    services: { front: { run: { command: ['true'] } } },
  });

async function unusedPort(): Promise<number> {
  const port = await freePort();
  releasePort(port);
  return port;
}

const isClosed = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    () => false,
    () => true,
  );

describe('the port of a system at which its dashboard is expected', () => {
  test('leads to the page, opened on the system and without the token, as long as the system is up', async () => {
    const port = await unusedPort();
    await using lab = await openTestLab({ systems: [withDashboard(port)], endsWhenIdle: false });
    await lab.call('POST', '/running', { system: 'shop', id: 'first' });
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    expect({ status: health.status, body: await health.json() }).toMatchObject({ status: 200, body: { status: 'ok' } });
    const page = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
    expect(page.status).toBe(302);
    expect(page.headers.get('location')).toBe(`${lab.lab.url}/#/running/first`);
    await lab.call('DELETE', '/running/first');
    expect(await isClosed(port)).toBe(true);
  });

  test('where it is taken is another one, and the journal says which; with strict the system does not start', async () => {
    const other = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      await using lab = await openTestLab({ systems: [withDashboard(port)], endsWhenIdle: false });
      const refused = await lab.call('POST', '/running', { system: 'shop', ports: 'strict' });
      expect(refused.body).toMatchObject({ code: 'port-taken' });
      expect(await lab.call('GET', '/status')).toMatchObject({ body: { systems: [] } });
      expect(await lab.call('POST', '/running', { system: 'shop' })).toMatchObject({ status: 201 });
      const replaced = lab.journal.since(1).find((event) => event.type === 'port-replaced');
      expect(replaced).toMatchObject({ instance: 'dashboard', wanted: port, system: 'shop' });
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });

  test('is not opened where the lab chooses all ports: nobody would know it', async () => {
    const port = await unusedPort();
    await using lab = await openTestLab({ systems: [withDashboard(port)], endsWhenIdle: false });
    await lab.call('POST', '/running', { system: 'shop', ports: 'auto' });
    expect(await isClosed(port)).toBe(true);
  });

  test('is closed again where the system does not start', async () => {
    const port = await unusedPort();
    await using lab = await openTestLab({ systems: [withDashboard(port)], endsWhenIdle: false });
    lab.world.startGate = Promise.reject(new Error('it did not start'));
    lab.world.startGate.catch(() => undefined);
    expect(await lab.call('POST', '/running', { system: 'shop' })).toMatchObject({ status: 500 });
    expect(await isClosed(port)).toBe(true);
  });
});
