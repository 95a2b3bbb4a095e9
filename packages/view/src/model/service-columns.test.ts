import { expect, test } from 'vitest';
import { JournalStore } from './journal-store.ts';
import type { Told } from './testing/story.ts';
import { linesOf, linkWindow, starting, tell } from './testing/story.ts';

function follow(...told: readonly Told[]) {
  const store = new JournalStore({ schedule: () => () => undefined });
  const lines = linesOf(tell(...told));
  return {
    tellNext: (count: number) => store.append(lines.slice(store.length, store.length + count)),
    rates: () => [...store.serviceSeries('voting', 'inventory').ratePerSecond],
    ends: () => [...store.serviceSeries('voting', 'inventory').endUs].map((endUs) => endUs / 1000),
  };
}

const toFirst = (endMs: number, requests: number) => linkWindow('voter->inventory-1', endMs, { requests, p95Ms: 1 });
const toSecond = (endMs: number, requests: number) => linkWindow('voter->inventory-2', endMs, { requests, p95Ms: 1 });

test('what comes after it was looked at is added, also what is late, and of a link that is new', () => {
  const { tellNext, rates } = follow(
    [0, starting],
    toFirst(5000, 1),
    toFirst(7000, 2),
    toSecond(5020, 10),
    toFirst(6000, 4),
  );
  tellNext(3);
  expect(rates()).toEqual([1, 2]);
  tellNext(1);
  expect(rates()).toEqual([11, 2]);
  tellNext(1);
  expect(rates()).toEqual([11, 4, 2]);
});

test('rows are the same however often it was looked at', () => {
  const told = [toFirst(5000, 1), toFirst(5800, 2), toSecond(5600, 4)];
  const watched = follow([0, starting], ...told);
  for (const _ of told) {
    watched.tellNext(1);
    watched.rates();
  }
  const whole = follow([0, starting], ...told);
  for (const { tellNext } of [watched, whole]) tellNext(9);
  expect(whole.ends()).toEqual([5000, 5600]);
  expect(watched.ends()).toEqual(whole.ends());
});

test('a topology that comes later says which links lead to it', () => {
  const other: Told = [1, { type: 'system-starting', declaration: 'voting' }];
  const { tellNext, rates } = follow(
    other,
    toFirst(5000, 1),
    linkWindow('voter->stock', 6000, { requests: 2, p95Ms: 1 }),
    [
      9,
      {
        ...{ type: 'system-starting', declaration: 'voting' },
        topology: {
          title: '',
          instances: [{ id: 'stock', service: 'inventory', faultSwitch: false }],
          links: [],
          stores: [],
        },
      },
    ],
  );
  tellNext(3);
  expect(rates()).toEqual([1]);
  tellNext(1);
  expect(rates()).toEqual([1, 2]);
});
