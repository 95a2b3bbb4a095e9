import type { NodeId } from '@temblor/protocols/port/protocol';

/**
 * A fault of a plan. It acts from `atUs` for `durationUs` of virtual time and ends by itself; a fault on a node that is
 * down acts on nothing, and is counted as such.
 */
export type PlannedFault = { readonly id: number; readonly atUs: number; readonly durationUs: number } & FaultKind;

/** What a fault does, without when. */
export type FaultKind =
  // Nodes
  /**
   * The node loses its memory and what it had not synced, and starts again from its disk when the fault ends. The crash
   * comes at `atUs`, or within half a second in the middle of a step's effects or of a sync: its seed says which.
   */
  | {
      readonly kind: 'crash';
      readonly node: NodeId;
      /**
       * What becomes of writes that were not synced: all lost, all kept, or some kept up to one that is there in part
       * (the register, a file of its own, then is the new one or the old one whatever became of the log).
       */
      readonly unsynced: 'lost' | 'kept' | 'torn';
    }
  /**
   * The node does nothing, and gets everything that came meanwhile when the fault ends, timers that ran out too, in an
   * order that is drawn. Its clock and its disk go on.
   */
  | { readonly kind: 'pause'; readonly node: NodeId }
  /** The node's clock runs at this rate: 1.1 is a tenth too fast. */
  | { readonly kind: 'clock-drift'; readonly node: NodeId; readonly rate: number }
  // Network
  /**
   * Messages between different groups are lost, those too that are on their way when it begins. A node in no group is
   * alone.
   */
  | { readonly kind: 'partition'; readonly groups: readonly (readonly NodeId[])[] }
  /** As a partition, there for `periodUs`, gone for `periodUs`, and so on. */
  | { readonly kind: 'flapping-partition'; readonly groups: readonly (readonly NodeId[])[]; readonly periodUs: number }
  /** Messages from the ones to the others are lost; those back are not. */
  | { readonly kind: 'one-way-partition'; readonly from: readonly NodeId[]; readonly to: readonly NodeId[] }
  | { readonly kind: 'loss'; readonly probability: number }
  /** A message comes twice, the second time by a delay of its own. */
  | { readonly kind: 'duplication'; readonly probability: number }
  /** Messages take up to so much longer, each by a time of its own: they overtake each other. */
  | { readonly kind: 'delay'; readonly extraUs: number }
  // Disks
  | { readonly kind: 'slow-sync'; readonly node: NodeId; readonly extraUs: number }
  /** The node crashes, and one record of its log that was synced is found to be wrong when it starts again. */
  | { readonly kind: 'bit-flip'; readonly node: NodeId };

/** `crash`, `partition`, … */
export type FaultKindName = FaultKind['kind'];

/** The faults of one kind. */
export type FaultOf<Kind extends FaultKindName> = Extract<PlannedFault, { kind: Kind }>;
