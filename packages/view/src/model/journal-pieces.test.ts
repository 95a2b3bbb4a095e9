import { journalFact } from '@temblor/lab/journal/event';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JournalStore } from './journal-store.ts';
import { everything, readAll } from './testing/read-all.ts';
import type { Told } from './testing/story.ts';
import { health, linesOf, linkWindow, loadWindow, processStarted, starting, tell } from './testing/story.ts';

function storeOf(...lines: readonly string[]): JournalStore {
  const store = new JournalStore({ schedule: () => () => undefined });
  store.append(lines);
  return store;
}

/** Facts and windows of every kind, some of them late. */
const told = fc.array(
  fc.oneof(
    fc.nat(500).map((atMs): Told => [atMs, health('instance-off', 'inventory-1')]),
    fc.nat(500).map((atMs): Told => [atMs, processStarted(2)]),
    fc.tuple(fc.nat(20), fc.nat(9)).map(([at, ok]) => loadWindow(at * 10, at * 10 + 10, { ok, failed: 1, p95Ms: ok })),
    fc
      .tuple(fc.constantFrom('1', '2'), fc.nat(50), fc.nat(9))
      .map(([replica, at, requests]) =>
        linkWindow(`voter->inventory-${replica}`, 1000 + at * 300, { requests, p95Ms: 4 }),
      ),
    fc.tuple(fc.nat(9), fc.nat(9)).map(([at, count]) => requestWindow(at, count)),
  ),
  { maxLength: 60 },
);

/** As a lab writes them, unless a line is written in another way. */
function writtenLines(facts: readonly Told[]): readonly string[] {
  const told = facts.map(([atMs, fact]): Told => [atMs, journalFact.parse(fact)]);
  const lines = linesOf(tell([0, starting], ...told));
  return lines.map((line, place) => (place % 7 === 6 ? line.replaceAll(',"', ', "') : line));
}

function requestWindow(atMs: number, count: number): Told {
  const row = { endpoint: '/stock', method: 'GET', count, meanMs: 2, maxMs: 3 };
  const rows = [200, 503].map((status) => ({ ...row, status }));
  return [atMs, { type: 'request-window', instance: `inventory-${1 + (count % 2)}`, rows }];
}

test('a journal is the same in whatever pieces its lines come, and however often they come again', () => {
  fc.assert(
    fc.property(told, fc.array(fc.nat(60)), (facts, cuts) => {
      const lines = writtenLines(facts);
      const pieces = storeOf();
      let done = 0;
      for (const cut of cuts) {
        pieces.append(lines.slice(Math.max(0, Math.min(done, cut) - 3), cut));
        done = Math.max(done, cut);
        pieces.select({ ...everything, text: 'Inventory', windows: false });
        pieces.serviceSeries('voting', 'inventory');
      }
      pieces.append(lines);
      expect(readAll(pieces)).toEqual(readAll(storeOf(...lines)));
    }),
  );
});

test('of a line whose sequence is too high one line is told, and all are there, in whatever pieces they come', () => {
  fc.assert(
    fc.property(told, fc.nat(), fc.integer({ min: 1, max: 1e9 }), fc.nat(60), (facts, place, jump, cut) => {
      const lines = [...writtenLines(facts), ...writtenLines(facts)].map((line, at) => numbered(line, 10 + at * 2));
      const harmed = place % (lines.length - 1);
      const harmedLines = lines.with(harmed, numbered(lines[harmed] ?? '', 12 + harmed * 2 + jump));
      const store = storeOf(...harmedLines.slice(0, cut));
      store.append(harmedLines.slice(cut));
      expect(store.outOfPlace).toBe(1);
      expect(store.length).toBe(lines.length);
      expect(store.loadSeries('voting')).toEqual(storeOf(...lines).loadSeries('voting'));
    }),
  );
});

test('whatever the sequences, a line is either there or told to be out of place', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sequences) => {
      const [line = ''] = writtenLines([]);
      const store = storeOf(...sequences.map((sequence) => numbered(line, sequence)));
      const left = sequences.length - store.length;
      expect(store.outOfPlace).toBeGreaterThanOrEqual(left);
      const isRising = sequences.every((sequence, at) => sequence > (sequences[at - 1] ?? 0));
      expect(store.outOfPlace === 0).toBe(isRising);
    }),
  );
});

function numbered(line: string, sequence: number): string {
  return line.replace(/"sequence":\s*\d+/, `"sequence":${sequence}`);
}
