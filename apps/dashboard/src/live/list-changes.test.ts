import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { expect, test } from 'vitest';
import { ListChanges } from './list-changes.ts';

function event(fact: JournalFact, sequence: number): JournalEvent {
  return { ...fact, sequence, atUs: sequence, system: 'voting' };
}

const starting: JournalFact = { type: 'system-starting', declaration: 'voting' };
const quorumLost: JournalFact = { type: 'quorum-lost', valid: 1, needed: 2 };

function source(facts: JournalEvent[]) {
  return { systems: ['voting'], facts: (system: string | null) => (system === null ? none : facts) };
}

const none: JournalEvent[] = [];

test('starts, stops and runs count, each once, and nothing else does', () => {
  const facts = [event(starting, 1), event(quorumLost, 2)];
  const changes = new ListChanges();
  expect(changes.count(source(facts))).toBe(1);
  expect(changes.count(source(facts))).toBe(1);
  facts.push(event({ type: 'system-stopped' }, 3), event(quorumLost, 4));
  expect(changes.count(source(facts))).toBe(2);
});

test('another journal counts on', () => {
  const changes = new ListChanges();
  expect(changes.count(source([event(starting, 1)]))).toBe(1);
  expect(changes.count(source([event(starting, 1)]))).toBe(2);
});
