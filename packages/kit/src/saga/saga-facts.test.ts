import type { JournalFact } from '@temblor/lab/journal/event';
import { createSaga } from '@temblor/protocols/saga/saga';
import type { SavedSaga, StepState } from '@temblor/protocols/saga/saga-types';
import { expect, test } from 'vitest';
import { SagaFacts } from './saga-facts.ts';
import { tripSaga } from './testing/trip-saga.ts';

function scene() {
  const written: JournalFact[] = [];
  const clock = { us: 0, nowUs: () => clock.us };
  const facts = new SagaFacts({
    definition: tripSaga,
    instance: 'one',
    clock,
    facts: { write: (fact) => written.push(fact) },
  });
  const sagasTold = () =>
    written.flatMap((fact) => (fact.type === 'saga-changed' ? [`${fact.saga} ${fact.phase}`] : []));
  return { written, clock, facts, sagasTold };
}

const created = (id: string) => createSaga(tripSaga, { id, input: null, deadlineMs: 1000 });

function withSteps(saga: SavedSaga, ...states: readonly StepState[]): SavedSaga {
  return { ...saga, steps: saga.steps.map((state, at) => states[at] ?? state) };
}

const reason = { code: 'timed-out', detail: 'no answer' };

test('ten new sagas a second are followed to their end, and of the others those in which something goes wrong', () => {
  const { clock, facts, sagasTold, written } = scene();
  const sagas = Array.from({ length: 15 }, (_, at) => created(`trip-${at}`));
  for (const saga of sagas) facts.changed({ kind: 'accepted', saga });
  expect(sagasTold()).toHaveLength(10);
  for (const saga of sagas) facts.changed({ kind: 'recorded', saga: { ...saga, phase: 'completed' } });
  expect(sagasTold()).toHaveLength(20);

  const wrong = created('wrong');
  facts.changed({ kind: 'accepted', saga: wrong });
  expect(sagasTold()).toHaveLength(20);
  const unknown = withSteps(wrong, { kind: 'unknown', attempt: 2, reason });
  facts.changed({ kind: 'recorded', saga: unknown });
  expect(written.at(-1)).toEqual({
    type: 'saga-changed',
    instance: 'one',
    saga: 'wrong',
    phase: 'forward',
    reason: null,
    steps: [
      { name: 'flight', state: 'unknown', attempt: 2 },
      { name: 'room', state: 'waiting', attempt: 0 },
      { name: 'book', state: 'waiting', attempt: 0 },
      { name: 'letter', state: 'waiting', attempt: 0 },
    ],
  });
  facts.changed({ kind: 'recorded', saga: withSteps(wrong, { kind: 'done', result: null }) });
  facts.changed({ kind: 'recorded', saga: { ...wrong, phase: 'completed' } });
  expect(sagasTold().slice(20)).toEqual(['wrong forward', 'wrong forward', 'wrong completed']);

  clock.us = 1_000_000;
  facts.changed({ kind: 'accepted', saga: created('next second') });
  expect(sagasTold().at(-1)).toBe('next second forward');
});

test('a saga that goes back is told of, one whose first step was refused is not, one behind its pivot when it has to be tried again', () => {
  const { facts, sagasTold } = scene();
  for (let at = 0; at < 10; at += 1) facts.changed({ kind: 'accepted', saga: created(`sample-${at}`) });
  const known = sagasTold().length;
  const refused: SavedSaga = {
    ...withSteps(created('sold out'), { kind: 'refused', reason }),
    phase: 'compensated',
    reason,
  };
  facts.changed({ kind: 'recorded', saga: refused });
  const committed: SavedSaga = { ...created('booked'), phase: 'committed' };
  facts.changed({ kind: 'recorded', saga: committed });
  expect(sagasTold()).toHaveLength(known);
  const undoing = withSteps(created('undone'), { kind: 'undoing', attempt: 1, lastReason: null });
  facts.changed({ kind: 'recorded', saga: { ...undoing, phase: 'backward', reason } });
  facts.changed({ kind: 'recorded', saga: withSteps(committed, { kind: 'doing', attempt: 2, inDoubt: true }) });
  expect(sagasTold().slice(known)).toEqual(['undone backward', 'booked committed']);
});

test('where all sagas go wrong some are followed to their end, the others later or not, and those for an operator always', () => {
  const { clock, facts, sagasTold } = scene();
  const doubtful = (id: string) => withSteps(created(id), { kind: 'unknown', attempt: 1, reason });
  for (let at = 0; at < 500; at += 1) facts.changed({ kind: 'recorded', saga: doubtful(`doubtful-${at}`) });
  expect(sagasTold()).toHaveLength(50);
  facts.changed({ kind: 'recorded', saga: { ...doubtful('doubtful-0'), phase: 'completed' } });
  expect(sagasTold().at(-1)).toBe('doubtful-0 completed');
  const stuck = withSteps(created('stuck'), { kind: 'undoing', attempt: 9, lastReason: reason });
  facts.changed({ kind: 'recorded', saga: { ...stuck, phase: 'backward' } });
  expect(sagasTold().at(-1)).toBe('stuck backward');
  clock.us = 1_000_000;
  facts.changed({ kind: 'recorded', saga: doubtful('doubtful-499') });
  expect(sagasTold().at(-1)).toBe('doubtful-499 forward');
});

test('a window has what happened in it and where sagas stand at its end; idle time is told of once', () => {
  const { clock, facts, written } = scene();
  const saga = created('trip');
  facts.changed({ kind: 'accepted', saga });
  facts.changed({ kind: 'taken-up', saga });
  facts.changed({ kind: 'recorded', saga: { ...saga, phase: 'completed' } });
  facts.changed({ kind: 'recorded', saga: { ...saga, phase: 'compensated' } });
  for (const latencyMs of [10, 20, 30, 40]) facts.answered(latencyMs);
  clock.us = 500_000;
  const undoing: StepState = { kind: 'undoing', attempt: 9, lastReason: null };
  const running: SavedSaga[] = [
    withSteps(saga, { kind: 'unknown', attempt: 1, reason }),
    { ...withSteps(saga, undoing), id: 'stuck', phase: 'backward' },
    { ...saga, id: 'booked', phase: 'committed' },
  ];
  facts.writeWindow(running, 3);
  expect(written.at(-1)).toEqual({
    type: 'saga-window',
    instance: 'one',
    startUs: 0,
    endUs: 500_000,
    started: 1,
    completed: 1,
    compensated: 1,
    forward: 1,
    backward: 1,
    committed: 1,
    unknown: 1,
    needsOperator: 1,
    undelivered: 3,
    latency: { count: 4, meanMs: 25, p50Ms: 20, p95Ms: 40, p99Ms: 40, maxMs: 40 },
  });
  const known = written.length;
  for (let beat = 0; beat < 5; beat += 1) facts.writeWindow([], 0);
  expect(written.slice(known)).toHaveLength(1);
  facts.writeWindow([], 1);
  expect(written.slice(known)).toHaveLength(2);
});
