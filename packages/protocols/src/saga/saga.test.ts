/** The way forward, and the turn back: the steps of a saga by their outcomes, and the deadline. */
import { describe, expect, test } from 'vitest';
import { because, done, failed, refused, SagaRun, sellingAndTelling, unknown } from './testing/saga-run.fixture.ts';

describe('a saga where nothing fails', () => {
  test('registers its steps at once, and waits for no record before the pivot', () => {
    const run = new SagaRun();
    expect(run.durable.steps.map(({ kind }) => kind)).toEqual(['doing', 'planned', 'planned', 'waiting']);
    expect(run.did()).toEqual(['call do hold #1 2000 ms']);
    expect(run.ends(done).did()).toEqual(['begin forward: hold done, charge doing #1', 'call do charge #1 3000 ms']);
    expect(run.ends(done).did()).toEqual([
      'begin forward: hold done, charge done, sell doing #1',
      'call do sell #1 2000 ms',
    ]);
    expect(run.ends(done).did()).toEqual(['commit completed: hold done, charge done, sell done, save done']);
    expect(run.persisted().did()).toEqual(['decided completed', 'released']);
  });

  test('keeps what its steps answered', () => {
    const run = new SagaRun().ends({ kind: 'done', result: { expiresAtMs: 7 } });
    expect(run.saga.steps[0]).toEqual({ kind: 'done', result: { expiresAtMs: 7 } });
  });

  test('with steps behind its pivot is decided at the pivot, and ends with the last of them', () => {
    const run = new SagaRun(sellingAndTelling).steps(2).ends(done);
    run.did();
    expect(run.persisted().did()).toEqual(['decided committed', 'call do tell #1 500 ms']);
    run.steps(1).ends(done).did();
    expect(run.persisted().did()).toEqual(['released']);
    expect(run.durable.phase).toBe('completed');
  });
});

describe('a step that has no effect', () => {
  test('the first: refused, it ends the saga in one record', () => {
    const run = new SagaRun();
    run.did();
    expect(run.ends(refused('no-seats')).did()).toEqual(['persist compensated: hold refused']);
    expect(run.saga.reason).toEqual(because('no-seats'));
    expect(run.persisted().did()).toEqual(['decided compensated', 'released']);
  });

  test('a later one: refused, it is not undone, and those before it are, last first', () => {
    const run = new SagaRun().steps(2);
    run.did();
    expect(run.ends(refused('hold-gone')).did()).toEqual([
      'persist backward: hold done, charge undoing #1, sell refused',
    ]);
    expect(run.persisted().did()).toEqual(['call undo charge #1 2000 ms']);
    expect(run.steps(1).did()).toEqual([
      'persist backward: hold undoing #1, charge undone, sell refused',
      'call undo hold #1 2000 ms',
    ]);
    expect(run.steps(1).did()).toEqual([
      'persist compensated: hold undone, charge undone, sell refused',
      'decided compensated',
      'released',
    ]);
  });

  test('failed, it is tried again after its wait, as often as it may be', () => {
    const run = new SagaRun();
    run.did();
    expect(run.ends(failed('down')).persisted().did()).toEqual(['persist forward: hold doing #2', 'wait 50..100 ms']);
    expect(run.timer().did()).toEqual(['call do hold #2 2000 ms']);
    expect(run.ends(failed('down')).did()).toEqual(['persist compensated: hold refused']);
  });

  test('failed of which another copy may arrive yet, it is in doubt, and voided where it may not be tried again', () => {
    const run = new SagaRun();
    run.did();
    const down = { ...failed('down'), mayArriveAgain: true } as const;
    expect(run.ends(down).persisted().did()).toEqual(['persist forward: hold doing #2 in doubt', 'wait 50..100 ms']);
    run.timer().did();
    expect(run.ends(down).did()).toEqual(['persist backward: hold undoing #1']);
  });

  test('failed with too little time for another try, it is not tried again', () => {
    const run = new SagaRun();
    run.did();
    expect(run.ends(failed('down'), 4_851).did()).toEqual(['persist compensated: hold refused']);
  });
});

describe('an outcome that nobody knows', () => {
  const inDoubt = () => {
    const run = new SagaRun().steps(1).ends(unknown('timed-out'), 3_000);
    run.did();
    return run;
  };

  test('is durable, is asked after, and is taken for done where it was', () => {
    const run = inDoubt();
    expect(run.saga.steps[1]).toEqual({ kind: 'unknown', attempt: 1, reason: because('timed-out') });
    expect(run.persisted().did()).toEqual(['call query charge #1 2000 ms']);
    expect(run.ends(done).did()[0]).toBe('begin forward: hold done, charge done, sell doing #1');
  });

  test('that its service knows nothing of is tried again under its key, and is in doubt from then on', () => {
    const run = inDoubt().persisted().ends(failed('not-found'));
    run.did();
    expect(run.persisted().timer().did()).toEqual(['wait 50..100 ms', 'call do charge #2 2000 ms']);
    expect(run.ends(refused('no-funds')).did()).toEqual(['persist backward: hold done, charge undoing #1']);
  });

  test('is voided where it may not be tried again', () => {
    const run = inDoubt().persisted().ends(failed('not-found')).persisted().timer().ends(unknown('timed-out'), 500);
    run.did();
    expect(run.persisted().ends(failed('not-found')).did()).toEqual([
      'call query charge #1 1500 ms',
      'persist backward: hold done, charge undoing #1',
    ]);
    expect(run.saga.reason).toEqual(because('timed-out'));
  });

  test('is asked after until the deadline, and then voided', () => {
    const run = inDoubt().persisted();
    run.did();
    expect(run.ends(unknown('unreachable'), 1_000).timer(100).did()).toEqual([
      'wait 50..100 ms',
      'call query charge #2 900 ms',
    ]);
    expect(run.ends(unknown('unreachable'), 760).did()).toEqual(['persist backward: hold done, charge undoing #1']);
  });

  test('is voided where its service cannot be asked', () => {
    const run = new SagaRun().steps(2);
    run.did();
    expect(run.ends(unknown('broken')).did()).toEqual(['persist backward: hold done, charge done, sell undoing #1']);
  });

  test('that cannot come about any more is voided all the same', () => {
    expect(inDoubt().persisted().ends(refused('voided')).did().at(-1)).toBe(
      'persist backward: hold done, charge undoing #1',
    );
  });
});

describe('the deadline', () => {
  test('shortens a call', () => {
    const run = new SagaRun().ends(done, 2_500);
    expect(run.did().at(-1)).toBe('call do charge #1 2500 ms');
  });

  test('turns back what would be begun with less than 50 ms left: what was planned needs no undoing', () => {
    const run = new SagaRun();
    run.did();
    expect(run.ends(done, 4_951).did()).toEqual(['persist backward: hold undoing #1']);
    expect(run.saga.reason?.code).toBe('deadline');
  });

  test('turns back what was registered, but not begun when registering took too long: it needs no undoing', () => {
    const run = new SagaRun().ends(failed('down'));
    run.nowMs = 4_960;
    run.did();
    expect(run.persisted().did()).toEqual(['persist compensated: hold refused']);
  });

  test('does not shorten undoing', () => {
    const run = new SagaRun().ends(done, 6_000);
    run.did();
    expect(run.persisted().did()).toEqual(['call undo hold #1 2000 ms']);
  });
});
