/** Raft, watched for what a leader knows of its followers: who takes part, and who was not heard any more. */
import type { NodeId, Protocol } from '@temblor/protocols/port/protocol';
import type { LeaderRole, RaftState, RaftTypes } from '@temblor/protocols/raft/state';

/** What a leader has to say of a node; of itself too, once, when it is elected. */
export type NodeWord =
  | { readonly node: NodeId; readonly state: 'on' }
  | { readonly node: NodeId; readonly state: 'off'; readonly silentMs: number };

/**
 * The same protocol, which tells what changes while it leads. Silence is told from twice the longest election time-out on: a
 * leader that hears no majority has stepped down by then (§6.2 of Ongaro's thesis), and a busy machine lets a node pause
 * for less. One that hears no majority says nothing of the others, since it is itself that may be parted. A follower under
 * repair takes no part.
 */
export function watchedRaft(inner: Protocol<RaftTypes>, tell: (word: NodeWord) => void): Protocol<RaftTypes> {
  let term = -1;
  let electedUs = 0;
  let told = new Map<NodeId, NodeWord['state']>();
  const say = (word: NodeWord): void => {
    if (told.get(word.node) === word.state) return;
    told.set(word.node, word.state);
    tell(word);
  };
  const look = (state: RaftState, role: LeaderRole, atUs: number): void => {
    if (state.term !== term) {
      [term, electedUs, told] = [state.term, atUs, new Map()];
      say({ node: state.node, state: 'on' });
    }
    const silent = role.followers.filter(({ heardUs }) => atUs - heardUs > 2 * state.options.electionTimeoutUs.high);
    if (2 * silent.length > role.followers.length) return;
    for (const { node, heardUs } of silent) say({ node, state: 'off', silentMs: (atUs - heardUs) / 1000 });
    for (const follower of role.followers) {
      if (silent.includes(follower) || follower.heardUs <= electedUs || follower.repair !== undefined) continue;
      say({ node: follower.node, state: 'on' });
    }
  };
  return {
    ...inner,
    step(state, input, atUs) {
      const stepped = inner.step(state, input, atUs);
      const [next] = stepped;
      if (next.role.kind === 'leader') look(next, next.role, atUs);
      return stepped;
    },
  };
}
