import { describe, expect, it } from 'vitest';
import type { Marks } from './marks.ts';
import { nearestEvent, nextEvent, notableEvents, previousEvent } from './notable-events.ts';

const marks: Marks = {
  faults: [{ fault: 'f1', name: 'crash a-1', startUs: 100, endUs: 500, isConfirmed: true }],
  health: [
    { atUs: 130, instance: 'a-1', state: 'OFF' },
    { atUs: 700, instance: 'a-1', state: 'ON' },
  ],
  phases: [{ name: 'crash', startUs: 90, endUs: null }],
  lengths: [],
};
const events = notableEvents(marks);

describe('notable events', () => {
  it('are in order of time', () => {
    expect(events.map(({ kind }) => kind)).toEqual(['phase', 'fault', 'OFF', 'lifted', 'ON']);
  });

  it('are gone through one by one, both ways, and end', () => {
    expect(nextEvent(events, 100)?.kind).toBe('OFF');
    expect(previousEvent(events, 100)?.kind).toBe('phase');
    expect(nextEvent(events, 700)).toBeUndefined();
    expect(previousEvent(events, 90)).toBeUndefined();
  });

  it('are found near a moment, the nearest first', () => {
    expect(nearestEvent(events, 120, 50)?.kind).toBe('OFF');
    expect(nearestEvent(events, 300, 50)).toBeUndefined();
  });
});
