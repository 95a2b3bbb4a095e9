import { checkExactlyOnce } from '@temblor/checkers/exactly-once/exactly-once';
import type { Json, Operation } from '@temblor/checkers/history/operation';
import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import { describe, expect, test } from 'vitest';
import type { PlacedEvent } from './check-evidence.ts';
import { toAcknowledged, toAttempts, toEffects, toReads } from './check-evidence.ts';
import { noFalseAlarms, offsetsInOrder, quorumLostAndRegained } from './checks.ts';
import { experiments } from './experiments.ts';
import { voting } from './system.ts';

function operation(given: Partial<Operation>): Operation {
  return {
    id: 0,
    name: 'order',
    input: null,
    outcome: 'ok',
    output: null,
    status: 200,
    invokedUs: 0,
    completedUs: 10,
    ...given,
  };
}

const order = (key: string, outcome: Operation['outcome'], output: Json, more: Partial<Operation> = {}): Operation =>
  operation({ input: { idempotency_key: key, customer_id: 'C', items: [] }, outcome, output, ...more });

const placed = (offset: number, key: string | null): PlacedEvent => ({
  offset,
  event: { type: 'order-placed', order_id: `ORD-${offset}`, customer_id: 'C', items: [], idempotency_key: key },
});

function journalOf(...facts: readonly (readonly [atMs: number, fact: JournalFact])[]): JournalEvent[] {
  const journal = new Journal();
  for (const [atMs, fact] of facts) journal.append('voting', atMs * 1000, fact);
  return journal.since(1);
}

function contextOf(history: readonly Operation[], journal: readonly JournalEvent[] = []) {
  const refuse = (): never => {
    throw new Error('this check asks nobody');
  };
  return { history, journal, observe: refuse, storeUrl: refuse };
}

const crashed: JournalFact = {
  type: 'fault-applied',
  fault: 'f',
  kind: 'crash',
  target: { instance: 'inventory-1' },
  parameters: {},
  durationMs: 200,
};
const confirmed: JournalFact = { type: 'fault-confirmed', fault: 'f', evidence: 'seen', effectAtUs: 91_000 };

describe('the evidence', () => {
  test('takes attempts with one idempotency key for one intent, and its first acknowledgement for its place', () => {
    const history = [
      order('k', 'unknown', null, { invokedUs: 5, completedUs: 2000 }),
      order('k', 'ok', { order_id: 'ORD-1', status: 'confirmed', offset: 1 }, { invokedUs: 3000, completedUs: 3010 }),
      order('k', 'ok', { order_id: 'ORD-1', status: 'confirmed', offset: 1 }, { invokedUs: 9000, completedUs: 9010 }),
    ];
    expect(toAcknowledged(history)).toEqual([{ id: 'order k', position: 1, invokedUs: 5, completedUs: 3010 }]);
    expect(checkExactlyOnce('once', toAttempts(history), toEffects([placed(1, 'k')])).verdict).toBe('passed');
  });

  test('sees a retried order that was ordered again, and one whose event is lost', () => {
    const history = [
      order('k', 'ok', { order_id: 'ORD-1', status: 'confirmed', offset: 1 }),
      order('lost', 'ok', { order_id: 'ORD-9', status: 'confirmed', offset: 3 }),
    ];
    const events = [placed(1, 'k'), placed(2, 'k'), placed(4, null)];
    expect(checkExactlyOnce('once', toAttempts(history), toEffects(events)).violations).toEqual([
      'order k took effect 2 times (at 1, 2)',
      'order lost was acknowledged, and its effect is lost',
    ]);
  });

  test('knows a cancellation by its order, whatever its key', () => {
    const history = ['a', 'b'].map((key, index) =>
      operation({
        name: 'cancel',
        input: { order_id: 'ORD-1', idempotency_key: key },
        outcome: index === 0 ? 'unknown' : 'ok',
        output: index === 0 ? null : { order_id: 'ORD-1', status: 'cancelled', offset: 2 },
      }),
    );
    const cancelled: PlacedEvent = { offset: 2, event: { type: 'order-cancelled', order_id: 'ORD-1', items: [] } };
    const twice = toEffects([cancelled, { ...cancelled, offset: 3 }]);
    expect(checkExactlyOnce('once', toAttempts(history), toEffects([cancelled])).verdict).toBe('passed');
    expect(checkExactlyOnce('once', toAttempts(history), twice).verdict).toBe('failed');
  });

  test('keeps what a read asked for, and tells answers that are none', () => {
    const read = { name: 'voted-read', input: { product_id: 'PROD-002', min_offset: 4 } };
    const answer = { items: { 'PROD-002': 93 }, offset: 7, quorum: 2 };
    const history = [
      operation({ ...read, id: 1, output: answer }),
      operation({ ...read, id: 2, output: { items: 'none' } }),
    ];
    expect(toReads(history)).toEqual({
      reads: [{ id: 'read 1', position: 7, state: { 'PROD-002': 93 }, only: 'PROD-002', minimumPosition: 4 }],
      malformed: ['read 2'],
    });
  });

  test('sees an offset that went backwards', async () => {
    const history = [
      order('a', 'ok', { offset: 9 }, { invokedUs: 0, completedUs: 10 }),
      order('b', 'ok', { offset: 8 }, { invokedUs: 20, completedUs: 30 }),
    ];
    expect((await offsetsInOrder(contextOf(history))).verdict).toBe('failed');
  });
});

describe('the quorum', () => {
  const lost: JournalFact = { type: 'quorum-lost', valid: 1, needed: 2 };
  const regained: JournalFact = { type: 'quorum-regained' };
  const broken = [
    [90, crashed],
    [91, confirmed],
  ] as const;
  const read = (atMs: number, status: number, tookMs = 2, code = 'quorum_not_reached'): Operation =>
    operation({
      name: 'voted-read',
      status,
      output: status === 503 ? { code } : {},
      outcome: status === 200 ? 'ok' : 'failed',
      invokedUs: atMs * 1000,
      completedUs: (atMs + tookMs) * 1000,
    });

  test('that was lost, refused at once and regained passes', async () => {
    const history = [read(50, 200), read(150, 503), read(350, 200)];
    const journal = journalOf(...broken, [100, lost], [300, regained]);
    expect(await quorumLostAndRegained(contextOf(history, journal))).toMatchObject({ verdict: 'passed' });
  });

  test.each<[string, Operation[], JournalEvent[], string]>([
    ['was never lost', [read(1, 200)], journalOf(...broken), 'never said that the quorum was lost'],
    ['was not regained', [read(150, 503)], journalOf(...broken, [100, lost]), 'lost and not regained'],
    [
      'was lost without a refusal',
      [read(350, 200)],
      journalOf(...broken, [100, lost], [300, regained]),
      'no read was refused',
    ],
    [
      'was lost while reads only waited for an offset',
      [read(150, 503, 2, 'offset_not_reached'), read(350, 200)],
      journalOf(...broken, [100, lost], [300, regained]),
      'no read was refused',
    ],
    [
      'was refused late',
      [read(150, 503, 900), read(350, 200)],
      journalOf(...broken, [100, lost], [300, regained]),
      '900 ms',
    ],
    [
      'did not serve again',
      [read(150, 503)],
      journalOf(...broken, [100, lost], [300, regained]),
      'no read succeeded after',
    ],
  ])('that %s fails', async (_, history, journal, violation) => {
    const result = await quorumLostAndRegained(contextOf(history, journal));
    expect(result.verdict).toBe('failed');
    expect(result.violations.join('\n')).toContain(violation);
  });
});

describe('a quorum that nothing took away', () => {
  test.each<[string, JournalEvent[], string]>([
    ['the crash was not confirmed', journalOf([90, crashed]), 'crash on inventory-1 was not seen to act'],
    ['nothing was broken', [], 'nothing was broken'],
  ])('cannot be judged where %s', async (_, journal, summary) => {
    const result = await quorumLostAndRegained(contextOf([], journal));
    expect(result).toMatchObject({ verdict: 'inconclusive', summary });
  });
});

describe('the monitor', () => {
  const word = (type: 'instance-off', instance: string): JournalFact => ({
    type,
    instance,
    by: 'monitor',
    detector: 'window',
    reason: 'because',
  });
  const start: JournalFact = { type: 'phase-started', phase: 'intermittent', repeat: 1 };
  const finish: JournalFact = { type: 'phase-finished', phase: 'intermittent', repeat: 1, completed: true, detail: '' };

  const quiet = journalOf([0, start], [10_000, finish]);
  const statusOf = (...statuses: readonly ('ON' | 'UNKNOWN')[]) => ({
    instances: statuses.map((status, index) => ({
      service_name: 'inventory',
      instance_id: `inventory-${index + 1}`,
      status,
      last_check: null,
      consecutive_failures: 0,
      response_time_ms: null,
      reason: '',
    })),
  });
  const judge = (journal: readonly JournalEvent[], body: Json) =>
    noFalseAlarms({ ...contextOf([], journal), observe: async () => ({ status: 200, body }) });

  test('that puts somebody OFF for nothing fails, and one that does not passes', async () => {
    const alarm = journalOf([0, start], [500, word('instance-off', 'inventory-2')], [900, finish]);
    expect((await judge(alarm, statusOf('ON'))).violations).toEqual(['inventory-2 was put OFF by window: because']);
    expect((await judge(quiet, statusOf('ON', 'ON'))).verdict).toBe('passed');
  });

  test.each<[string, readonly JournalEvent[], Json, string]>([
    ['no fault-free time', journalOf([0, start], [900, finish]), statusOf('ON'), 'only 0.0 fault-free minutes'],
    ['an instance that is not checked', quiet, statusOf('ON', 'UNKNOWN'), 'the monitor does not check inventory-2'],
    ['a monitor that answers nothing', quiet, null, 'the monitor does not tell whom it checks'],
  ])('without an alarm is not judged by %s', async (_, journal, body, summary) => {
    const result = await judge(journal, body);
    expect(result.verdict).toBe('inconclusive');
    expect(result.summary).toContain(summary);
  });
});

describe('the experiments', () => {
  test('are accepted by the declaration, the default one first', () => {
    expect(Object.keys(voting.experiments)).toEqual(['faults', 'quiet', 'two-down', 'intermittent', 'slow']);
    expect(() => defineSystem({ ...voting, experiments })).not.toThrow();
  });

  test('have the phases and limits of the brief', () => {
    const { faults } = experiments;
    expect(faults?.phases.map(({ name }) => name)).toEqual([
      'baseline',
      'crash',
      'latency',
      'intermittent',
      'incorrect',
    ]);
    expect(faults?.limits).toEqual({ ttdMs: 1000, ttrMs: 500, successPercent: 95, p95Ms: null });
    expect(faults?.phases[1]?.limits).toEqual({ ttrMs: null });
  });
});
