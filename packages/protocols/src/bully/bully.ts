/**
 * The bully algorithm (Garcia-Molina 1982, "Elections in a distributed computing system") with a log that its leader
 * replicates: the highest id that lives leads. Followers send the leader heartbeats; on silence a node asks every higher
 * id, announces itself where none answers, and waits for a bounded time where one does.
 *
 * NOT SAFE. It takes a node that does not answer in time for dead: the paper assumes that the network loses nothing and
 * that no node pauses. Where messages are lost or late, nodes pause or the network is cut, there are two leaders at once,
 * both take messages, and their logs differ; what one accepted is given a place in the other's past when they meet again,
 * if it is not lost. Use Raft; this is here to show why.
 *
 * Elections persist nothing. Messages are persisted, and held in memory without bound. A log that was damaged is not
 * repaired first: what it lost comes back from the others, but its numbers may have been given to other messages by then.
 */

import { CausalLog } from '../causal/causal-log.ts';
import type { Protocol, ProtocolInput } from '../port/protocol.ts';
import { beAnswered, beAsked, beat, elect, hearLeader, losePatience } from './election.ts';
import type { BullyEntry } from './entry.ts';
import type { BullyOptions } from './options.ts';
import { output, propose, receiveEntries, receiveHolding, sendMissing } from './replication.ts';
import type { BullyStepped } from './stepped.ts';
import { send, setTimer } from './stepped.ts';
import type { BullyState, BullyTypes } from './types.ts';

/** The bully protocol of a cluster. A node that starts stands for election at once. */
export function bully(options: BullyOptions): Protocol<BullyTypes> {
  return {
    name: 'bully',
    start(node, recovered) {
      const time = recovered.records.reduce((latest, entry) => Math.max(latest, entry.time), 0);
      const log = CausalLog.empty<BullyEntry>().append(recovered.records);
      return elect({ node, options, role: { kind: 'electing' }, time, log, nextTicket: 1 });
    },
    step(state, input) {
      switch (input.kind) {
        case 'message':
          return receive(state, input);
        case 'timer':
          return input.timer === 'heartbeat' ? beat(state) : losePatience(state);
        case 'command':
          return propose(state, state.node, input.command.request, input.command.content);
        case 'persisted':
          return [state, []];
        default:
          return input satisfies never;
      }
    },
  };
}

function receive(
  state: BullyState,
  { from, message }: Extract<ProtocolInput<BullyTypes>, { kind: 'message' }>,
): BullyStepped {
  switch (message.kind) {
    case 'election':
      return beAsked(state, from);
    case 'answer':
      return beAnswered(state);
    case 'announcement':
      return hearLeader(state, from);
    case 'heartbeat': {
      const leads = state.role.kind === 'leader';
      const reply = send(from, { kind: 'heartbeat-reply', leads, holds: state.log.holds });
      if (!leads) return [state, [reply]];
      const [next, effects] = receiveHolding(state, from, message.holds);
      return [next, [reply, ...effects, ...sendMissing(next, from, message.holds)]];
    }
    case 'heartbeat-reply': {
      if (state.role.kind !== 'follower' || state.role.leader !== from) return [state, []];
      if (!message.leads) return elect(state);
      return [state, [setTimer('patience', state.options.silenceUs), ...sendMissing(state, from, message.holds)]];
    }
    case 'replicate':
      return receiveEntries(state, from, message.entries);
    case 'replicated':
      return receiveHolding(state, from, message.holds);
    case 'forward':
      return propose(state, from, message.request, message.content);
    case 'forwarded': {
      const { request, entry } = message;
      return [state, [output(entry === null ? { kind: 'refused', request } : { kind: 'accepted', request, entry })]];
    }
    default:
      return message satisfies never;
  }
}
