import { describe, expect, test } from 'vitest';
import type { JournalFact } from '../journal/event.ts';
import { Journal } from '../journal/journal.ts';
import type { HealthByInstance } from './instance-health.ts';
import { foldHealth, whoIsNotOn } from './instance-health.ts';

function fold(...facts: JournalFact[]): HealthByInstance {
  const journal = new Journal();
  return facts.reduce<HealthByInstance>(
    (health, fact, index) => foldHealth(health, journal.append('s', index, fact)),
    {},
  );
}

const off: JournalFact = { type: 'instance-off', instance: 'a', by: 'monitor', detector: 'window', reason: 'failing' };
const on: JournalFact = { type: 'instance-on', instance: 'a', by: 'monitor', detector: 'probes', reason: 'passing' };

describe('the health of instances', () => {
  test('is the last word of whoever decides, with its reason and its time', () => {
    expect(fold(on, off).a).toEqual({
      state: 'OFF',
      by: 'monitor',
      detector: 'window',
      reason: 'failing',
      sinceUs: 1,
    });
    expect(fold(off, on).a).toMatchObject({ state: 'ON', sinceUs: 1 });
    const unknown: JournalFact = { type: 'instance-unknown', instance: 'a', by: 'monitor', reason: 'no check for 1 s' };
    expect(fold(on, unknown).a).toMatchObject({ state: 'UNKNOWN', by: 'monitor', detector: null });
  });

  test('a suspicion alone changes nothing', () => {
    expect(fold(on, { ...off, type: 'instance-suspected' }).a?.state).toBe('ON');
  });

  test('is forgotten when the system starts anew, and when it is stopped', () => {
    expect(fold(off, { type: 'system-starting', declaration: 's' })).toEqual({});
    expect(fold(off, { type: 'system-stopped' })).toEqual({});
  });

  test('tells who is not ON by the last word', () => {
    const unknown: JournalFact = { type: 'instance-unknown', instance: 'b', by: 'monitor', reason: 'no check for 1 s' };
    expect(whoIsNotOn(fold(off, unknown, { ...off, instance: 'c' }, { ...on, instance: 'c' }))).toEqual([
      { instance: 'a', state: 'OFF' },
      { instance: 'b', state: 'UNKNOWN' },
    ]);
  });

  test('of one instance says nothing about another', () => {
    expect(fold(on, { ...off, instance: 'b' })).toMatchObject({ a: { state: 'ON' }, b: { state: 'OFF' } });
  });
});
