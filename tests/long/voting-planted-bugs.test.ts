/** Each planted bug of orders, inventory and voter is caught by a check, and a sound system passes them all. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult, Operation } from '@temblor/checkers/history/operation';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { faultSpecification } from '@temblor/lab/faults/fault';
import {
  offsetsInOrder,
  ordersExactlyOnce,
  readsAreTrue,
  replicasAgree,
  stockConserved,
} from '@temblor/system-voting/checks';
import { voting } from '@temblor/system-voting/system';
import { describe, expect, test } from 'vitest';
import { ownWorld } from '../processes/fixtures/own-world.ts';

const checks = [ordersExactlyOnce, offsetsInOrder, readsAreTrue, replicasAgree, stockConserved];
const load = {
  ratePerSecond: 400,
  workload: { module: new URL('../../systems/voting/workload.ts', import.meta.url) },
};
/** The replicas' bugs strike at every 50th event. */
const eventsNeeded = 60;
/** One write in twenty repeats another: without one among so many is one run of thousands. */
const eventsForRepeats = 200;

const own = ownWorld();
const { journal } = own;

/** Runs the system with a bug until enough was ordered, and gives the names of the checks that did not pass. */
async function judge(bug: string | undefined, lying?: string): Promise<Record<string, CheckResult['verdict']>> {
  const environment: Record<string, string> = bug === undefined ? {} : { PLANTED_BUG: bug };
  const from = journal.nextSequence;
  const wanted = bug === 'orders-double-apply' ? eventsForRepeats : eventsNeeded;
  await using system = await own.world.start(voting, { id: bug ?? 'sound', ports: 'auto', seed: 1, environment });
  if (lying !== undefined) {
    const lie = { kind: 'incorrect-response', target: { instance: lying }, subject: 'PROD-001' };
    await system.applyFault(faultSpecification.parse(lie));
  }
  const historyFile = join(own.folder, `${bug ?? 'sound'}.ndjson`);
  const running = await system.startLoad(load, { seed: 1, historyFile });
  const enough = await pollUntil(
    async () => {
      const { body } = await system.request('inventory-3', 'GET', '/health');
      return typeof body === 'object' && body !== null && 'offset' in body && Number(body.offset) >= wanted;
    },
    { timeoutMs: 20_000, intervalMs: 50 },
  );
  await running.stop();
  for (const fault of system.faults()) await system.liftFault(fault.id);
  expect(enough).toBe(true);
  const lines = (await readFile(historyFile, 'utf8')).trim().split('\n');
  const history = lines.map((line): Operation => JSON.parse(line));
  const context = {
    history,
    journal: journal.since(from),
    observe: (instance: string, path: string) => system.request(instance, 'GET', path),
    storeUrl: () => system.stores()[0]?.url ?? '',
  };
  const results = await Promise.all(checks.map((check) => check(context)));
  return Object.fromEntries(results.map(({ check, verdict }) => [check, verdict]));
}

describe('the checks of the voting system', () => {
  test('pass a sound system', async () => {
    expect(await judge(undefined)).toEqual({
      'orders-exactly-once': 'passed',
      'offsets-in-order': 'passed',
      'reads-are-true': 'passed',
      'replicas-agree': 'passed',
      'stock-conserved': 'passed',
    });
  });

  test('catch an order service that orders again what is retried', async () => {
    expect(await judge('orders-double-apply')).toMatchObject({ 'orders-exactly-once': 'failed' });
  });

  test('catch an order service that publishes after its transaction', async () => {
    expect(await judge('orders-publish-after-commit')).toMatchObject({ 'orders-exactly-once': 'failed' });
  });

  test.each(['inventory-double-apply', 'inventory-skip-event'])('catch replicas with %s', async (bug) => {
    expect(await judge(bug)).toMatchObject({ 'reads-are-true': 'failed', 'stock-conserved': 'failed' });
  });

  test('catch a voter that trusts the first answer', async () => {
    expect(await judge('voter-trusts-first', 'inventory-1')).toMatchObject({ 'reads-are-true': 'failed' });
  });
});
