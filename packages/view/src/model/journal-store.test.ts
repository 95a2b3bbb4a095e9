import type { JournalEvent } from '@temblor/lab/journal/event';
import { describe, expect, test } from 'vitest';
import type { EventFilter } from './journal-store.ts';
import { JournalStore } from './journal-store.ts';
import { everything, readAll } from './testing/read-all.ts';
import type { Told } from './testing/story.ts';
import {
  faultApplied,
  faultConfirmed,
  health,
  linesOf,
  linkWindow,
  processStarted,
  starting,
  tell,
} from './testing/story.ts';

/** Timers that a test runs by hand. */
class HandTimers {
  #due: (() => void)[] = [];

  readonly schedule = (_delayMs: number, callback: () => void): (() => void) => {
    this.#due.push(callback);
    return () => undefined;
  };

  /** Lets the time pass that is waited for now. */
  pass(): void {
    const due = this.#due;
    this.#due = [];
    for (const callback of due) callback();
  }
}

function open(...lines: readonly string[]): JournalStore {
  const store = new JournalStore(new HandTimers());
  store.append(lines);
  return store;
}

describe('lines that are not whole', () => {
  const sound = linesOf(tell([1, starting], [2, health('instance-off', 'inventory-1')]));
  const fact = (rest: object) => JSON.stringify({ sequence: 9, atUs: 3000, system: 'voting', ...rest });

  test.each([
    ['a fact without its fields', fact({ type: 'instance-off' })],
    ['a window without its latencies', fact({ type: 'load-window', startUs: 1, endUs: 2 })],
    ['a window of a link of nothing', fact({ type: 'link-window', link: null })],
    ['requests without rows', fact({ type: 'request-window', instance: 'voter', rows: null })],
    ['a fault for no time', fact({ type: 'fault-applied', fault: 'f', kind: 'k', target: 'x', parameters: {} })],
    [
      'a check with no list',
      fact({ type: 'check-finished', check: 'c', verdict: 'passed', summary: '', violations: null }),
    ],
    ['a name that is a number', fact({ type: 'instance-on', instance: 5, by: 'm', detector: 'd', reason: 'r' })],
    ['a topology that is none', fact({ type: 'system-starting', declaration: 'd', topology: {} })],
    ['a moment beyond all clocks', '{"sequence":9,"atUs":1e308,"system":null,"type":"system-stopped"}'],
    ['a moment that is infinite', '{"sequence":9,"atUs":1e999,"system":null,"type":"system-stopped"}'],
    ['a moment before the clock', '{"sequence":9,"atUs":-1,"system":null,"type":"system-stopped"}'],
    ['half a line', sound[0]?.slice(0, 40) ?? ''],
    ['what is not even text', '\u0000\ufffd'],
  ])('%s is counted and changes nothing else', (_name, line) => {
    const store = open(...sound, line);
    expect(store.unreadable).toBe(1);
    expect(readAll(store)).toEqual({ ...Object(readAll(open(...sound))), rest: [store.span, ['voting'], 0, 1] });
    expect(store.span).toEqual({ startUs: 1000, endUs: 2000 });
    store.append(linesOf(tell([1, starting], [2, { type: 'system-stopped' }], [4, { type: 'quorum-regained' }])));
    expect(store.length).toBe(3);
  });

  test('a kind of fact that is not known is an event like any other, whatever its name', () => {
    for (const type of ['quantum-entangled', '__proto__', 'constructor']) {
      const store = open(...sound, fact({ type, instance: 'x' }));
      expect(store.unreadable).toBe(0);
      expect(store.length).toBe(3);
      expect(store.eventAt(2).type).toBe(type);
    }
  });
});

describe('a journal in a page', () => {
  test('windows of votes are measurements: no facts, and in no list without windows, but folded in order of time', () => {
    const votes: Told = [
      3,
      {
        ...{ type: 'vote-window', startUs: 1000, endUs: 3000, decided: 5, withoutQuorum: 0, dissents: 0 },
        ...{ meanFanOut: 3, meanQuorum: 3, excluded: {} },
        latency: { count: 5, meanMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1, maxMs: 1 },
      },
    ];
    const store = open(...linesOf(tell([1, starting], votes, [2, health('instance-off', 'inventory-1')])));
    expect(store.facts('voting').map(({ type }) => type)).toEqual(['system-starting', 'instance-off']);
    expect([...store.select({ ...everything, windows: false })]).toEqual([0, 2]);
    expect(
      store
        .ordered('voting')
        .until(9000)
        .map(({ type }) => type),
    ).toEqual([...['system-starting', 'instance-off', 'vote-window']]);
    expect(store.measured('voting')).toHaveLength(2);
  });

  test("keeps a balancer's windows for panels, and finds what it says of a replica", () => {
    const window: Told = [
      3,
      {
        ...{ type: 'balancer-window', instance: 'balancer', startUs: 1000, endUs: 3000, strategy: 'random' },
        ...{ panic: false, requests: 1, failures: 0, refused: 0, retries: 0, hedges: 0, replicas: [] },
      },
    ];
    const draining: Told = [4, { type: 'replica-draining', instance: 'balancer', replica: 'image-1', inFlight: 2 }];
    const store = open(...linesOf(tell([1, starting], window, draining)));
    const typesOf = (events: readonly JournalEvent[]) => events.map(({ type }) => type);
    expect(typesOf(store.facts('voting'))).toEqual(['system-starting', 'replica-draining']);
    expect(typesOf(store.ordered('voting').until(9000))).toEqual([
      'system-starting',
      'balancer-window',
      'replica-draining',
    ]);
    expect([...store.select({ ...everything, subject: 'image-1' })]).toEqual([2]);
    expect(store.unreadable).toBe(0);
  });

  test('counts lines that are no events, and passes over empty ones', () => {
    const store = open('', 'no event', '{"sequence":1}', ...linesOf(tell([1, starting])));
    expect([store.length, store.unreadable]).toEqual([1, 2]);
  });

  test('counts facts and windows whose place is past, and leaves them out', () => {
    const window = linkWindow('orders->inventory', 2, { requests: 1, p95Ms: 1 });
    const lines = linesOf(tell([1, starting], window, [3, processStarted()], [4, { type: 'system-stopped' }]));
    const [first = '', second = '', third = '', last = ''] = lines;
    const store = open(first, third, last, second, first, last);
    expect([store.length, store.outOfPlace, store.unreadable]).toEqual([3, 3, 0]);
    expect(store.linkSeries('voting', 'orders->inventory')).toHaveLength(0);
    expect(open(...lines).outOfPlace).toBe(0);
    store.reset();
    expect(store.outOfPlace).toBe(0);
  });

  test('counts what was not delivered and what was left out', () => {
    const thinned = tell([1, { type: 'journal-thinned', kept: 10, dropped: 90, reason: 'too long' }]);
    const store = open(...linesOf(thinned));
    store.addMissed(5);
    expect(store.missed).toBe(95);
  });

  test('knows the wall clock by the start of the lab', () => {
    const store = open(
      ...linesOf(tell([2000, { type: 'lab-started', pid: 1, wallClockMs: 1_700_000_000_000, version: '1' }])),
    );
    expect(store.wallClockMs(2_500_000)).toBe(1_700_000_000_500);
  });

  test('spans from the earliest to the latest moment, whatever came first', () => {
    const store = open(
      ...linesOf(tell([20, starting], [10, processStarted()], [90, processStarted(2)], [80, processStarted(3)])),
    );
    expect(store.span).toEqual({ startUs: 10_000, endUs: 90_000 });
  });

  test('begins anew after a reset, with arrays of its own', () => {
    const lines = linesOf(tell([1, starting]));
    const store = open(...lines);
    const before = store.facts('voting');
    store.reset();
    expect([store.length, store.systems, store.facts('voting').length]).toEqual([0, [], 0]);
    store.append(lines);
    expect(store.facts('voting')).toHaveLength(1);
    expect(store.facts('voting')).not.toBe(before);
  });

  test('says what to look at where there is no event at a place', () => {
    expect(() => open().eventAt(3)).toThrow('no event at place 3: it has 0');
  });
});

describe('notices of changes', () => {
  test('come at once, and then together, ten times a second at most', () => {
    const timers = new HandTimers();
    const store = new JournalStore(timers);
    const versions: number[] = [];
    const end = store.subscribe(() => versions.push(store.version));
    const lines = linesOf(tell([1, starting], [2, processStarted()], [3, processStarted(2)], [4, processStarted(3)]));
    const append = (index: number) => store.append(lines.slice(index, index + 1));
    append(0);
    expect(versions).toEqual([1]);
    append(1);
    append(2);
    expect([versions, store.version]).toEqual([[1], 1]);
    timers.pass();
    expect(versions).toEqual([1, 2]);
    timers.pass();
    timers.pass();
    expect(versions).toEqual([1, 2]);
    append(3);
    expect(versions).toEqual([1, 2, 3]);
    end();
    store.reset();
    timers.pass();
    expect(versions).toEqual([1, 2, 3]);
  });

  test('that are still to come, come now when nothing follows for a while', () => {
    const timers = new HandTimers();
    const store = new JournalStore(timers);
    const [first = '', second = ''] = linesOf(tell([1, starting], [2, processStarted()]));
    store.append([first]);
    store.append([second]);
    store.settle();
    expect(store.version).toBe(2);
    store.settle();
    timers.pass();
    expect(store.version).toBe(2);
  });
});

describe('a selection of events', () => {
  const store = open(
    ...linesOf(
      tell(
        [0, starting],
        [1, processStarted()],
        [2, faultApplied('f1', 'latency', { link: 'voter->inventory-2' })],
        [3, faultConfirmed('f1', 3)],
        [4, faultApplied('f2', 'partition', { groups: [['voter'], ['inventory-1']] })],
        linkWindow('voter->inventory-2', 5, { requests: 1, p95Ms: 1 }),
        [6, health('instance-off', 'inventory-2')],
      ),
    ),
  );
  const places = (filter: Partial<EventFilter>) => [...store.select({ ...everything, ...filter })];

  test('is by kind, by system, and with or without windows', () => {
    expect(places({})).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(places({ windows: false })).toEqual([0, 1, 2, 3, 4, 6]);
    expect(places({ types: new Set(['fault-applied', 'link-window']) })).toEqual([2, 4, 5]);
    expect(places({ system: 'another' })).toEqual([]);
  });

  test('is by what an event speaks of; all of a fault speaks of where it acts', () => {
    expect(places({ subject: 'f1' })).toEqual([2, 3]);
    expect(places({ subject: 'voter->inventory-2' })).toEqual([2, 3, 5]);
    expect(places({ subject: 'inventory-1' })).toEqual([1, 4]);
    expect(places({ subject: 'inventory' })).toEqual([]);
  });

  test('is by words of a line, all of them, whatever their case, and signs mean themselves', () => {
    expect(places({ text: 'WINDOW inst' })).toEqual([6]);
    expect(places({ text: 'latency' })).toEqual([2, 5]);
    expect(places({ text: 'latency f1' })).toEqual([2]);
    expect(places({ text: '.*' })).toEqual([]);
    expect(places({ text: '[["voter"]' })).toEqual([4]);
  });

  test('grows with the journal, and is the same array while it does not', () => {
    const growing = open(...linesOf(tell([0, starting])));
    const filter = { ...everything, text: 'process' };
    const before = growing.select(filter);
    expect(growing.select({ ...filter, types: new Set() })).toBe(before);
    growing.append(linesOf(tell([0, starting], [1, processStarted()], [2, starting])));
    expect([...growing.select(filter)]).toEqual([1]);
  });
});
