import { describe, expect, test } from 'vitest';
import type { Told } from './testing/reservations-story.ts';
import { after, exited, sagaAt, starting } from './testing/reservations-story.ts';
import { shownSagas, standingOf } from './told-sagas.ts';

const idsOf = (sagas: readonly { readonly id: string }[]) => sagas.map(({ id }) => id);

/** A saga that is well all the way. */
const calm = (atMs: number, id: string) => sagaAt(atMs, id, 'completed', 'done done done done');
const undone = (atMs: number, id: string) => sagaAt(atMs, id, 'compensated', 'undone undone waiting waiting', 'slow');

describe('a saga', () => {
  test('is one row that says what was told of it last, and since when', () => {
    const { sagas } = after(
      starting,
      sagaAt(100, 'RSV-1', 'forward', 'doing waiting waiting waiting'),
      sagaAt(3100, 'RSV-1', 'forward', 'done unknown waiting waiting'),
      sagaAt(4000, 'RSV-1', 'backward', 'done undoing×2 waiting waiting', 'payments_timed_out'),
    );
    expect(sagas).toHaveLength(1);
    expect(sagas[0]).toMatchObject({ sinceUs: 100_000, atUs: 4_000_000, reason: 'payments_timed_out' });
    expect(sagas[0]?.doubted).toEqual(['charge']);
    expect(sagas[0]?.steps[1]).toEqual({ name: 'charge', state: 'undoing', attempt: 2 });
  });

  test('of unknown outcome says that first, whichever way it goes', () => {
    const standings = after(
      starting,
      sagaAt(1, 'RSV-1', 'forward', 'unknown waiting waiting waiting'),
      sagaAt(2, 'RSV-2', 'backward', 'undoing unknown waiting waiting'),
      sagaAt(3, 'RSV-3', 'backward', 'undoing undone waiting waiting'),
    ).sagas.map(standingOf);
    expect(standings).toEqual(['unknown', 'unknown', 'backward']);
  });

  test('that went wrong has done so for good, even if it was confirmed; a refusal is no such thing', () => {
    const { sagas } = after(
      starting,
      sagaAt(1, 'RSV-1', 'forward', 'unknown waiting waiting waiting'),
      calm(2, 'RSV-1'),
      sagaAt(3, 'RSV-2', 'compensated', 'refused waiting waiting waiting', 'no_seats'),
    );
    expect(sagas.map(({ id, wentWrong }) => [id, wentWrong])).toEqual([
      ['RSV-1', true],
      ['RSV-2', false],
    ]);
  });

  test('that nobody follows since its orchestrator died is forgotten, one that went wrong is not', () => {
    const { sagas } = after(
      starting,
      sagaAt(1, 'RSV-1', 'forward', 'doing waiting waiting waiting'),
      sagaAt(2, 'RSV-2', 'backward', 'undoing waiting waiting waiting'),
      calm(3, 'RSV-3'),
      exited(4),
    );
    expect(idsOf(sagas)).toEqual(['RSV-2', 'RSV-3']);
  });
});

describe('of many sagas', () => {
  test('those that went wrong and are open stay, however many end', () => {
    const many: Told[] = [];
    for (let at = 1; at <= 200; at += 1) many.push(undone(at, `RSV-${at}`), calm(at, `OK-${at}`));
    const open = sagaAt(0, 'RSV-open', 'backward', 'undoing waiting waiting waiting');
    const { sagas } = after(starting, open, ...many);
    expect(sagas.filter(({ wentWrong }) => wentWrong)).toHaveLength(60);
    expect(sagas.filter(({ wentWrong }) => !wentWrong)).toHaveLength(12);
    expect(idsOf(shownSagas(sagas, 3, 2))).toEqual(['RSV-open', 'RSV-200', 'RSV-199', 'OK-200', 'OK-199']);
  });

  test('the first to go is the one that was told of longest ago, where all are open', () => {
    const many: Told[] = [];
    for (let at = 1; at <= 61; at += 1)
      many.push(sagaAt(at, `RSV-${at}`, 'backward', 'undoing waiting waiting waiting'));
    const { sagas } = after(starting, ...many);
    expect(sagas).toHaveLength(60);
    expect(sagas[0]?.id).toBe('RSV-2');
  });
});
