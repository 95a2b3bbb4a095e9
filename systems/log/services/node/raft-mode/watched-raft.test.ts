import { defaultRaftOptions } from '@temblor/protocols/raft/options';
import { raft } from '@temblor/protocols/raft/raft';
import type { LeaderRole, Progress, RaftState } from '@temblor/protocols/raft/state';
import { expect, test } from 'vitest';
import type { NodeWord } from './watched-raft.ts';
import { watchedRaft } from './watched-raft.ts';

const silenceUs = 2 * defaultRaftOptions.electionTimeoutUs.high;
const fresh = { kind: 'absent' } as const;

function follower(node: number, heardUs: number, repair?: Progress['repair']): Progress {
  const flow = { kind: 'replicate', inFlight: [] } as const;
  return { node, match: 0, matchRound: 0, next: 1, flow, heardUs, sentUs: 0, round: 0, repair };
}

/** Gives a watch the states of a leader, and what it said after each. */
function watch() {
  const inner = raft({ ...defaultRaftOptions, initial: { voters: [1, 2, 3], learners: [] } });
  const [start] = inner.start(1, { register: fresh, records: [], log: 'intact' }, 0);
  let shown: RaftState = start;
  const words: NodeWord[] = [];
  const watched = watchedRaft({ ...inner, step: () => [shown, []] }, (word) => words.push(word));
  return (term: number, atUs: number, ...followers: readonly Progress[]): string[] => {
    const role: LeaderRole = {
      kind: 'leader',
      followers,
      round: 0,
      reads: [],
      transfer: undefined,
      isLeaseGivenUp: false,
    };
    shown = { ...start, term, role };
    watched.step(shown, { kind: 'timer', timer: 'heartbeat' }, atUs);
    return words.splice(0).map(({ node, state }) => `${node} ${state}`);
  };
}

test('a leader says who takes part once it hears them, and who fell silent, each once', () => {
  const see = watch();
  expect(see(1, 10, follower(2, 10), follower(3, 10))).toEqual(['1 on']);
  expect(see(1, 20, follower(2, 15), follower(3, 10))).toEqual(['2 on']);
  expect(see(1, 10 + silenceUs, follower(2, silenceUs), follower(3, 10))).toEqual([]);
  expect(see(1, 11 + silenceUs, follower(2, silenceUs), follower(3, 10))).toEqual(['3 off']);
  expect(see(1, 99 + silenceUs, follower(2, silenceUs), follower(3, 10))).toEqual([]);
  expect(see(1, 100 + silenceUs, follower(2, silenceUs), follower(3, 100 + silenceUs))).toEqual(['3 on']);
});

test('one that hears no majority says nothing, and one under repair takes no part', () => {
  const see = watch();
  expect(see(1, 2 * silenceUs, follower(2, 0), follower(3, 0))).toEqual(['1 on']);
  const repair = { number: 1, index: 5, afterRound: 0 };
  expect(see(2, 10, follower(2, 10), follower(3, 10))).toEqual(['1 on']);
  expect(see(2, 30, follower(2, 20), follower(3, 20, repair))).toEqual(['2 on']);
});
