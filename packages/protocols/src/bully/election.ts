/** Elections (Garcia-Molina 1982, "Elections in a distributed computing system", the bully algorithm). */
import type { NodeId } from '../port/protocol.ts';
import type { BullyStepped } from './stepped.ts';
import { send, setTimer } from './stepped.ts';
import type { BullyMessage, BullyRole, BullyState } from './types.ts';

/** Asks whether a higher id lives; where there is none, leads. A node that starts does so too. */
export function elect(state: BullyState): BullyStepped {
  const higher = state.options.nodes.filter((node) => node > state.node);
  if (higher.length === 0) return lead(state);
  const [next, effects] = become(state, { kind: 'electing' });
  const asked = higher.map((node) => send(node, { kind: 'election' }));
  return [next, [...effects, ...asked, setTimer('patience', state.options.answerUs)]];
}

/** What a node waited for did not come in time. */
export function losePatience(state: BullyState): BullyStepped {
  switch (state.role.kind) {
    case 'electing':
      return lead(state);
    case 'waiting':
    case 'follower':
      return elect(state);
    case 'leader':
      return [state, []];
    default:
      return state.role satisfies never;
  }
}

/** A lower id looks for somebody above it. */
export function beAsked(state: BullyState, from: NodeId): BullyStepped {
  const answer = send(from, { kind: 'answer' });
  switch (state.role.kind) {
    case 'leader':
      return [state, [answer, send(from, { kind: 'announcement' })]];
    case 'electing':
    case 'waiting':
      return [state, [answer]];
    case 'follower': {
      const [next, effects] = elect(state);
      return [next, [answer, ...effects]];
    }
    default:
      return state.role satisfies never;
  }
}

/** A higher id lives: it will lead, or find somebody who does. */
export function beAnswered(state: BullyState): BullyStepped {
  if (state.role.kind !== 'electing') return [state, []];
  const [next, effects] = become(state, { kind: 'waiting' });
  return [next, [...effects, setTimer('patience', state.options.announcementUs)]];
}

/**
 * Follows a higher id that says that it leads. A lower one can only say so because it did not hear of this node: that is
 * put right at once.
 *
 * A leader says so again and again, so that two leaders find each other when a partition has healed. It is no proof that
 * the leader hears its follower: only a reply to a heartbeat is.
 */
export function hearLeader(state: BullyState, from: NodeId): BullyStepped {
  const { role, options } = state;
  if (from < state.node) {
    if (role.kind === 'leader') return [state, announcements(state)];
    return role.kind === 'follower' ? elect(state) : [state, []];
  }
  if (role.kind === 'follower' && role.leader === from) return [state, []];
  const [next, effects] = become(state, { kind: 'follower', leader: from });
  const heartbeat: BullyMessage = { kind: 'heartbeat', holds: state.log.holds };
  return [
    next,
    [
      ...effects,
      send(from, heartbeat),
      setTimer('heartbeat', options.heartbeatUs),
      setTimer('patience', options.silenceUs),
    ],
  ];
}

/** A follower asks its leader whether it is there; a leader tells all that it leads. */
export function beat(state: BullyState): BullyStepped {
  const again = setTimer('heartbeat', state.options.heartbeatUs);
  switch (state.role.kind) {
    case 'follower':
      return [state, [send(state.role.leader, { kind: 'heartbeat', holds: state.log.holds }), again]];
    case 'leader':
      return [state, [...announcements(state), again]];
    case 'electing':
    case 'waiting':
      return [state, []];
    default:
      return state.role satisfies never;
  }
}

function lead(state: BullyState): BullyStepped {
  const [next, effects] = become(state, { kind: 'leader', heldBy: {}, open: [] });
  const cancelled = { kind: 'cancel-timer', timer: 'patience' } as const;
  return [next, [...effects, ...announcements(state), setTimer('heartbeat', state.options.heartbeatUs), cancelled]];
}

function announcements({ node, options }: BullyState) {
  return options.nodes.filter((other) => other !== node).map((other) => send(other, { kind: 'announcement' }));
}

function become(state: BullyState, role: BullyRole): BullyStepped {
  const leader = role.kind === 'leader' ? state.node : role.kind === 'follower' ? role.leader : undefined;
  return [{ ...state, role }, [{ kind: 'output', output: { kind: 'role', role: role.kind, leader } }]];
}
