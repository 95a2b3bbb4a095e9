/** Alagappan et al. 2018, "Protocol-aware recovery for consensus-based storage": damage must not become a vote. */
import { describe, expect, test } from 'vitest';
import { raft } from './raft.ts';
import type { Letter } from './testing/cluster.fixture.ts';
import { Cluster } from './testing/cluster.fixture.ts';

/** 'a' is committed, held by 1 and 2 alone; then 2's log is damaged, and it starts again. */
function damaged(): Cluster {
  const cluster = new Cluster({ voters: [1, 2, 3] });
  cluster.elect(1);
  cluster.propose(1, 'a');
  cluster.deliverWithin([1, 2]);
  expect(cluster.state(1).commitIndex).toBe(2);
  cluster.crash(2);
  cluster.restart(2, 1);
  return cluster;
}

describe('a node whose log is damaged', () => {
  test('is in repair, which is durable', () => {
    const cluster = damaged();
    expect(cluster.state(2)).toMatchObject({ role: { kind: 'repairing' }, repairing: true });
    expect(cluster.disk(2).register).toMatchObject({ term: 1, repairing: true, repairs: 1 });
    cluster.crash(2);
    cluster.restart(2);
    expect(cluster.state(2)).toMatchObject({ role: { kind: 'repairing' }, repairs: 1 });
  });

  test('gives no vote: with its own loss it would elect a leader without what is committed', () => {
    const cluster = damaged();
    cluster.crash(1);
    cluster.elect(3);
    cluster.receive(3, 2, { kind: 'vote-request', term: 5, lastIndex: 1, lastTerm: 1, transfer: false });
    expect(cluster.letters.at(-1)?.message).toEqual({ kind: 'vote-reply', term: 5, granted: false });
    expect(cluster.leader()).toBeUndefined();
  });

  test('does not stand for election', () => {
    const cluster = damaged();
    expect(cluster.isTimerSet(2, 'election')).toBe(false);
    cluster.receive(1, 2, { kind: 'timeout-now', term: 1 });
    expect(cluster.state(2).role.kind).toBe('repairing');
  });

  test('counts for no commit, no read and no quorum, and is no target of a transfer', () => {
    const cluster = damaged();
    cluster.beat(1, [1, 2]);
    cluster.propose(1, 'b');
    cluster.command(1, { kind: 'read', request: 7 });
    cluster.takeOutputs(1);
    cluster.deliverWithin([1, 2]);
    cluster.command(1, { kind: 'transfer', request: 8, to: 2 });
    expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'refused', request: 8 }]);
    expect(cluster.state(2).log.lastIndex).toBe(3);
    expect(cluster.state(1).commitIndex).toBe(2);
    for (let beats = 0; beats < 8; beats += 1) cluster.beat(1, [1, 2]);
    expect(cluster.state(1).role.kind).toBe('follower');
  });

  test('counts again when it holds what it lost and a majority of others has confirmed the leader', () => {
    const cluster = damaged();
    cluster.beat(1, [1, 2]);
    expect(cluster.terms(2)).toEqual([1, 1]);
    expect(cluster.state(2).role.kind).toBe('repairing');
    cluster.beat(1);
    cluster.beat(1);
    expect(cluster.state(2)).toMatchObject({ role: { kind: 'follower' }, repairing: false });
    expect(cluster.disk(2).register).toMatchObject({ repairing: false });
    cluster.beat(1);
    cluster.propose(1, 'b');
    cluster.deliverWithin([1, 2]);
    expect(cluster.state(1).commitIndex).toBe(3);
  });

  test('is not told so while it lacks something, however often it answers', () => {
    const cluster = damaged();
    for (let beats = 0; beats < 3; beats += 1) {
      cluster.pass(cluster.options.heartbeatUs);
      cluster.timeout(1, 'heartbeat');
      const isWhole = ({ message }: Letter) => message.kind === 'repaired';
      const brings = ({ to, message }: Letter) => to === 2 && message.kind === 'append' && message.entries.length > 0;
      cluster.deliver((letter) => !brings(letter) && !isWhole(letter));
      expect(cluster.letters.some(isWhole)).toBe(false);
      cluster.drop();
    }
  });

  test('the word that an earlier repair is over does not end a later one', () => {
    const cluster = damaged();
    cluster.beat(1);
    cluster.beat(1);
    cluster.crash(2);
    cluster.restart(2, 1);
    expect(cluster.state(2)).toMatchObject({ repairing: true, repairs: 2 });
    cluster.receive(1, 2, { kind: 'repaired', term: 1, repair: 1, index: 1 });
    expect(cluster.state(2).repairing).toBe(true);
    for (let beats = 0; beats < 3; beats += 1) cluster.beat(1);
    expect(cluster.state(2).repairing).toBe(false);
  });

  test('an answer from before the damage counts for nothing once the leader knows of it', () => {
    const cluster = damaged();
    cluster.propose(1, 'b');
    cluster.drop();
    cluster.beat(1, [1, 2]);
    const outcome = { kind: 'matched', index: 3 } as const;
    cluster.receive(2, 1, { kind: 'append-reply', term: 1, round: 1, outcome, repairing: false });
    expect(cluster.state(1).commitIndex).toBe(2);
  });

  test('is repaired by a snapshot too', () => {
    const cluster = damaged();
    cluster.command(1, { kind: 'compact', index: 2, data: 's' });
    for (let beats = 0; beats < 3; beats += 1) cluster.beat(1);
    expect(cluster.state(2)).toMatchObject({ repairing: false, log: { snapshotIndex: 2 } });
  });
});

describe('what a node finds when it starts', () => {
  const { options } = new Cluster({ voters: [1, 2, 3] });
  const register = { kind: 'read', value: { term: 1, votedFor: null, repairing: false, repairs: 0 } } as const;
  const entry = (index: number) => ({ kind: 'no-op', index, term: 1 }) as const;

  test('a torn log is whole: what is missing was never acknowledged', () => {
    const records = [{ kind: 'entries', entries: [entry(1)] }] as const;
    const [state] = raft(options).start(1, { register, records, log: 'torn' }, 0);
    expect(state).toMatchObject({ repairing: false, log: { lastIndex: 1 } });
  });

  test('records with a gap between them are damage', () => {
    const records = [1, 3].map((index) => ({ kind: 'entries', entries: [entry(index)] }) as const);
    const [state] = raft(options).start(1, { register, records, log: 'intact' }, 0);
    expect(state).toMatchObject({ repairing: true, log: { lastIndex: 1 } });
  });

  test('records without a register mean that the register is lost, as it was durable before them', () => {
    const records = [{ kind: 'entries', entries: [entry(1)] }] as const;
    const [state] = raft(options).start(1, { register: { kind: 'absent' }, records, log: 'intact' }, 0);
    expect(state.role).toEqual({ kind: 'unusable' });
  });

  test('without its register a node does nothing, whatever it is asked', () => {
    const protocol = raft(options);
    const [state, effects] = protocol.start(1, { register: { kind: 'lost' }, records: [], log: 'intact' }, 0);
    expect(effects).toEqual([
      { kind: 'output', output: { kind: 'role', role: 'unusable', term: 0, leader: undefined } },
    ]);
    const message = { kind: 'vote-request', term: 9, lastIndex: 9, lastTerm: 9, transfer: true } as const;
    expect(protocol.step(state, { kind: 'message', from: 2, message }, 1)).toEqual([state, []]);
    expect(protocol.step(state, { kind: 'timer', timer: 'election' }, 1)).toEqual([state, []]);
  });
});

describe('a node whose disk lost what it had kept, without its noticing', () => {
  /** 'a' and 'b' are on all three, and known to be; then 2 starts again with a log that is cut short. */
  function cutShort(records: number): Cluster {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.propose(1, 'b');
    cluster.beat(1);
    cluster.crash(2);
    cluster.forget(2, records);
    cluster.restart(2);
    return cluster;
  }

  test.each([0, 1])(
    'is told by the leader, does not count, and counts again when it is whole: %i records left',
    (records) => {
      const cluster = cutShort(records);
      expect(cluster.state(2)).toMatchObject({ role: { kind: 'follower' }, repairing: false });
      cluster.pass(cluster.options.heartbeatUs);
      cluster.timeout(1, 'heartbeat');
      cluster.deliver(({ message }) => message.kind !== 'append' || message.entries.length === 0);
      expect(cluster.state(2)).toMatchObject({ role: { kind: 'repairing' }, repairing: true });
      expect(cluster.disk(2).register).toMatchObject({ repairing: true });
      for (let beats = 0; beats < 6; beats += 1) cluster.beat(1);
      expect(cluster.terms(2)).toEqual(cluster.terms(1));
      expect(cluster.state(2)).toMatchObject({ role: { kind: 'follower' }, repairing: false });
    },
  );

  test('is not told so by an answer that was overtaken', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.beat(1);
    cluster.propose(1, 'a');
    cluster.beat(1);
    const { log, term } = cluster.state(1);
    const outcome = { kind: 'conflict', previousIndex: log.lastIndex, hintIndex: 0, hintTerm: 0 } as const;
    cluster.receive(2, 1, { kind: 'append-reply', term, round: 0, outcome, repairing: false });
    expect(cluster.letters.some(({ message }) => message.kind === 'lost-records')).toBe(false);
  });
});
