/** What happened in a run, in the order of virtual time: for diagrams, journals and people. Recorded only when asked for. */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { PlannedFault } from '../faults/planned-fault.ts';

export type TraceEvent = { readonly atUs: number } & TraceFact;

/**
 * What happened, whenever it was. `message` counts copies: each that is sent or doubled has its own number. `label` is
 * short: `append 3–5 (term 2)`.
 */
export type TraceFact =
  | {
      readonly kind: 'sent';
      readonly message: number;
      readonly from: NodeId;
      readonly to: NodeId;
      readonly label: string;
    }
  | {
      readonly kind: 'received';
      readonly message: number;
      readonly from: NodeId;
      readonly to: NodeId;
      readonly label: string;
    }
  | { readonly kind: 'dropped'; readonly message: number; readonly reason: 'loss' | 'partition' | 'down' }
  | { readonly kind: 'timer'; readonly node: NodeId; readonly timer: string }
  | { readonly kind: 'synced'; readonly node: NodeId; readonly records: number }
  | {
      readonly kind: 'started';
      readonly node: NodeId;
      readonly log: 'intact' | 'torn' | 'damaged';
      readonly life: number;
    }
  | { readonly kind: 'stopped'; readonly node: NodeId }
  | { readonly kind: 'paused' | 'resumed'; readonly node: NodeId }
  | { readonly kind: 'fault-began' | 'fault-ended'; readonly fault: PlannedFault }
  /** Something worth telling about a node: `committed 7`. A journal knows a leader by `became leader of term 3`. */
  | { readonly kind: 'note'; readonly node: NodeId; readonly text: string }
  | {
      readonly kind: 'invoked' | 'completed';
      readonly client: number;
      readonly operation: number;
      readonly text: string;
    }
  /** A client's request arrives at a node, or the node's answer at the client. */
  | {
      readonly kind: 'asked' | 'answered';
      readonly client: number;
      readonly node: NodeId;
      readonly sentUs: number;
      readonly text: string;
    }
  | {
      readonly kind: 'violation';
      readonly check: string;
      readonly text: string;
      readonly nodes: readonly NodeId[];
      /** What it rests on, the most telling first; absent where that is not known. */
      readonly evidence?: readonly Moment[];
    };

/** Whatever happened at a node or a client at this moment. */
export type Moment = { readonly atUs: number } & ({ readonly node: NodeId } | { readonly client: number });
