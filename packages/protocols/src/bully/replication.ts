/**
 * The replicated log: the leader takes a message, gives it its time and place, and sends it to all others in parallel.
 * Whoever lacks something gets it by heartbeats: the follower's says what it holds, the reply what the leader holds, and
 * each sends the other what is missing (anti-entropy: Demers et al. 1987, "Epidemic algorithms for replicated database
 * maintenance"). So logs that two leaders made grow into one again, and what the one took gets a place in the past of the other.
 */
import { lamportReceive, lamportTick } from '../clocks/lamport-clock.ts';
import type { VectorClock } from '../clocks/vector-clock.ts';
import { vectorEntry, vectorIncludes, vectorTick } from '../clocks/vector-clock.ts';
import type { NodeId } from '../port/protocol.ts';
import type { BullyEntry } from './entry.ts';
import type { BullyEffect, BullyStepped } from './stepped.ts';
import { send } from './stepped.ts';
import type { BullyOutput, BullyState, OpenProposal } from './types.ts';

/** A proposal of a caller at `origin`, which is this node or one that forwarded it. */
export function propose(state: BullyState, origin: NodeId, request: number, content: string): BullyStepped {
  const { node, role } = state;
  if (role.kind === 'leader') return take(state, role, origin, request, content);
  if (origin !== node) return [state, [send(origin, { kind: 'forwarded', request, entry: null })]];
  if (role.kind === 'follower') return [state, [send(role.leader, { kind: 'forward', request, content })]];
  return [state, [output({ kind: 'refused', request })]];
}

/** Messages from another node: the leader's, or what a follower had and this leader lacked. */
export function receiveEntries(state: BullyState, from: NodeId, entries: readonly BullyEntry[]): BullyStepped {
  const accepted = state.log.acceptable(entries);
  if (accepted.length === 0) return [state, [send(from, { kind: 'replicated', holds: state.log.holds })]];
  const time = accepted.reduce((own, entry) => lamportReceive(own, entry.time), state.time);
  const [next, effects] = store({ ...state, time }, accepted);
  return [next, [...effects, send(from, { kind: 'replicated', holds: next.log.holds })]];
}

/** A follower tells what it holds durably: proposals that enough nodes hold are accepted. */
export function receiveHolding(state: BullyState, from: NodeId, holds: VectorClock): BullyStepped {
  const { node, role } = state;
  if (role.kind !== 'leader') return [state, []];
  const held = Math.max(vectorEntry(role.heldBy, from), vectorEntry(holds, node));
  return acceptHeld(state, { ...role, heldBy: { ...role.heldBy, [from]: held } });
}

/** What `to` lacks, where it lacks anything. */
export function sendMissing({ log, options }: BullyState, to: NodeId, holds: VectorClock): BullyEffect[] {
  if (vectorIncludes(holds, log.holds)) return [];
  return [send(to, { kind: 'replicate', entries: log.missing(holds, options.maximumEntries) })];
}

/** Tells the caller at this node what became of its proposal. */
export function output(value: BullyOutput): BullyEffect {
  return { kind: 'output', output: value };
}

type Leading = Extract<BullyState['role'], { kind: 'leader' }>;

function take(state: BullyState, role: Leading, origin: NodeId, request: number, content: string): BullyStepped {
  const { node, options, log } = state;
  const time = lamportTick(state.time);
  const entry: BullyEntry = { from: node, time, clock: vectorTick(log.holds, node), content };
  const [stored, effects] = store({ ...state, time }, [entry]);
  const others = options.nodes.filter((other) => other !== node);
  // After the leader's own copy is durable: a number that was seen must not be given again after a crash.
  const sends = others.map((other) => send(other, { kind: 'replicate', entries: [entry] }));
  const [next, accepted] = acceptHeld(stored, { ...role, open: [...role.open, { origin, request, entry }] });
  return [next, [...effects, ...sends, ...accepted]];
}

/** Persists messages and tells of them; what stands after it in the step waits until they are durable. */
function store(state: BullyState, entries: readonly BullyEntry[]): BullyStepped {
  const ticket = state.nextTicket;
  return [
    { ...state, log: state.log.append(entries), nextTicket: ticket + 1 },
    [{ kind: 'persist', ticket, append: entries, rewrite: false }, output({ kind: 'stored', entries })],
  ];
}

function acceptHeld(state: BullyState, role: Leading): BullyStepped {
  const { node, options } = state;
  const copies = ({ entry }: OpenProposal) =>
    1 + options.nodes.filter((other) => vectorEntry(role.heldBy, other) >= vectorEntry(entry.clock, node)).length;
  const isHeld = (proposal: OpenProposal) => copies(proposal) >= options.copies;
  const accepted = role.open.filter(isHeld).map(({ origin, request, entry }) => {
    if (origin === node) return output({ kind: 'accepted', request, entry });
    return send(origin, { kind: 'forwarded', request, entry });
  });
  if (accepted.length === 0) return [{ ...state, role }, []];
  return [{ ...state, role: { ...role, open: role.open.filter((proposal) => !isHeld(proposal)) } }, accepted];
}
