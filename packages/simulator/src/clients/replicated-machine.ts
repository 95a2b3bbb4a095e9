import type { SessionCommand, SessionOptions, SessionResult, SessionState } from '@temblor/protocols/sessions/sessions';
import { withSessions } from '@temblor/protocols/sessions/sessions';
import type { KeyValueCommand, KeyValueResult, KeyValueState } from '@temblor/protocols/state-machines/key-value';
import { keyValueMachine } from '@temblor/protocols/state-machines/key-value';
import type { StateMachine } from '@temblor/protocols/state-machines/state-machine';

/** What the log is applied to: a key-value map behind client sessions. */
export type ReplicatedMachine = StateMachine<ReplicatedState, ReplicatedCommand, ReplicatedResult>;
/** The map and the sessions. */
export type ReplicatedState = SessionState<KeyValueState, KeyValueResult>;
type ReplicatedCommand = SessionCommand<KeyValueCommand>;
/** What the machine answers an entry. */
export type ReplicatedResult = SessionResult<KeyValueResult>;

/** @param onDone told of every command that is really done, rather than answered from the session. */
export function replicatedMachine(options: SessionOptions, onDone?: (index: number) => void): ReplicatedMachine {
  if (onDone === undefined) return withSessions(keyValueMachine, options);
  const counted: typeof keyValueMachine = {
    ...keyValueMachine,
    apply: (state, command, index) => {
      onDone(index);
      return keyValueMachine.apply(state, command, index);
    },
  };
  return withSessions(counted, options);
}

/** The command of an entry: JSON of a client of this simulator, read back. */
export function readCommand(data: string): ReplicatedCommand {
  return JSON.parse(data);
}

/** The state of a snapshot: the machine's own JSON, read back. */
export function readState(data: string): ReplicatedState {
  return JSON.parse(data);
}
