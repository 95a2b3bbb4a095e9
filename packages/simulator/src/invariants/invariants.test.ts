/** Checks that no planted bug breaks first: each is shown what it must not let pass, beside something like it that is right. */
import { nothingRecovered } from '@temblor/protocols/port/protocol';
import { emptyLog } from '@temblor/protocols/raft/log';
import { defaultRaftOptions } from '@temblor/protocols/raft/options';
import { raft } from '@temblor/protocols/raft/raft';
import type { RaftMessage } from '@temblor/protocols/raft/types';
import { describe, expect, test } from 'vitest';
import { AppliedStates } from './applied-states.ts';
import { CommittedEntries } from './committed-entries.ts';
import { DurableLog } from './durable-log.ts';
import { Elections } from './elections.ts';
import { PrefixChains } from './prefix-chains.ts';
import { RepairingSilence } from './repairing-silence.ts';

function reports(): { checks: string[]; report: (check: string) => void } {
  const checks: string[] = [];
  return { checks, report: (check) => void checks.push(check) };
}

const entry = (index: number, term: number, data: string) => ({ kind: 'data', index, term, data }) as const;

describe('elections', () => {
  test('two leaders of one term are found, the same one twice is none', () => {
    const { checks, report } = reports();
    const elections = new Elections(report);
    elections.leads(1, 3);
    elections.leads(1, 3);
    elections.leads(2, 4);
    expect(checks).toEqual([]);
    elections.leads(2, 3);
    expect(checks).toEqual(['election-safety']);
  });

  test('a term that was told of is not left behind; a pre-vote tells of none', () => {
    const { checks, report } = reports();
    const elections = new Elections(report);
    const asks: RaftMessage = { kind: 'pre-vote-request', term: 6, lastIndex: 0, lastTerm: 0, round: 0 };
    elections.arrived(1, 2, asks);
    elections.stepped(1, 5);
    expect(checks).toEqual([]);
    elections.arrived(1, 2, { ...asks, kind: 'vote-request', transfer: false });
    elections.stepped(1, 5);
    expect(checks).toEqual(['promises-kept']);
  });
});

describe('prefix chains', () => {
  test('logs that agree on an entry and not on what is before it are found', () => {
    const { checks, report } = reports();
    const chains = new PrefixChains(new CommittedEntries(), report);
    const empty = emptyLog({ index: 0, term: 0 });
    const last = entry(2, 2, 'b');
    chains.stepped(1, empty, empty.append([entry(1, 1, 'a'), last]));
    chains.stepped(2, empty, empty.append([entry(1, 1, 'a'), last]));
    expect(checks).toEqual([]);
    chains.stepped(3, empty, empty.append([entry(1, 2, 'a'), last]));
    expect(checks).toEqual(['log-matching']);
  });

  test('an entry that takes the place of another changes the hash from there on', () => {
    const chains = new PrefixChains(new CommittedEntries(), () => {});
    const log = emptyLog({ index: 0, term: 0 }).append([entry(1, 1, 'a'), entry(2, 1, 'b')]);
    chains.stepped(1, undefined, log);
    const before = [chains.prefixAt(1, 1), chains.prefixAt(1, 2)];
    expect(chains.stepped(1, log, log.truncateFrom(2).append([entry(2, 2, 'c')]))).toBe(2);
    expect(chains.prefixAt(1, 1)).toBe(before[0]);
    expect(chains.prefixAt(1, 2)).not.toBe(before[1]);
  });
});

describe('a durable log', () => {
  test('is followed as it grows, and read anew where it was rewritten', () => {
    const log = new DurableLog();
    const records: Parameters<DurableLog['follow']>[0][number][] = [
      { kind: 'entries', entries: [entry(1, 1, 'a'), entry(2, 1, 'b')] },
    ];
    log.follow(records);
    records.push({ kind: 'entries', entries: [entry(2, 2, 'c')] });
    log.follow(records);
    expect([log.holds(2, 1), log.holds(2, 2), log.lastIndex]).toEqual([false, true, 2]);
    const membership = { voters: [1], learners: [] };
    log.follow([{ kind: 'snapshot', snapshot: { index: 5, term: 3, membership, data: '' } }]);
    expect([log.holds(2, 9), log.holds(6, 3), log.lastIndex, log.lastTerm]).toEqual([true, false, 5, 3]);
  });
});

describe('a node with a damaged log', () => {
  const protocol = raft({ ...defaultRaftOptions, initial: { voters: [1, 2, 3], learners: [] } });
  const [inRepair] = protocol.start(1, { register: { kind: 'absent' }, records: [], log: 'damaged' }, 0);
  const [whole] = protocol.start(1, nothingRecovered, 0);
  const send = (message: RaftMessage) => [{ kind: 'send', to: 2, message } as const];

  test('is silent: a vote and a reply that counts are found', () => {
    const { checks, report } = reports();
    const silence = new RepairingSilence(report);
    silence.foundDamage(1);
    const outcome = { kind: 'matched', index: 1 } as const;
    silence.stepped(1, undefined, inRepair, send({ kind: 'vote-reply', term: 1, granted: false }));
    silence.stepped(1, inRepair, inRepair, send({ kind: 'append-reply', term: 1, round: 1, outcome, repairing: 1 }));
    expect(checks).toEqual([]);
    silence.stepped(1, inRepair, inRepair, send({ kind: 'vote-reply', term: 1, granted: true }));
    silence.stepped(
      1,
      inRepair,
      inRepair,
      send({ kind: 'append-reply', term: 1, round: 1, outcome, repairing: false }),
    );
    expect(checks).toEqual(['repairing-silence', 'repairing-silence']);
  });

  test('does not start as if nothing were wrong, and speaks again when it is repaired', () => {
    const { checks, report } = reports();
    const silence = new RepairingSilence(report);
    silence.foundDamage(1);
    silence.stepped(1, undefined, whole, []);
    expect(checks).toEqual(['repairing-silence']);
    silence.stepped(1, inRepair, whole, []);
    silence.stepped(1, whole, whole, send({ kind: 'vote-reply', term: 1, granted: true }));
    expect(checks).toHaveLength(1);
  });
});

describe('applied states', () => {
  const command = (sequence: number) => {
    const put = { kind: 'put', key: 'k', value: `${sequence}` };
    return JSON.stringify({ kind: 'command', client: 1, sequence, firstUnanswered: 1, command: put });
  };

  test('a node that answers an entry otherwise than the log gives is found', () => {
    const { checks, report } = reports();
    const states = new AppliedStates({ maximumSessions: 10, maximumAnswers: 10 }, report);
    states.applied(1, entry(1, 1, '{"kind":"register"}'), { kind: 'registered', client: 1 }, 0);
    expect(checks).toEqual([]);
    states.applied(2, entry(1, 1, '{"kind":"register"}'), { kind: 'registered', client: 2 }, 0);
    expect(checks).toEqual(['state-machine-safety']);
  });

  test('a command that was acknowledged and is not done is found', () => {
    const states = new AppliedStates({ maximumSessions: 10, maximumAnswers: 10 }, () => {});
    const done = { kind: 'done', result: { kind: 'written' }, repeated: false } as const;
    states.applied(1, entry(1, 1, '{"kind":"register"}'), { kind: 'registered', client: 1 }, 0);
    states.applied(1, entry(2, 1, command(1)), done, 7);
    expect(states.effectOf('1:1')).toEqual({ position: 2, atUs: 7, result: { kind: 'written' } });
    expect(states.checkOnce([{ identity: '1:1', outcome: 'ok' }]).verdict).toBe('passed');
    expect(states.checkOnce([{ identity: '1:2', outcome: 'ok' }]).verdict).toBe('failed');
  });
});
