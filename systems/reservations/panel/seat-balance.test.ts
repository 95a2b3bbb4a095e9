import { describe, expect, test } from 'vitest';
import { balanceOf, shownSeats } from './seat-balance.ts';
import { after, hundred, seatsAt, starting } from './testing/reservations-story.ts';

describe('the seats', () => {
  test('say nothing before anything was told', () => {
    expect(balanceOf(after(starting).seats)).toEqual({ kind: 'none' });
  });

  test('balance where free, held and sold are all that there is, whichever inventory told of them', () => {
    const { seats } = after(
      starting,
      seatsAt(500, hundred('concert', 3, 10)),
      seatsAt(1000, hundred('last-seat', 0, 0), hundred('concert', 0, 13)),
    );
    expect(balanceOf(seats)).toEqual({ kind: 'balanced', events: 2 });
    expect(seats.find(({ event }) => event === 'concert')).toMatchObject({ held: 0, sold: 13 });
  });

  test.each([
    ['a seat is sold twice', { ...hundred('concert', 0, 100), sold: 101 }],
    ['a seat is lost', { ...hundred('concert', 3, 50), held: 2 }],
    ['a number is below zero, though they add up', { ...hundred('concert', 0, 101) }],
  ])('do not balance where %s', (_, event) => {
    const { seats } = after(starting, seatsAt(500, hundred('a', 0, 0), event, hundred('z', 0, 0)));
    expect(balanceOf(seats)).toEqual({ kind: 'broken', wrong: [event] });
    expect(shownSeats(seats, 1)).toEqual([event]);
  });

  test('of many events are those that changed last, by name', () => {
    const told = ['d', 'b', 'a', 'c'].map((event, index) => seatsAt(index, hundred(event, 0, 0)));
    expect(shownSeats(after(starting, ...told).seats, 3).map(({ event }) => event)).toEqual(['a', 'b', 'c']);
  });
});
