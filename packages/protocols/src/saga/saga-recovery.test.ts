/** How sagas go on where services, stores and their drivers fail: undoing, retriable steps, records, recovery. */
import { describe, expect, test } from 'vitest';
import { createSaga, needsOperator, resumeSaga } from './saga.ts';
import {
  because,
  done,
  failed,
  refused,
  SagaRun,
  selling,
  sellingAndTelling,
  unknown,
} from './testing/saga-run.fixture.ts';

describe('undoing that fails', () => {
  test('is tried again until it succeeds, with backoff and full jitter up to the longest wait', () => {
    const run = new SagaRun().ends(done, 6_000).persisted();
    const waits: (string | undefined)[] = [];
    for (const outcome of [
      failed('down'),
      unknown('timed-out'),
      refused('odd'),
      failed('down'),
      failed('down'),
      failed('down'),
    ]) {
      waits.push(run.ends(outcome).persisted().did().at(-1));
      run.timer();
    }
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000].map((ms) => `wait 0..${ms} ms`));
    expect(run.saga.steps[0]).toEqual({ kind: 'undoing', attempt: 7, lastReason: because('down') });
    expect(run.steps(1).durable.phase).toBe('compensated');
  });

  test('calls for an operator after so many tries, and is tried at once when one says so', () => {
    const run = new SagaRun().ends(done, 6_000).persisted();
    const needed = [1, 2, 3].map(() => {
      run.ends(failed('down')).persisted().timer();
      return needsOperator(selling, run.saga);
    });
    expect(needed).toEqual([false, false, true]);
    run.ends(failed('down')).persisted().did();
    expect(run.tell({ kind: 'try-now' }).did()).toEqual(['call undo hold #5 2000 ms']);
    expect(run.tell({ kind: 'try-now' }).tell({ kind: 'timer' }).did()).toEqual([]);
  });
});

describe('a step behind the pivot', () => {
  test('is repeated whatever becomes of it, and calls for an operator in the end', () => {
    const run = new SagaRun(sellingAndTelling).steps(3);
    run.nowMs = 60_000;
    run.did();
    expect(run.ends(refused('odd')).persisted().timer().did()).toEqual([
      'persist committed: hold done, charge done, sell done, save done, tell doing #2',
      'wait 0..200 ms',
      'call do tell #2 500 ms',
    ]);
    expect(needsOperator(sellingAndTelling, run.saga)).toBe(false);
    run.ends(unknown('timed-out')).persisted().timer().ends(failed('down')).persisted();
    expect(needsOperator(sellingAndTelling, run.saga)).toBe(true);
    expect(run.timer().steps(2).durable.phase).toBe('completed');
  });
});

describe('a store that fails', () => {
  test('keeps a saga from what it has not registered, for as long as it takes', () => {
    const run = new SagaRun().steps(1).ends(refused('no-funds'));
    run.did();
    expect(run.persistFails().did()).toEqual(['wait 0..300 ms']);
    expect(run.timer().did()).toEqual(['persist backward: hold undoing #1, charge refused']);
    expect(run.persistFails().timer().persistFails().did().at(-1)).toBe('wait 0..1000 ms');
    expect(run.timer().persisted().did().at(-1)).toBe('call undo hold #1 2000 ms');
  });

  test('lets the pivot be tried three times, and then the saga goes back, durably before it undoes', () => {
    const run = new SagaRun().steps(2).ends(done);
    run.did();
    expect(run.persistFails().timer(300).persistFails().timer(300).did()).toEqual([
      'wait 300..300 ms',
      'commit completed: hold done, charge done, sell done, save done',
      'wait 300..300 ms',
      'commit completed: hold done, charge done, sell done, save done',
    ]);
    expect(run.persistFails().did()).toEqual([
      'persist backward: hold done, charge done, sell undoing #1, save refused',
    ]);
    expect(run.saga.reason).toEqual(because('database-down'));
    expect(run.persistFails().did()).toEqual(['wait 0..300 ms']);
    expect(run.timer().persisted().did().at(-1)).toBe('call undo sell #1 2000 ms');
  });

  test('that leaves no time for the pivot turns the saga back', () => {
    const run = new SagaRun(sellingAndTelling).steps(2).ends(done, 4_500).persistFails();
    run.did();
    expect(run.timer(460).did()).toEqual(['persist backward: hold done, charge done, sell undoing #1, save refused']);
  });

  test('that does not say whether it wrote makes the saga be read again', () => {
    const run = new SagaRun().steps(2).ends(done);
    run.did();
    expect(run.persistFails('unknown').did()).toEqual(['reload']);
    expect(run.tell({ kind: 'persisted' }).tell({ kind: 'fenced' }).did()).toEqual([]);
  });

  test('that has another holder’s record releases the saga, whatever it is at', () => {
    const run = new SagaRun();
    run.did();
    expect(run.tell({ kind: 'fenced' }).did()).toEqual(['released']);
    expect(run.tell({ kind: 'outcome', step: 0, action: 'do', outcome: done }).did()).toEqual([]);
  });
});

describe('whoever takes a saga up', () => {
  const recover = (run: SagaRun, afterMs = 0) => {
    run.did();
    return run.recovered(afterMs);
  };

  test('asks after the first registered step, and calls those planned behind it again, which may have been called', () => {
    const run = recover(new SagaRun().steps(1));
    expect(run.did()).toEqual(['persist forward: hold unknown, charge doing #1 in doubt, sell doing #1 in doubt']);
    expect(run.persisted().ends(done).did()).toEqual([
      'call query hold #1 2000 ms',
      'begin forward: hold done, charge doing #1 in doubt, sell doing #1 in doubt',
      'call do charge #1 3000 ms',
    ]);
    expect(run.ends(refused('no-funds')).did()).toEqual([
      'persist backward: hold done, charge doing #1 in doubt, sell undoing #1',
    ]);
  });

  test('voids all that was planned where the first step never came about', () => {
    const run = recover(new SagaRun());
    run.persisted().ends(refused('no-seats')).persisted().did();
    expect(run.steps(3).did()).toEqual([
      'persist backward: hold unknown, charge undoing #1, sell undone',
      'call undo charge #1 2000 ms',
      'persist backward: hold undoing #1, charge undone, sell undone',
      'call undo hold #1 2000 ms',
      'persist compensated: hold undone, charge undone, sell undone',
      'decided compensated',
      'released',
    ]);
  });

  test('after the deadline voids them', () => {
    const run = recover(new SagaRun().steps(1), 5_000);
    expect(run.did()).toEqual(['persist backward: hold unknown, charge doing #1 in doubt, sell undoing #1']);
  });

  test('goes on asking, and goes on undoing', () => {
    const asking = recover(new SagaRun().steps(1).ends(unknown('timed-out')).persisted());
    expect(asking.did()).toEqual(['call query charge #1 3000 ms']);
    expect(asking.ends(done).did()[0]).toBe('begin forward: hold done, charge done, sell doing #1 in doubt');
    const undoing = recover(
      new SagaRun().steps(1).ends(refused('no-funds')).persisted().ends(failed('down')).persisted(),
    );
    expect(undoing.did()).toEqual(['call undo hold #2 2000 ms']);
  });

  test('says of a decided one what was decided, and goes on behind the pivot whatever the time', () => {
    const ended = recover(new SagaRun().steps(3));
    expect(ended.did()).toEqual(['decided completed', 'released']);
    const committed = recover(new SagaRun(sellingAndTelling).steps(3), 60_000);
    expect(committed.did()).toEqual(['decided committed', 'call do tell #1 500 ms']);
    expect(committed.steps(2).did()).toContain('released');
  });

  test('refuses one that was begun under another definition', () => {
    const saga = createSaga(selling, { id: 's', input: null, deadlineMs: 1 });
    expect(() => resumeSaga(sellingAndTelling, saga, 'fresh', 0)).toThrow(
      'saga s was begun as "selling" with 4 steps, not as "selling" with 6',
    );
  });
});

describe('what cannot happen breaks the run', () => {
  test('an outcome of what was not called, and a record that was not asked for', () => {
    const run = new SagaRun();
    expect(() => run.tell({ kind: 'outcome', step: 1, action: 'do', outcome: done })).toThrow(
      'saga s was told an outcome of do of step 1 while it was calling',
    );
    expect(() => run.persisted()).toThrow('saga s was told "persisted" while it was calling');
  });

  test('a definition that is none', () => {
    const create = (steps: typeof selling.steps) =>
      createSaga({ ...selling, steps }, { id: 's', input: null, deadlineMs: 1 });
    const message = 'are not: compensable ones, one pivot, retriable ones';
    expect(() => create(selling.steps.slice(0, 3))).toThrow(message);
    expect(() => create(selling.steps.toReversed())).toThrow(message);
    expect(() => create(selling.steps.map((step) => ({ ...step, attempts: 0 })))).toThrow(
      'attempts: 0; 1 is the least',
    );
  });
});
