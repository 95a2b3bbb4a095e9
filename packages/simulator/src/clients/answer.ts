import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RefusalReason } from '@temblor/protocols/raft/types';
import type { SessionResult } from '@temblor/protocols/sessions/sessions';
import type { KeyValueResult, KeyValueState } from '@temblor/protocols/state-machines/key-value';

/** What a node's program tells whoever asked it. Where the node crashes meanwhile nobody is told anything. */
export type Answer =
  /** The command is committed, and this is what the state machine answered. */
  | { readonly kind: 'applied'; readonly result: SessionResult<KeyValueResult> }
  /** The state may be read. */
  | { readonly kind: 'readable'; readonly state: KeyValueState }
  /** Another entry was committed in the command's place: it had no effect and will have none. */
  | { readonly kind: 'overwritten' }
  /** It had no effect; of a hand-over that failed, see the reason: it may come about later. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly leader: NodeId | undefined }
  /** A snapshot took the place of the entry: it was committed there, or another was. The client asks again. */
  | { readonly kind: 'unknown' }
  /** A change of the membership is in the leader's log, or the leadership was handed over. */
  | { readonly kind: 'accepted' };
