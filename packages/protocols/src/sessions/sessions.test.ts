import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyValueCommand, KeyValueResult, KeyValueState } from '../state-machines/key-value.ts';
import { keyValueMachine } from '../state-machines/key-value.ts';
import type { SessionCommand, SessionOptions, SessionState } from './sessions.ts';
import { defaultSessionOptions, withSessions } from './sessions.ts';

type Command = SessionCommand<KeyValueCommand>;

/** A log that is applied as it grows; indexes count from 1. */
function log(options: SessionOptions = defaultSessionOptions) {
  const machine = withSessions(keyValueMachine, options);
  let state: SessionState<KeyValueState, KeyValueResult> = machine.initial;
  let index = 0;
  return {
    apply(command: Command) {
      index += 1;
      const [next, result] = machine.apply(state, command, index);
      state = next;
      return result;
    },
    /** As a node does that takes the state from another's snapshot. */
    throughSnapshot() {
      state = JSON.parse(JSON.stringify(state));
    },
    value: (key: string) => state.machine[key],
    sessions: () => state.sessions,
  };
}

const append = (client: number, sequence: number, value: string, firstUnanswered = 1): Command => ({
  kind: 'command',
  client,
  sequence,
  firstUnanswered,
  command: { kind: 'append', key: 'k', value },
});
const register: Command = { kind: 'register' };
const done = (repeated: boolean) => ({ kind: 'done', result: { kind: 'written' }, repeated });

describe('§6.3: implementing linearizable semantics', () => {
  test('a client id is the index of its registration in the log', () => {
    const { apply } = log();
    expect([register, register].map(apply)).toEqual([
      { kind: 'registered', client: 1 },
      { kind: 'registered', client: 2 },
    ]);
  });

  test('a repeated command gets the answer of the first time and is not done again', () => {
    const { apply, value } = log();
    apply(register);
    const create: Command = {
      kind: 'command',
      client: 1,
      sequence: 1,
      firstUnanswered: 1,
      command: { kind: 'compare-and-set', key: 'k', expected: null, value: 'a' },
    };
    expect(apply(create)).toEqual(done(false));
    expect(apply(append(1, 2, 'b'))).toEqual(done(false));
    expect(apply(create)).toEqual(done(true));
    expect(apply(append(1, 2, 'b'))).toEqual(done(true));
    expect(value('k')).toBe('ab');
  });

  test('commands of one client that are open at once may be done in any order', () => {
    const { apply, value } = log();
    apply(register);
    expect([append(1, 2, 'b'), append(1, 1, 'a'), append(1, 2, 'b')].map(apply)).toEqual([
      done(false),
      done(false),
      done(true),
    ]);
    expect(value('k')).toBe('ba');
  });

  test('an answer that the client has had is forgotten, and its repetition is refused', () => {
    const { apply, value, sessions } = log();
    [register, append(1, 1, 'a'), append(1, 2, 'b', 2)].map(apply);
    expect(sessions()[0]?.answers).toHaveLength(1);
    expect(apply(append(1, 1, 'a', 1))).toEqual({ kind: 'outdated' });
    expect(value('k')).toBe('ab');
  });

  test('a command that contradicts itself is refused, and nothing is forgotten on its word', () => {
    const { apply, sessions } = log();
    [register, append(1, 1, 'a')].map(apply);
    expect(apply(append(1, 2, 'b', 3))).toEqual({ kind: 'outdated' });
    expect(sessions()[0]).toMatchObject({ firstKept: 1, answers: [{ sequence: 1 }] });
  });

  test('sessions of different clients do not meet, though their sequences are the same', () => {
    const { apply, value } = log();
    expect([register, register, append(1, 1, 'a'), append(2, 1, 'b')].map(apply).slice(2)).toEqual([
      done(false),
      done(false),
    ]);
    expect(value('k')).toBe('ab');
  });

  test('the least recently used session ends when there are too many, and its commands are never done anew', () => {
    const { apply, value } = log({ ...defaultSessionOptions, maximumSessions: 2 });
    [register, register, append(1, 1, 'a'), append(2, 1, 'b'), append(1, 1, 'a'), register].map(apply);
    expect(apply(append(2, 2, 'x'))).toEqual({ kind: 'session-expired' });
    expect(apply(append(1, 1, 'a'))).toEqual(done(true));
    expect(value('k')).toBe('ab');
  });

  test('a client with too many answers open loses the oldest, and is told so rather than served twice', () => {
    const { apply, value } = log({ ...defaultSessionOptions, maximumAnswers: 2 });
    [register, append(1, 1, 'a'), append(1, 2, 'b'), append(1, 3, 'c')].map(apply);
    expect([1, 2, 3].map((sequence) => apply(append(1, sequence, 'x')).kind)).toEqual(['outdated', 'done', 'done']);
    expect(value('k')).toBe('abc');
  });

  test('a node that starts from a snapshot knows what was answered', () => {
    const { apply, throughSnapshot, value } = log();
    [register, append(1, 1, 'a')].map(apply);
    throughSnapshot();
    expect(apply(append(1, 1, 'a'))).toEqual(done(true));
    expect(value('k')).toBe('a');
  });
});

test('whatever is repeated, overtaken, restored or expired, no command is done twice', () => {
  const event = fc.record({
    client: fc.integer({ min: 1, max: 4 }),
    sequence: fc.integer({ min: 1, max: 6 }),
    back: fc.integer({ min: 0, max: 6 }),
    snapshot: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const { apply, throughSnapshot, value } = log({ maximumSessions: 3, maximumAnswers: 3 });
      for (let count = 0; count < 4; count += 1) apply(register);
      const executed: string[] = [];
      for (const { client, sequence, back, snapshot } of events) {
        if (snapshot) throughSnapshot();
        const name = `<${client}.${sequence}>`;
        const result = apply(append(client, sequence, name, Math.max(1, sequence - back)));
        if (result.kind === 'done' && !result.repeated) executed.push(name);
        expect(result.kind === 'session-expired').toBe(client === 1);
      }
      expect(value('k') ?? '').toBe(executed.join(''));
      expect(new Set(executed).size).toBe(executed.length);
    }),
  );
});
