/**
 * Client sessions, which make retries exactly-once (Ongaro 2014, "Consensus: bridging theory and practice", §6.3).
 *
 * A client that got no answer asks again, and its command may then stand in the log twice. Each command therefore bears
 * its client's id and a sequence number, and the state machine remembers what it answered: a repetition gets the
 * answer of the first time and is not done again. All of this is part of the replicated state, so that it is the same on
 * every node and survives a change of leader; it belongs into the snapshot, and is plain data for that.
 *
 * Memory is bounded by what stands in the log alone, never by a clock: the least recently used session ends when there
 * are too many. A command of a session that has ended is refused and never done, since it may have been done before.
 */
import type { StateMachine } from '../state-machines/state-machine.ts';

export type SessionCommand<Command> =
  /** Opens a session. Doubled by a retry it opens two, of which one is never used and ends. */
  | { readonly kind: 'register' }
  | {
      readonly kind: 'command';
      /** As `registered` gave it. */
      readonly client: number;
      /** The same for every retry of a command, another for every other command of the client; from 1. */
      readonly sequence: number;
      /** The lowest sequence that the client still waits for: answers below it are forgotten. At most `sequence`. */
      readonly firstUnanswered: number;
      readonly command: Command;
    };

export type SessionResult<Result> =
  /** The client's id is the index of its registration in the log. */
  | { readonly kind: 'registered'; readonly client: number }
  /** `repeated`: it was done earlier, and this is the answer of that time. */
  | { readonly kind: 'done'; readonly result: Result; readonly repeated: boolean }
  /** The answer is forgotten, because the client had it or had too many open: not done now, perhaps done earlier. */
  | { readonly kind: 'outdated' }
  /** There is no such session any more: not done now, perhaps done earlier. The client must register anew. */
  | { readonly kind: 'session-expired' };

interface Session<Result> {
  readonly client: number;
  /** Answers of lower sequences are forgotten. */
  readonly firstKept: number;
  /** In the order in which they were given. */
  readonly answers: readonly { readonly sequence: number; readonly result: Result }[];
}

/** Plain data where the machine's state and results are: its JSON is the snapshot. */
export interface SessionState<State, Result> {
  readonly machine: State;
  /** The least recently used first. */
  readonly sessions: readonly Session<Result>[];
}

export interface SessionOptions {
  /** Every command copies the list of sessions, so that thousands are well and millions are not. */
  readonly maximumSessions: number;
  /** So many answers one session keeps; a client with more commands open than that loses the oldest answers. */
  readonly maximumAnswers: number;
}

/** For some hundred clients at a time. */
export const defaultSessionOptions: SessionOptions = { maximumSessions: 1000, maximumAnswers: 64 };

/** The machine whose commands are done at most once each, however often they stand in the log. */
export function withSessions<State, Command, Result>(
  machine: StateMachine<State, Command, Result>,
  options: SessionOptions,
): StateMachine<SessionState<State, Result>, SessionCommand<Command>, SessionResult<Result>> {
  return {
    initial: { machine: machine.initial, sessions: [] },
    apply(state, command, index) {
      if (command.kind === 'register') {
        const session = { client: index, firstKept: 1, answers: [] };
        const sessions = [...state.sessions, session].slice(-options.maximumSessions);
        return [
          { machine: state.machine, sessions },
          { kind: 'registered', client: index },
        ];
      }
      const { client, sequence } = command;
      // It contradicts itself: nothing is forgotten on its word.
      if (command.firstUnanswered > sequence) return [state, { kind: 'outdated' }];
      const place = state.sessions.findIndex((session) => session.client === client);
      const found = state.sessions[place];
      if (found === undefined) return [state, { kind: 'session-expired' }];
      const session = forget(found, command.firstUnanswered);
      const others = state.sessions.toSpliced(place, 1);
      const used = { machine: state.machine, sessions: [...others, session] };
      if (sequence < session.firstKept) return [used, { kind: 'outdated' }];
      const known = session.answers.find((answer) => answer.sequence === sequence);
      if (known !== undefined) return [used, { kind: 'done', result: known.result, repeated: true }];
      const [next, result] = machine.apply(state.machine, command.command, index);
      const answered = bound({ ...session, answers: [...session.answers, { sequence, result }] }, options);
      return [
        { machine: next, sessions: [...others, answered] },
        { kind: 'done', result, repeated: false },
      ];
    },
  };
}

/** Forgets what the client has had. A request that was overtaken by a later one brings nothing back. */
function forget<Result>(session: Session<Result>, firstUnanswered: number): Session<Result> {
  if (firstUnanswered <= session.firstKept) return session;
  const answers = session.answers.filter((answer) => answer.sequence >= firstUnanswered);
  return { ...session, firstKept: firstUnanswered, answers };
}

function bound<Result>(session: Session<Result>, options: SessionOptions): Session<Result> {
  if (session.answers.length <= options.maximumAnswers) return session;
  return forget(session, Math.min(...session.answers.map((answer) => answer.sequence)) + 1);
}
