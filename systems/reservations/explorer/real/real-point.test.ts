import { describe, expect, test } from 'vitest';
import { drawPoints, isPartOfReservations, mergeEffects } from './real-point.ts';

const forward = (instance: string, effect: string) => ({ instance, effect, isOfGoingBack: false });
const backward = (instance: string, effect: string) => ({ instance, effect, isOfGoingBack: true });

const services = new Map([
  ['inventory-1', 'inventory'],
  ['inventory-2', 'inventory'],
  ['payments', 'payments'],
]);

describe('the effects at which points are drawn', () => {
  test('are those of either replica, each once, in the order of their names', () => {
    const seen = [forward('payments', 'answer POST /pay'), forward('inventory-2', 'commit hold seats')];
    expect(mergeEffects([...seen, ...seen], services)).toEqual([
      forward('inventory-1', 'commit hold seats'),
      forward('inventory-2', 'commit hold seats'),
      forward('payments', 'answer POST /pay'),
    ]);
  });

  test('are of going back only where they were never seen without', () => {
    const effects = ['commit capture payment', 'commit refund payment'];
    const seen = [...effects.map((effect) => backward('payments', effect)), forward('payments', effects[0] ?? '')];
    expect(mergeEffects(seen, services)).toEqual([
      forward('payments', 'commit capture payment'),
      backward('payments', 'commit refund payment'),
    ]);
  });

  test.each([
    ['answer GET /books/sagas', false],
    ['answer PUT /events/:id', false],
    ['commit claim saga', false],
    ['commit record saga', true],
    ['call payments GET /payments/:id', true],
    ['answer POST /reserve', true],
  ])('%s: %s', (effect, isPart) => {
    expect(isPartOfReservations(effect)).toBe(isPart);
  });
});

describe('points of a seed', () => {
  const effects = [
    forward('gateway', 'call reservations POST /reserve'),
    backward('payments', 'commit refund payment'),
  ];
  const numbers = Array.from({ length: 100 }, (_, at) => at + 1);

  test('are the same again, also where only some of them are wanted', () => {
    const all = drawPoints(7, numbers)(effects);
    expect(drawPoints(7, [50, 3])(effects)).toEqual([all[49], all[2]]);
    expect(drawPoints(8, numbers)(effects)).not.toEqual(all);
  });

  test('have every act for calls, and crashes alone for all else', () => {
    const acts = Map.groupBy(drawPoints(7, numbers)(effects), ({ instance }) => instance);
    const of = (instance: string) => [...new Set(acts.get(instance)?.map(({ act }) => act))].sort();
    expect(of('gateway')).toEqual(['crash-after', 'crash-before', 'late-request', 'lose-answer', 'lose-request']);
    expect(of('payments')).toEqual(['crash-after', 'crash-before']);
  });
});
