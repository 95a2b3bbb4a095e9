/** One input of a node, handed to the rules that it concerns. */
import type { NodeId, ProtocolInput } from '../port/protocol.ts';
import { changeMembership } from './changes.ts';
import { advanceCommit } from './commit.ts';
import {
  countOwnVote,
  electionTimedOut,
  hearsLeader,
  standForElection,
  suspect,
  takeVoteReply,
  takeVoteRequest,
} from './election.ts';
import { refuseStaleLeader, takeAppend } from './following.ts';
import { heartbeat, propose } from './leading.ts';
import { mayStand } from './membership.ts';
import { read } from './reads.ts';
import { takeLostRecords, takeRepaired } from './repair.ts';
import { takeAppendReply } from './replies.ts';
import { compact, takeSnapshot } from './snapshots.ts';
import type { RaftTypes } from './state.ts';
import { becomeFollower } from './stepping-down.ts';
import { transfer, transferTimedOut } from './transfer.ts';
import type { Turn } from './turn.ts';
import { change, reply } from './turn.ts';
import type { RaftCommand, RaftMessage, RaftTimer } from './types.ts';

export function takeInput(turn: Turn, input: ProtocolInput<RaftTypes>): void {
  switch (input.kind) {
    case 'message':
      takeMessage(turn, input.from, input.message);
      return;
    case 'timer':
      takeTimer(turn, input.timer);
      return;
    case 'persisted':
      takePersisted(turn, input.ticket);
      return;
    case 'command':
      takeCommand(turn, input.command);
      return;
    default:
      input satisfies never;
  }
}

/** Terms first (§5.1): a later one makes a follower, an earlier one is told so. */
function takeMessage(turn: Turn, from: NodeId, message: RaftMessage): void {
  if (
    message.term >= turn.state.term &&
    message.kind === 'vote-request' &&
    turn.rules.isShutOut(message, standing(turn))
  ) {
    return;
  }
  if (message.term > turn.state.term && !isOfTermToCome(message)) becomeFollower(turn, message.term, undefined);
  if (message.term >= turn.state.term) takeCurrent(turn, from, message);
  else answerStale(turn, from, message);
}

function takeCurrent(turn: Turn, from: NodeId, message: RaftMessage): void {
  switch (message.kind) {
    case 'pre-vote-request':
    case 'vote-request':
      takeVoteRequest(turn, from, message);
      return;
    case 'pre-vote-reply':
    case 'vote-reply':
      takeVoteReply(turn, from, message);
      return;
    case 'append':
      takeAppend(turn, from, message);
      return;
    case 'install-snapshot':
      takeSnapshot(turn, from, message);
      return;
    case 'append-reply':
      takeAppendReply(turn, from, message);
      return;
    case 'repaired':
      takeRepaired(turn, message);
      return;
    case 'lost-records':
      takeLostRecords(turn, message);
      return;
    case 'timeout-now':
      if (mayStand(turn.state) && turn.state.role.kind === 'follower') standForElection(turn, true);
      return;
    default:
      message satisfies never;
  }
}

/** Tells whom this node's term concerns: who asks for something. */
function answerStale(turn: Turn, from: NodeId, message: RaftMessage): void {
  const { term } = turn.state;
  switch (message.kind) {
    case 'pre-vote-request':
      reply(turn, from, { kind: 'pre-vote-reply', term, granted: false, round: message.round });
      return;
    case 'vote-request':
      reply(turn, from, { kind: 'vote-reply', term, granted: false });
      return;
    case 'append':
    case 'install-snapshot':
      refuseStaleLeader(turn, from, message.round);
      return;
    case 'pre-vote-reply':
    case 'vote-reply':
    case 'append-reply':
    case 'repaired':
    case 'lost-records':
    case 'timeout-now':
      return;
    default:
      message satisfies never;
  }
}

/** A pre-vote speaks of the term that would come (thesis §9.6): nobody has entered it. */
function isOfTermToCome(message: RaftMessage): boolean {
  return message.kind === 'pre-vote-request' || (message.kind === 'pre-vote-reply' && message.granted);
}

/** What a vote request meets at this node. */
function standing(turn: Turn) {
  return { term: turn.state.term, hearsLeader: turn.state.options.checkQuorum && hearsLeader(turn) };
}

function takeTimer(turn: Turn, timer: RaftTimer): void {
  switch (timer) {
    case 'election':
      electionTimedOut(turn);
      return;
    case 'heartbeat':
      heartbeat(turn);
      return;
    case 'transfer':
      transferTimedOut(turn);
      return;
    default:
      timer satisfies never;
  }
}

function takePersisted(turn: Turn, ticket: number): void {
  countOwnVote(turn, ticket);
  const { writing } = turn.state;
  const position = writing.findIndex((write) => write.ticket === ticket);
  const write = writing[position];
  if (write === undefined) return;
  change(turn, { durableIndex: write.lastIndex, writing: writing.slice(position + 1) });
  advanceCommit(turn);
}

function takeCommand(turn: Turn, command: RaftCommand): void {
  switch (command.kind) {
    case 'propose':
      propose(turn, command.proposals);
      return;
    case 'read':
      read(turn, command.request);
      return;
    case 'change-membership':
      changeMembership(turn, command.request, command.change);
      return;
    case 'transfer':
      transfer(turn, command.request, command.to);
      return;
    case 'suspect':
      suspect(turn, command.node);
      return;
    case 'compact':
      compact(turn, command.index, command.data);
      return;
    default:
      command satisfies never;
  }
}
