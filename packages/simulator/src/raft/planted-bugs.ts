/**
 * Mistakes that implementations of Raft have made, each put into the machine or the program around it on purpose. That all
 * of them are found is what the simulator is worth. A plan with a bug is drawn as one without.
 */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { Protocol, ProtocolEffect, Stepped } from '@temblor/protocols/port/protocol';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import type { RaftRules } from '@temblor/protocols/raft/rules';
import { paperRules } from '@temblor/protocols/raft/rules';
import type { RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftRegister } from '@temblor/protocols/raft/types';

export interface PlantedBug {
  readonly name: string;
  /** What is wrong, for people. */
  readonly text: string;
  /** Decisions in place of the paper's. */
  readonly rules?: Partial<RaftRules>;
  readonly options?: Partial<RaftOptions>;
  /** What becomes of the effects of a step. */
  readonly effects?: (effects: Effects) => Effects;
  /** See `ServerSettings`. */
  readonly dropsLastEntry?: true;
}

type Effects = readonly ProtocolEffect<RaftTypes>[];

/** Every bug that can be planted. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'commit-older-term',
    text: 'a leader commits an entry of an older term as soon as a majority holds it (figure 8)',
    rules: { mayCommitByCounting: () => true },
  },
  {
    name: 'vote-not-persisted',
    text: 'a node that starts again does not know whom it voted for',
    effects: withRegister((register) => ({ ...register, votedFor: null })),
  },
  {
    name: 'term-not-persisted',
    text: 'a node that starts again does not know its term',
    effects: withRegister((register) => ({ ...register, term: 0, votedFor: null })),
  },
  {
    name: 'no-pre-vote',
    text: 'a node that comes back has raised its term meanwhile, and deposes a working leader',
    options: { preVote: false },
  },
  {
    name: 'stale-read',
    text: 'a leader answers reads without asking whether it still leads',
    rules: { mayReadUnconfirmed: () => true },
  },
  {
    name: 'truncate-always',
    text: 'a follower cuts its log after what an append brings, though nothing contradicts it',
    rules: {
      truncateFrom: ({ previousIndex, lastIndex }) => (lastIndex > previousIndex ? previousIndex + 1 : undefined),
    },
  },
  {
    name: 'acknowledge-before-sync',
    text: 'a node answers before what it tells of is durable',
    effects: (effects) => [
      ...effects.filter(({ kind }) => kind === 'send'),
      ...effects.filter(({ kind }) => kind !== 'send'),
    ],
  },
  {
    name: 'commit-unchecked',
    text: 'a follower takes the commit index of its leader for entries that the leader has not sent',
    rules: { followerCommit: (leaderCommit, _lastSureIndex, lastIndex) => Math.min(leaderCommit, lastIndex) },
  },
  {
    name: 'snapshot-drops-last',
    text: 'a snapshot lacks the last of the entries that it stands for',
    dropsLastEntry: true,
  },
  {
    name: 'lease-too-long',
    text: 'a leader reads by its lease for longer than its followers promised to vote for nobody else',
    rules: { leaseUs: (shortestElectionTimeoutUs) => 2 * shortestElectionTimeoutUs },
  },
  {
    name: 'two-changes-at-once',
    text: 'a leader takes a change of the membership while another is not committed',
    rules: { mayChangeMembership: () => true },
  },
];

/** The bug of a name. @throws TemblorError `unknown-bug`. */
export function requirePlantedBug(name: string): PlantedBug {
  const bug = plantedBugs.find((known) => known.name === name);
  if (bug !== undefined) return bug;
  const names = plantedBugs.map((known) => known.name);
  throw usageError('unknown-bug', `there is no planted bug '${name}'`, suggestName(name, names));
}

/** The paper's rules but for those that the bug replaces. */
export function buggyRules(bug: PlantedBug | undefined): RaftRules {
  return { ...paperRules, ...bug?.rules };
}

/** The protocol, with the bug in what its steps ask for. */
export function withBuggyEffects(protocol: Protocol<RaftTypes>, bug: PlantedBug | undefined): Protocol<RaftTypes> {
  const change = bug?.effects;
  if (change === undefined) return protocol;
  const spoil = ([state, effects]: Stepped<RaftTypes>): Stepped<RaftTypes> => [state, change(effects)];
  return {
    name: protocol.name,
    start: (node, recovered, atUs) => spoil(protocol.start(node, recovered, atUs)),
    step: (state, input, atUs) => spoil(protocol.step(state, input, atUs)),
  };
}

function withRegister(change: (register: RaftRegister) => RaftRegister): (effects: Effects) => Effects {
  return (effects) =>
    effects.map((effect) => {
      if (effect.kind !== 'persist' || effect.register === undefined) return effect;
      return { ...effect, register: change(effect.register) };
    });
}
