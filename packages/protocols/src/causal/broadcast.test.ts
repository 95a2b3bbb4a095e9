import { describe, expect, test } from 'vitest';
import type { NodeId, Stepped } from '../port/protocol.ts';
import { nothingRecovered } from '../port/protocol.ts';
import { causalBroadcast } from './broadcast.ts';
import type {
  BroadcastEntry,
  BroadcastMessage,
  BroadcastOptions,
  BroadcastState,
  BroadcastTypes,
} from './broadcast-types.ts';
import { defaultBroadcastOptions } from './broadcast-types.ts';

/** A node of a cluster of 1 and 2, whose effects a test reads. */
function node(id: NodeId, options: Partial<BroadcastOptions> = {}, records: readonly BroadcastEntry[] = []) {
  const protocol = causalBroadcast({ ...defaultBroadcastOptions, nodes: [1, 2], ...options });
  let state: BroadcastState;
  const keep = ([next, effects]: Stepped<BroadcastTypes>) => {
    state = next;
    return effects;
  };
  const started = keep(protocol.start(id, { ...nothingRecovered, records }, 0));
  return {
    started,
    broadcast: (text: string) =>
      keep(protocol.step(state, { kind: 'command', command: { kind: 'broadcast', text } }, 0)),
    receive: (from: NodeId, message: BroadcastMessage) =>
      keep(protocol.step(state, { kind: 'message', from, message }, 0)),
    tellStatus: () => keep(protocol.step(state, { kind: 'timer', timer: 'status' }, 0)),
  };
}
type Effects = Stepped<BroadcastTypes>[1];

/** What a step made durable. */
function durable(effects: Effects) {
  return effects.flatMap((effect) => (effect.kind === 'persist' ? effect.append : []));
}
const sent = (effects: Effects) => effects.flatMap((effect) => (effect.kind === 'send' ? [effect.message] : []));
function onlySent(effects: Effects): BroadcastMessage {
  const [message] = sent(effects);
  if (message === undefined) throw new Error('nothing was sent');
  return message;
}
const told = (effects: Effects) =>
  effects.flatMap((effect) => {
    if (effect.kind !== 'output') return [];
    const { output } = effect;
    return [output.kind === 'refused' ? `refused ${output.text}` : `${output.kind} ${output.entry.content.text}`];
  });
const kinds = (effects: Effects) => effects.map(({ kind }) => kind);

describe('a broadcast', () => {
  test('is durable before it is delivered or sent, and stable when the others have passed its time', () => {
    const [one, two] = [node(1), node(2)];
    const effects = one.broadcast('a');
    expect(kinds(effects)).toEqual(['persist', 'output', 'send']);
    expect(told(two.receive(1, onlySent(effects)))).toEqual(['delivered a']);
    expect(told(one.receive(2, onlySent(two.tellStatus())))).toEqual(['stable a']);
  });

  test('is sent again to a node whose status lacks it', () => {
    const one = node(1);
    one.broadcast('a');
    const again = sent(one.receive(2, { kind: 'status', delivered: {}, time: 0 }));
    expect(again).toMatchObject([{ kind: 'entries', entries: [{ content: { text: 'a' } }] }]);
    expect(sent(one.receive(2, { kind: 'status', delivered: { 1: 1 }, time: 2 }))).toEqual([]);
  });

  test('is refused where too many wait to become stable, and nothing of it is left', () => {
    const one = node(1, { maximumWaiting: 1 });
    expect(told(one.broadcast('a'))).toEqual(['delivered a']);
    const refused = one.broadcast('b');
    expect(told(refused)).toEqual(['refused b']);
    expect(kinds(refused)).toEqual(['output']);
    one.receive(2, { kind: 'status', delivered: { 1: 1 }, time: 2 });
    expect(durable(one.broadcast('c'))).toMatchObject([{ clock: { 1: 2 }, content: { text: 'c' } }]);
  });

  test('of another that finds no room is taken when it comes again', () => {
    const [one, two] = [node(1, { maximumWaiting: 1 }), node(2)];
    two.receive(1, onlySent(one.broadcast('a')));
    const [b, c] = [onlySent(two.broadcast('b')), onlySent(two.broadcast('c'))];
    expect(told(one.receive(2, b))).toEqual(['delivered b', 'stable a']);
    expect(one.receive(2, c)).toEqual([]);
    expect(told(one.tellStatus())).toEqual(['stable b']);
    expect(told(one.receive(2, c))).toEqual(['delivered c', 'stable c']);
  });

  test('of an earlier life is told of again first, and the next one bears a later time', () => {
    const before = node(1);
    const records = [...durable(before.broadcast('a')), ...durable(before.broadcast('b'))];
    const again = node(1, { maximumWaiting: 1 }, records);
    expect(told(again.started)).toEqual(['delivered a', 'delivered b']);
    again.receive(2, { kind: 'status', delivered: { 1: 2 }, time: 9 });
    expect(durable(again.broadcast('c'))).toMatchObject([{ clock: { 1: 3 }, content: { time: 3 } }]);
  });
});
