/**
 * A broadcast to all nodes that is delivered twice: at once in causal order (Birman, Schiper and Stephenson 1991), and in
 * Lamport's total order (1978) when it is stable. Messages may be lost: nodes tell each other what they have delivered,
 * and whoever has more sends it again, so that all is delivered everywhere in the end, as long as nodes come back.
 *
 * What is delivered is durable first, and times follow from what was delivered alone: a node that starts again knows its
 * time, and keeps what it told of it. The log is held in memory without bound.
 */
import type { LamportTime } from '../clocks/lamport-clock.ts';
import { lamportReceive, lamportTick } from '../clocks/lamport-clock.ts';
import { vectorEntry, vectorIncludes } from '../clocks/vector-clock.ts';
import type { NodeId, Protocol, ProtocolEffect, Stepped } from '../port/protocol.ts';
import type {
  BroadcastEntry,
  BroadcastMessage,
  BroadcastOptions,
  BroadcastState,
  BroadcastTypes,
} from './broadcast-types.ts';
import { causalDelivery, causalReceive, causalSend } from './causal-delivery.ts';
import { CausalLog } from './causal-log.ts';
import type { StampedMessage } from './stable-delivery.ts';
import { stableDelivery, stablePassed, stableReceive } from './stable-delivery.ts';

type Effect = ProtocolEffect<BroadcastTypes>;

/** The broadcast among the nodes of the options. */
export function causalBroadcast(options: BroadcastOptions): Protocol<BroadcastTypes> {
  return {
    name: 'causal-broadcast',
    start: (node, { records }) => start(node, options, records),
    step(state, input) {
      switch (input.kind) {
        case 'message':
          return receive(state, input.from, input.message);
        case 'timer':
          return tellStatus(state);
        case 'command':
          return broadcast(state, input.command.text);
        case 'persisted':
          return [state, []];
        default:
          return input satisfies never;
      }
    },
  };
}

function start(node: NodeId, options: BroadcastOptions, records: readonly BroadcastEntry[]): Stepped<BroadcastTypes> {
  const empty: BroadcastState = {
    ...{ node, options, time: 0, nextTicket: 1 },
    causal: causalDelivery(options.maximumWaiting),
    // What was taken once must not be refused now that the times of the others are forgotten.
    stable: stableDelivery(options.nodes, Number.POSITIVE_INFINITY),
    log: CausalLog.empty<BroadcastEntry>(),
  };
  const outputs: Effect[] = [];
  let state = empty;
  for (const record of records) {
    const taken = take(state, record);
    if (taken === undefined) throw new Error(`the log of node ${node} is not in causal order`);
    state = taken.state;
    outputs.push(...taken.outputs);
  }
  const bounded = { ...state, stable: { ...state.stable, maximumWaiting: options.maximumWaiting } };
  const [next, effects] = tellStatus(bounded);
  return [next, [...outputs, ...effects]];
}

function broadcast(state: BroadcastState, text: string): Stepped<BroadcastTypes> {
  const [, entry] = causalSend(state.causal, state.node, { time: lamportTick(state.time), text });
  const taken = take(state, entry);
  if (taken === undefined) return [state, [{ kind: 'output', output: { kind: 'refused', text } }]];
  const [next, effects] = persist(taken);
  return [next, [...effects, ...toOthers(state, { kind: 'entries', entries: [entry] })]];
}

function receive(state: BroadcastState, from: NodeId, message: BroadcastMessage): Stepped<BroadcastTypes> {
  switch (message.kind) {
    case 'entries': {
      let all: Taken = { state, entries: [], outputs: [] };
      for (const entry of message.entries) {
        const taken = take(all.state, entry);
        // One that finds no room is not kept: it is missing in the next status, and comes again.
        if (taken === undefined) continue;
        const { entries, outputs } = all;
        all = { state: taken.state, entries: [...entries, ...taken.entries], outputs: [...outputs, ...taken.outputs] };
      }
      return persist(all);
    }
    case 'status': {
      const { delivered, time } = message;
      const [stable, passed] = stablePassed(state.stable, { node: from, number: vectorEntry(delivered, from), time });
      const outputs = passed.map(stableOutput);
      if (vectorIncludes(delivered, state.log.holds)) return [{ ...state, stable }, outputs];
      const entries = state.log.missing(delivered, state.options.maximumEntries);
      return [{ ...state, stable }, [...outputs, { kind: 'send', to: from, message: { kind: 'entries', entries } }]];
    }
    default:
      return message satisfies never;
  }
}

interface Taken {
  readonly state: BroadcastState;
  /** What was delivered, the message itself and what had waited for it. */
  readonly entries: readonly BroadcastEntry[];
  readonly outputs: readonly Effect[];
}

/** Takes a message in, its own or another's; undefined where a buffer is full. */
function take(state: BroadcastState, entry: BroadcastEntry): Taken | undefined {
  const [causal, receipt] = causalReceive(state.causal, entry);
  if (receipt.kind === 'overflow') return undefined;
  const entries = receipt.kind === 'delivered' ? receipt.messages : [];
  const outputs: Effect[] = [];
  let { stable, time } = state;
  for (const delivered of entries) {
    const [next, stability] = stableReceive(stable, stampedOf(delivered));
    if (stability.kind === 'overflow') return undefined;
    stable = next;
    time = timeAfter(time, delivered, state.node);
    outputs.push({ kind: 'output', output: { kind: 'delivered', entry: delivered } });
    if (stability.kind === 'received') outputs.push(...stability.delivered.map(stableOutput));
  }
  return { state: { ...state, causal, stable, time, log: state.log.append(entries) }, entries, outputs };
}

/** Makes durable what was delivered before anybody is told of it. */
function persist({ state, entries, outputs }: Taken): Stepped<BroadcastTypes> {
  if (entries.length === 0) return [state, outputs];
  const ticket = state.nextTicket;
  return [
    { ...state, nextTicket: ticket + 1 },
    [{ kind: 'persist', ticket, append: entries, rewrite: false }, ...outputs],
  ];
}

function tellStatus(state: BroadcastState): Stepped<BroadcastTypes> {
  const { node, time, options } = state;
  const delivered = state.log.holds;
  const [stable, passed] = stablePassed(state.stable, { node, number: vectorEntry(delivered, node), time });
  const again: Effect = { kind: 'set-timer', timer: 'status', lowUs: options.statusUs, highUs: options.statusUs };
  return [
    { ...state, stable },
    [...passed.map(stableOutput), ...toOthers(state, { kind: 'status', delivered, time }), again],
  ];
}

function toOthers({ node, options }: BroadcastState, message: BroadcastMessage): Effect[] {
  return options.nodes.filter((other) => other !== node).map((to) => ({ kind: 'send', to, message }));
}

function timeAfter(time: LamportTime, { from, content }: BroadcastEntry, node: NodeId): LamportTime {
  return from === node ? content.time : lamportReceive(time, content.time);
}

function stampedOf(entry: BroadcastEntry): StampedMessage<BroadcastEntry> {
  const { from, clock, content } = entry;
  return { node: from, number: vectorEntry(clock, from), time: content.time, content: entry };
}

function stableOutput({ content: entry }: StampedMessage<BroadcastEntry>): Effect {
  return { kind: 'output', output: { kind: 'stable', entry } };
}
