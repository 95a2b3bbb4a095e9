import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ballot, BallotEffect, BallotInput, BallotOutcome, Finding } from './ballot.ts';
import { expireBallot, isSettled, majorityOf, openBallot, stepBallot } from './ballot.ts';

/** What the log says at an offset. */
const truth = (offset: number) => `value-${offset}`;

interface Replica {
  readonly id: string;
  readonly offset: number;
  readonly behaviour: 'honest' | 'liar' | 'dead';
  /** What a liar says, instead of the truth, at an offset. */
  readonly lie: (offset: number) => string;
}

interface Run {
  readonly ballot: Ballot;
  readonly outcome: BallotOutcome | undefined;
  readonly findings: ReadonlyMap<string, Finding>;
  readonly effects: readonly BallotEffect[];
}

/** Plays a whole vote; `order` draws which outstanding question is answered next. */
function play(replicas: readonly Replica[], order: (count: number) => number, minOffset = 0): Run {
  let ballot = openBallot({ replicas: replicas.map(({ id }) => id), quorum: majorityOf(replicas.length), minOffset });
  let outcome = ballot.outcome;
  const findings = new Map<string, Finding>();
  const all: BallotEffect[] = [];
  const questions: { replica: Replica; question: number | 'latest' }[] = replicas.map((replica) => ({
    replica,
    question: 'latest',
  }));
  while (questions.length > 0) {
    const [next] = questions.splice(order(questions.length), 1);
    if (next === undefined) break;
    const [stepped, effects] = stepBallot(ballot, answerOf(next.replica, next.question));
    ballot = stepped;
    for (const effect of effects) {
      all.push(effect);
      if (effect.type === 'finish') outcome = effect.outcome;
      if (effect.type === 'judge') findings.set(effect.replica, effect.finding);
      if (effect.type === 'ask' && effect.question === 'latest') {
        // Nobody makes progress here, so asking again is given up at once.
        const [given, further] = stepBallot(ballot, {
          type: 'failed',
          replica: effect.replica,
          question: 'latest',
          reason: '',
        });
        ballot = given;
        for (const last of further) if (last.type === 'finish') outcome = last.outcome;
        continue;
      }
      const asked = effect.type === 'ask' ? replicas.find(({ id }) => id === effect.replica) : undefined;
      if (effect.type === 'ask' && asked !== undefined) questions.push({ replica: asked, question: effect.question });
    }
  }
  return { ballot, outcome, findings, effects: all };
}

function answerOf(replica: Replica, question: number | 'latest'): BallotInput {
  const offset = question === 'latest' ? replica.offset : question;
  if (replica.behaviour === 'dead') return { type: 'failed', replica: replica.id, question, reason: 'refused' };
  const value = replica.behaviour === 'liar' ? replica.lie(offset) : truth(offset);
  return { type: 'answered', replica: replica.id, question, offset, value };
}

const honest = (id: string, offset: number): Replica => ({ id, offset, behaviour: 'honest', lie: truth });
const dead = (id: string): Replica => ({ id, offset: 0, behaviour: 'dead', lie: truth });
const liar = (id: string, offset: number, lie = (at: number) => `lie-${id}-${at}`): Replica => ({
  id,
  offset,
  behaviour: 'liar',
  lie,
});
const first = () => 0;
const last = (count: number) => count - 1;

describe('a vote', () => {
  test('is decided by two equal answers of three, without waiting for the third', () => {
    const ballot = openBallot({ replicas: ['a', 'b', 'c'], quorum: 2, minOffset: 0 });
    const [one] = stepBallot(ballot, answerOf(honest('a', 4), 'latest'));
    const [two, effects] = stepBallot(one, answerOf(honest('b', 4), 'latest'));
    expect(effects).toContainEqual({
      type: 'finish',
      outcome: { kind: 'decided', offset: 4, value: truth(4), agreed: ['a', 'b'] },
    });
    expect(isSettled(two)).toBe(false);
  });

  test('asks who is ahead for the highest offset that a quorum has reached', () => {
    const run = play([honest('a', 12), honest('b', 10)], first);
    expect(run.effects[0]).toEqual({ type: 'ask', replica: 'a', question: 10 });
    expect(run.outcome).toMatchObject({ kind: 'decided', offset: 10 });
  });

  test('falls back to a lower offset where the highest common one is disputed', () => {
    const run = play([honest('a', 12), liar('l', 11), honest('b', 10)], first);
    expect(run.outcome).toMatchObject({ kind: 'decided', offset: 10, value: truth(10), agreed: ['a', 'b'] });
    expect(run.findings.get('l')).toMatchObject({ kind: 'dissented' });
  });

  test('is over at once when fewer than a quorum can still answer', () => {
    const ballot = openBallot({ replicas: ['a', 'b', 'c'], quorum: 2, minOffset: 0 });
    const [one] = stepBallot(ballot, answerOf(dead('a'), 'latest'));
    const [two, effects] = stepBallot(one, answerOf(dead('b'), 'latest'));
    const outcome = { kind: 'no-quorum', reason: 'too-few-answers', valid: 0 };
    expect(effects).toEqual([{ type: 'finish', outcome }]);
    expect(isSettled(two)).toBe(false);
    expect(openBallot({ replicas: ['a'], quorum: 2, minOffset: 0 }).outcome).toEqual(outcome);
  });

  test('is not decided where all three differ', () => {
    const run = play([liar('a', 3), liar('b', 3), honest('c', 3)], first);
    expect(run.outcome).toEqual({ kind: 'no-quorum', reason: 'disagreement', valid: 3 });
    expect(run.findings.size).toBe(0);
  });

  test('says how far a quorum is where nobody has reached the offset that was asked for', () => {
    expect(play([honest('a', 7), honest('b', 6), honest('c', 5)], first, 7).outcome).toEqual({
      kind: 'offset-not-reached',
      highest: 6,
    });
    expect(play([honest('a', 7), honest('b', 6), honest('c', 5)], first, 6).outcome).toMatchObject({
      kind: 'decided',
      offset: 6,
    });
  });

  test('is not decided below the offset that was asked for, even where all agree there', () => {
    const run = play([honest('a', 6), honest('b', 6), honest('c', 6)], first, 7);
    expect(run.outcome).toEqual({ kind: 'offset-not-reached', highest: 6 });
  });

  test('asks a replica again that has not reached the offset, without waiting for a third that is silent', () => {
    const ballot = openBallot({ replicas: ['a', 'b', 'c'], quorum: 2, minOffset: 7 });
    const [one] = stepBallot(ballot, answerOf(honest('a', 7), 'latest'));
    const [two, effects] = stepBallot(one, answerOf(honest('b', 6), 'latest'));
    expect(effects).toEqual([{ type: 'ask', replica: 'b', question: 'latest' }]);
    expect(expireBallot(two)).toEqual({ kind: 'offset-not-reached', highest: 6 });
    const [three] = stepBallot(two, answerOf(honest('b', 7), 'latest'));
    expect(three.outcome).toMatchObject({ kind: 'decided', offset: 7, agreed: ['a', 'b'] });
  });

  test('tells a caller whose deadline passes what is known by then, and goes on', () => {
    const ballot = openBallot({ replicas: ['a', 'b', 'c'], quorum: 2, minOffset: 0 });
    const [one] = stepBallot(ballot, answerOf(honest('a', 4), 'latest'));
    expect(expireBallot(one)).toEqual({ kind: 'no-quorum', reason: 'timed-out', valid: 1 });
    const [two] = stepBallot(one, answerOf(honest('b', 4), 'latest'));
    expect(two.outcome).toMatchObject({ kind: 'decided' });
  });

  test('judges an answer that comes after the decision', () => {
    const run = play([honest('a', 4), honest('b', 4), liar('l', 4)], first);
    expect(run.findings.get('l')).toEqual({ kind: 'dissented', offset: 4, value: 'lie-l-4' });
  });

  test('asks a late answer of a later offset for the decided one before it judges', () => {
    const run = play([honest('a', 4), honest('b', 4), liar('l', 1_000_000)], first);
    expect(run.effects).toContainEqual({ type: 'ask', replica: 'l', question: 4 });
    expect(run.findings.get('l')).toMatchObject({ kind: 'dissented', offset: 4 });
  });

  test('does not count an answer twice', () => {
    const ballot = openBallot({ replicas: ['a', 'b', 'c'], quorum: 2, minOffset: 0 });
    const answer: BallotInput = { type: 'answered', replica: 'a', question: 'latest', offset: 1, value: 'x' };
    const [one] = stepBallot(ballot, answer);
    const [two, effects] = stepBallot(one, answer);
    expect(effects).toEqual([]);
    expect(two.outcome).toBeUndefined();
  });

  test('survives a replica that keeps the earlier offset no longer', () => {
    const ballot = openBallot({ replicas: ['a', 'b', 'c'], quorum: 2, minOffset: 0 });
    const [one] = stepBallot(ballot, answerOf(honest('a', 9), 'latest'));
    const [two, asked] = stepBallot(one, answerOf(honest('b', 5), 'latest'));
    expect(asked).toEqual([{ type: 'ask', replica: 'a', question: 5 }]);
    const [three] = stepBallot(two, { type: 'failed', replica: 'a', question: 5, reason: 'answered 410' });
    const [four, decided] = stepBallot(three, answerOf(honest('c', 5), 'latest'));
    expect(decided).toContainEqual(expect.objectContaining({ type: 'finish' }));
    expect(four.outcome).toMatchObject({ kind: 'decided', offset: 5, agreed: ['b', 'c'] });
  });
});

describe('whatever the lags, the lies and the order of the answers', () => {
  const lag = fc.integer({ min: 0, max: 6 });
  const arrivals = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });
  const ordered = (draws: readonly number[]) => {
    let next = 0;
    return (count: number) => (draws[next++ % draws.length] ?? 0) % count;
  };
  const behaviours = fc.array(
    fc.record({
      offset: lag,
      behaviour: fc.constantFrom('honest', 'liar', 'dead'),
      group: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 3, maxLength: 5 },
  );
  const build = (drawn: { offset: number; behaviour: string; group: number }[]): Replica[] =>
    drawn.map(({ offset, behaviour, group }, index) => {
      const id = `r${index}`;
      if (behaviour === 'dead') return dead(id);
      // Liars of a group say the same: the worst that can happen to a vote.
      return behaviour === 'liar' ? liar(id, offset, (at) => `lie-${group}-${at}`) : honest(id, offset);
    });

  test('it never decides a value that fewer than a majority hold', () => {
    fc.assert(
      fc.property(behaviours, arrivals, (drawn, draws) => {
        const replicas = build(drawn);
        const { outcome } = play(replicas, ordered(draws));
        if (outcome?.kind !== 'decided') return;
        const holders = replicas.filter((replica) => {
          const answer = answerOf(replica, outcome.offset);
          return answer.type === 'answered' && answer.value === outcome.value;
        });
        expect(holders.length).toBeGreaterThanOrEqual(majorityOf(replicas.length));
        expect(outcome.agreed.every((id) => holders.some((holder) => holder.id === id))).toBe(true);
      }),
    );
  });

  test('it ends, with nothing outstanding', () => {
    fc.assert(
      fc.property(behaviours, arrivals, fc.integer({ min: 0, max: 8 }), (drawn, draws, minOffset) => {
        const { ballot, outcome } = play(build(drawn), ordered(draws), minOffset);
        expect(outcome).toBeDefined();
        expect(isSettled(ballot)).toBe(true);
      }),
    );
  });

  test('with one liar of three it decides the truth, finds the liar, and never calls an honest laggard one', () => {
    fc.assert(
      fc.property(fc.tuple(lag, lag, lag), fc.integer({ min: 0, max: 2 }), arrivals, (offsets, lying, draws) => {
        const replicas = offsets.map((offset, index) =>
          index === lying ? liar(`r${index}`, offset) : honest(`r${index}`, offset),
        );
        const { outcome, findings } = play(replicas, ordered(draws));
        expect(outcome).toMatchObject({ kind: 'decided' });
        if (outcome?.kind !== 'decided') return;
        expect(outcome.value).toBe(truth(outcome.offset));
        for (const replica of replicas) {
          const finding = findings.get(replica.id);
          if (replica.behaviour === 'honest') expect(finding?.kind).not.toBe('dissented');
          else expect(finding?.kind).toBe(replica.offset < outcome.offset ? 'behind' : 'dissented');
        }
      }),
    );
  });

  test('with one dead replica of three it decides the truth', () => {
    fc.assert(
      fc.property(fc.tuple(lag, lag, lag), fc.integer({ min: 0, max: 2 }), arrivals, (offsets, failed, draws) => {
        const replicas = offsets.map((offset, index) =>
          index === failed ? dead(`r${index}`) : honest(`r${index}`, offset),
        );
        const { outcome, findings } = play(replicas, ordered(draws));
        expect(outcome?.kind === 'decided' ? outcome.value === truth(outcome.offset) : false).toBe(true);
        expect(findings.get(`r${failed}`)).toEqual({ kind: 'failed', reason: 'refused' });
      }),
    );
  });

  test('the same vote is decided whichever answer comes first', () => {
    const replicas = [honest('a', 3), honest('b', 3), honest('c', 3)];
    expect(play(replicas, first).outcome).toMatchObject({ value: truth(3) });
    expect(play(replicas, last).outcome).toMatchObject({ value: truth(3) });
  });
});
