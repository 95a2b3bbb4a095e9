/** Monitor and voter in the whole system: who is put OFF, by which detector, and who comes back. */
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { AppliedFault, RunningSystem } from '@temblor/lab/world/world';
import { voting } from '@temblor/system-voting/system';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownWorld } from './fixtures/own-world.ts';

/** Enough for the votes by which replicas are judged, and no more than a busy machine can carry. */
const load = { ratePerSecond: 50, workload: { module: new URL('../../systems/voting/workload.ts', import.meta.url) } };

const own = ownWorld();
const { journal } = own;

const start = (id: string, environment: Record<string, string> = {}) =>
  own.world.start(voting, { id, ports: 'auto', seed: 1, environment });

const withinMs = 30_000;

/** A fact about an instance, from a sequence on. */
async function fact<T extends 'instance-off' | 'instance-on' | 'instance-suspected'>(
  type: T,
  instance: string,
  from: number,
  detector?: string,
): Promise<JournalEventOf<T>> {
  const isWanted = (event: JournalEvent): event is JournalEventOf<T> =>
    event.type === type && event.instance === instance && (detector === undefined || event.detector === detector);
  const found = await journal.waitFor(isWanted, { fromSequence: from, timeoutMs: withinMs });
  if (found === undefined || !isWanted(found)) throw new Error(`${instance}: no ${type} within ${withinMs} ms`);
  return found;
}

/**
 * The replicas that were put OFF, from a sequence on. Orders and voter are left out: on a machine that is kept busy by
 * other tests they may truly not answer for half a second, which is no fault of what is tested here.
 */
const offs = (from: number) =>
  journal
    .since(from)
    .flatMap((event) =>
      event.type === 'instance-off' && event.instance.startsWith('inventory-') ? event.instance : [],
    );

/** Lays a fault, waits until its instance is OFF, lifts it, and waits until it is ON again. */
async function breakAndHeal(system: RunningSystem, request: FaultRequest, instance: string) {
  const from = journal.nextSequence;
  const fault: AppliedFault = await system.applyFault(faultSpecification.parse(request));
  const off = await fact('instance-off', instance, from);
  if (request.kind !== 'crash') await system.liftFault(fault.id);
  await fault.lifted;
  const on = await fact('instance-on', instance, from);
  expect(offs(from)).toEqual([instance]);
  return { off, on, from };
}

describe('with every detector that is on by default', () => {
  let system: RunningSystem;
  beforeAll(async () => {
    system = await start('whole');
    await system.startLoad(load, { seed: 1 });
    await journal.waitFor((event) => event.type === 'vote-window', { fromSequence: 1, timeoutMs: 30_000 });
  });
  afterAll(() => system.stop('the tests are over'));

  test('a crash is noticed by the loss of a connection, and what other detectors would have said is told', async () => {
    const crash: FaultRequest = { kind: 'crash', target: { instance: 'inventory-1' }, durationMs: 1200 };
    const { off, from } = await breakAndHeal(system, crash, 'inventory-1');
    expect(off.by).toBe('monitor');
    const lost = await fact('instance-suspected', 'inventory-1', from, 'connection-loss');
    const missed = await fact('instance-suspected', 'inventory-1', from, 'consecutive');
    expect(off.atUs).toBeLessThan(missed.atUs);
    expect(lost.atUs).toBeLessThan(missed.atUs);
  });

  test('a slow replica fails its checks', async () => {
    const slow: FaultRequest = { kind: 'latency', target: { instance: 'inventory-2' } };
    const { off, on } = await breakAndHeal(system, slow, 'inventory-2');
    expect(off.reason).toContain('did not answer within');
    expect(on.reason).toMatch(/^20 probes in a row passed\b/);
  });

  test('a replica that fails now and then is found by the window', async () => {
    const failing: FaultRequest = { kind: 'intermittent', target: { instance: 'inventory-3' } };
    const { off } = await breakAndHeal(system, failing, 'inventory-3');
    expect(off.detector).toBe('window');
  });

  test('a replica that lies passes every check, is found by dissent, and comes back when it agrees', async () => {
    const lying: FaultRequest = { kind: 'incorrect-response', target: { instance: 'inventory-1' } };
    const { off, on } = await breakAndHeal(system, lying, 'inventory-1');
    expect(off.detector).toBe('dissent');
    expect(on.reason).toMatch(/(^| and )5 shadow reads in a row agreed$/);
  });

  test('a replica that goes on lying, or failing now and then, stays OFF', async () => {
    const from = journal.nextSequence;
    const faults = [
      await system.applyFault(
        faultSpecification.parse({ kind: 'incorrect-response', target: { instance: 'inventory-1' } }),
      ),
      await system.applyFault(faultSpecification.parse({ kind: 'intermittent', target: { instance: 'inventory-3' } })),
    ];
    const { atUs } = await fact('instance-off', 'inventory-3', from);
    await fact('instance-off', 'inventory-1', from);
    const later = await journal.waitFor((event) => event.atUs > atUs + 2_000_000, {
      fromSequence: from,
      timeoutMs: 30_000,
    });
    expect(later).toBeDefined();
    const back = journal.since(from).flatMap((event) => (event.type === 'instance-on' ? event.instance : []));
    expect(back.filter((instance) => instance.startsWith('inventory-'))).toEqual([]);
    for (const { id } of faults) await system.liftFault(id);
    await fact('instance-on', 'inventory-1', from);
    await fact('instance-on', 'inventory-3', from);
  });

  test('a pause of the monitor itself is nobody else’s failure', async () => {
    const from = journal.nextSequence;
    const pause = { kind: 'pause', target: { instance: 'monitor' }, durationMs: 1500 };
    const fault = await system.applyFault(faultSpecification.parse(pause));
    const endedUs = await fault.lifted;
    const later = await journal.waitFor((event) => event.atUs > endedUs + 1_000_000, {
      fromSequence: from,
      timeoutMs: 30_000,
    });
    expect(later).toBeDefined();
    expect(offs(from)).toEqual([]);
  });

  test('the status has the shape of the brief', async () => {
    const answer = await pollUntil(
      async () => {
        const now = await system.request('monitor', 'GET', '/status');
        // A check that was missed has no response time.
        return /"OFF"|"response_time_ms":null/.test(JSON.stringify(now.body)) ? undefined : now;
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
    const row = (service: string, instance: string) => ({
      service_name: service,
      instance_id: instance,
      status: 'ON',
      last_check: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      consecutive_failures: expect.any(Number),
      response_time_ms: expect.any(Number),
      reason: expect.any(String),
    });
    expect(answer?.status).toBe(200);
    expect(answer?.body).toEqual({
      instances: [
        row('inventory', 'inventory-1'),
        row('inventory', 'inventory-2'),
        row('inventory', 'inventory-3'),
        row('orders', 'orders'),
        row('voter', 'voter'),
      ],
    });
  });

  test('status, failures and votes stand in their tables', async () => {
    const client = new pg.Client({ connectionString: system.stores()[0]?.url ?? '' });
    await client.connect();
    try {
      const query = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows;
      const audit = await pollUntil(
        async () => {
          const rows = await query("SELECT * FROM failure_audit WHERE service_name = 'inventory' ORDER BY detected_at");
          return rows.length >= 6 && rows.every((row) => row.recovered_at !== null) ? rows : undefined;
        },
        { timeoutMs: 30_000, intervalMs: 50 },
      );
      expect(audit?.slice(0, 4).map((row) => [row.service_name, row.instance_id, row.failure_type])).toEqual([
        ['inventory', 'inventory-1', expect.stringMatching(/connection_lost|error_rate/)],
        ['inventory', 'inventory-2', expect.stringMatching(/unresponsive|error_rate/)],
        ['inventory', 'inventory-3', 'error_rate'],
        ['inventory', 'inventory-1', 'incorrect_response'],
      ]);
      expect(await query('SELECT * FROM instance_status ORDER BY service_name, instance_id')).toMatchObject(
        ['inventory-1', 'inventory-2', 'inventory-3', 'orders', 'voter'].map((instance_id) => ({
          instance_id,
          last_check: expect.any(Date),
        })),
      );
      const votes = await query(
        "SELECT outcome, count(*)::int AS n, jsonb_typeof(excluded_replicas) AS t FROM voting_events WHERE timestamp > now() - interval '1 hour' GROUP BY 1, 3",
      );
      expect(votes).toContainEqual({ outcome: 'decided', n: expect.any(Number), t: 'array' });
    } finally {
      await client.end();
    }
  });

  test('the database being away puts nobody OFF', async () => {
    const from = journal.nextSequence;
    const away = { kind: 'database-away', target: { store: 'postgres' }, durationMs: 1500 };
    const fault = await system.applyFault(faultSpecification.parse(away));
    await fault.lifted;
    expect((await system.request('voter', 'GET', '/inventory/voted')).status).toBe(200);
    expect(offs(from)).toEqual([]);
  });
});

describe('by the rule of three missed checks alone', () => {
  test('a crash is noticed, and the loss of the connection is told as a suspicion', async () => {
    await using system = await start('rule-of-three', { DETECTORS: 'consecutive' });
    const crash: FaultRequest = { kind: 'crash', target: { instance: 'inventory-1' }, durationMs: 1200 };
    const { off, from } = await breakAndHeal(system, crash, 'inventory-1');
    expect(off.detector).toBe('consecutive');
    const suspected = await fact('instance-suspected', 'inventory-1', from, 'connection-loss');
    expect(suspected.atUs).toBeLessThan(off.atUs);
  });
});

describe('planted bugs of the monitor are seen', () => {
  test('one that never puts anybody OFF only suspects', async () => {
    await using system = await start('never-off', { PLANTED_BUG: 'monitor-never-off' });
    const from = journal.nextSequence;
    await system.applyFault(
      faultSpecification.parse({ kind: 'crash', target: { instance: 'inventory-1' }, durationMs: 1200 }),
    );
    await fact('instance-suspected', 'inventory-1', from, 'consecutive');
    expect(offs(from)).toEqual([]);
  });

  test('one that takes a replica back after one passed check flaps', async () => {
    await using system = await start('flaps', { PLANTED_BUG: 'monitor-flaps' });
    await system.startLoad(load, { seed: 1 });
    const from = journal.nextSequence;
    await system.applyFault(faultSpecification.parse({ kind: 'intermittent', target: { instance: 'inventory-3' } }));
    await fact('instance-off', 'inventory-3', from);
    const on = await fact('instance-on', 'inventory-3', from);
    await fact('instance-off', 'inventory-3', on.sequence);
  });
});
