/** The guided demo and the monitor of the balancer, as their users type them. */
import { expect, test } from 'vitest';
import { openCommandFolder } from '../processes/cli-fixtures/temblor-command.ts';

test('the demo starts the system, plays all four, and leaves nothing behind', async () => {
  await using folder = openCommandFolder();
  const demo = folder.launch('demo', 'balancer', '--ports', 'auto', '--rate', '100', '--json');
  await folder.recorded('balancer/image-3');
  folder.remember();
  const { code, stdout } = await demo.finished;
  expect(JSON.parse(stdout)).toMatchObject({
    distribution: { counts: { 'image-1': 3, 'image-2': 3, 'image-3': 3 } },
    concurrency: { whoami: { failures: 0 }, unequal: [{ strategy: 'round-robin' }, { strategy: 'least-connections' }] },
    faultTolerance: {
      outage: { replica: 'image-2', found: { detector: expect.any(String) }, backAtUs: expect.any(Number) },
      clients: { failed: 0, unknown: 0 },
    },
    statistics: { replicas: [{ id: 'image-1' }, { id: 'image-2' }, { id: 'image-3' }] },
  });
  expect([0, 2]).toContain(code); // 2: the machine was too busy to keep the rate
  expect(await folder.survivors()).toEqual([]);
});

test('a system that is up is used and stays up; the monitor puts back what it broke', async () => {
  await using folder = openCommandFolder();
  await folder.temblor('up', 'balancer', '--ports', 'auto');
  const { document } = await folder.json('monitor', 'balancer', '--for', '1s');
  expect(document).toMatchObject({
    sequential: { checks: [{ up: true }, { up: true }, { up: true }] },
    parallel: { rounds: 5 },
    guarded: { decisions: expect.arrayContaining([expect.stringMatching(/^image-3: circuit opened/)]) },
    continuous: [{ target: 'image-1' }, { target: 'image-2' }, { target: 'image-3' }],
  });
  const { document: status } = await folder.json('status');
  expect(status).toMatchObject({ systems: [{ id: 'balancer', state: 'running', faults: [] }] });
  await folder.temblor('down', '--all');
});
