import { describe, expect, test } from 'vitest';
import { gaugesOf, minuteBefore, unheardOrchestrators } from './reservations-state.ts';
import { highestP95Ms, readLastMinute } from './saga-windows.ts';
import {
  after,
  checked,
  exited,
  idleWindow,
  sagaAt,
  seatsAt,
  started,
  starting,
  windowOf,
} from './testing/reservations-story.ts';

describe('the sagas on their way', () => {
  test('are those of the last window of each orchestrator', () => {
    const second = windowOf(2100, { instance: 'reservations-2', forward: 5, unknown: 2 });
    const state = after(starting, windowOf(1000, { forward: 9 }), windowOf(2000, { backward: 4, unknown: 1 }), second);
    expect(gaugesOf(state)).toEqual({
      ...{ forward: 8, backward: 4, committed: 0, unknown: 3, needsOperator: 0, undelivered: 0 },
    });
  });

  test('are nobody knows how many while their orchestrator is down, and it says so', () => {
    const state = after(starting, windowOf(1000), exited(1200));
    expect(gaugesOf(state).forward).toBe(0);
    expect(unheardOrchestrators(state, 1_300_000)).toEqual(['reservations']);
    expect(unheardOrchestrators(after(starting, windowOf(1000), exited(1200), started(1500)), 1_600_000)).toEqual([]);
  });

  test('are not lost by the end of another service, nor when the system is stopped', () => {
    const stopped = after(
      starting,
      windowOf(1000),
      exited(1100, 'payments'),
      [1150, { type: 'system-stopping', reason: 'asked' }],
      exited(1200),
    );
    expect(gaugesOf(stopped).forward).toBe(3);
    expect(unheardOrchestrators(stopped, 9_000_000)).toEqual([]);
  });

  test('are those of a silent orchestrator, unless it had nothing to do', () => {
    const silent = after(starting, windowOf(1000));
    expect(unheardOrchestrators(silent, 3_900_000)).toEqual([]);
    expect(unheardOrchestrators(silent, 4_100_000)).toEqual(['reservations']);
    expect(unheardOrchestrators(after(starting, windowOf(1000), idleWindow(1500)), 9_000_000)).toEqual([]);
  });
});

describe('the last minute', () => {
  test('shares out what ended, and takes of the rest the most of a second', () => {
    const state = after(
      starting,
      windowOf(1250, { completed: 8, unknown: 2 }),
      windowOf(1750, { completed: 4, unknown: 5 }),
      windowOf(2250, { completed: 0, unknown: 0 }),
      windowOf(2250, { instance: 'reservations-2', completed: 2, unknown: 1 }),
    );
    const { startUs, endUs, rows } = readLastMinute(state, 2_300_000);
    expect([startUs, endUs]).toEqual([-57_000_000, 3_000_000]);
    expect(rows.completed.slice(-3)).toEqual([4, 9, 1]);
    expect(rows.unknown.slice(-3)).toEqual([0, 5, 1]);
    expect(rows.completed).toHaveLength(60);
  });

  test('has every outcome that became unknown, however soon it was known again', () => {
    const unknown = (atMs: number, id: string) => sagaAt(atMs, id, 'forward', 'done unknown waiting waiting');
    const state = after(
      starting,
      unknown(900, 'RSV-1'),
      sagaAt(910, 'RSV-1', 'backward', 'done undoing waiting waiting'),
      unknown(1100, 'RSV-2'),
      unknown(1110, 'RSV-2'),
      unknown(1200, 'RSV-3'),
      windowOf(1500),
    );
    expect(readLastMinute(state, 1_900_000).rows.unknown.slice(-3)).toEqual([0, 1, 2]);
    expect(after(starting, unknown(900, 'RSV-1'), unknown(61_200, 'RSV-2')).doubts).toHaveLength(1);
  });

  test('forgets what is older, even where nothing was told since', () => {
    const state = after(starting, windowOf(1000), windowOf(2000));
    expect(minuteBefore(state, 2_100_000)).toHaveLength(2);
    expect(minuteBefore(state, 61_500_000)).toHaveLength(1);
    expect(after(starting, windowOf(1000), windowOf(70_000)).windows).toHaveLength(1);
  });

  test('has no latency where nobody was answered', () => {
    const { windows } = after(starting, windowOf(1000), windowOf(2000, {}), idleWindow(3000));
    expect(highestP95Ms(windows)).toBe(40);
    expect(highestP95Ms(windows.slice(-1))).toBeNull();
  });
});

describe('the checks', () => {
  test('are those of the books, of the last run', () => {
    const run = { run: 'one', experiment: 'chaos', seed: 1, repeats: 1, quick: true };
    const ended = [starting, checked(10, 'books-balanced'), checked(11, 'overload-is-refused')] as const;
    expect(after(...ended).checks.map(({ check }) => check)).toEqual(['books-balanced']);
    expect(after(...ended, [20, { type: 'run-started', ...run }]).checks).toEqual([]);
  });
});

test('a system that starts anew begins with nothing', () => {
  const told = [windowOf(500), sagaAt(600, 'RSV-1', 'backward', 'done unknown waiting waiting')] as const;
  const seats = seatsAt(700, { event: 'concert', capacity: 1, free: 1, held: 0, sold: 0 });
  expect(after(starting, ...told, seats, starting)).toEqual(after(starting));
});
