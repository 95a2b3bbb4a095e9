/**
 * What every world that fills the protocols' port must do, as scripts that know neither the simulator nor the host. A
 * script is a generator: between its steps it looks at what the nodes told and gives them commands, and a step lets time
 * pass, virtual or real.
 */
import type { NodeId, ProtocolTypes } from '@temblor/protocols/port/protocol';

/** Something that a node told, in one of its lives; lives count from 1. */
export interface Told<T extends ProtocolTypes> {
  readonly node: NodeId;
  readonly life: number;
  readonly output: T['output'];
}

/** Three nodes, 1 to 3, on folders that were empty, with a network that loses nothing for long. */
export interface Cluster<T extends ProtocolTypes> {
  /** In the order in which it was told, for each node. */
  readonly told: readonly Told<T>[];
  /** Of a node that is down, nothing happens. */
  command(node: NodeId, command: T['command']): void;
}

export type Step =
  | { readonly kind: 'wait'; readonly durationUs: number }
  /**
   * Ends the node without a warning, and starts it again from its disk after a time. Over when it is up.
   * With `damage`, a bit of a record in its log is found to be wrong then.
   */
  | { readonly kind: 'restart'; readonly node: NodeId; readonly downUs: number; readonly damage?: true };

export type Script = Generator<Step, void, void>;

export interface Scenario<T extends ProtocolTypes> {
  /** The behaviour that it shows. */
  readonly name: string;
  /** Throws where the world does not behave so. */
  run(cluster: Cluster<T>): Script;
}

/** Nodes of every cluster. */
export const nodes: readonly NodeId[] = [1, 2, 3];

const patienceUs = 10_000_000;
const lookUs = 2_000;

/** Waits until something holds. */
export function* until(what: string, holds: () => boolean): Script {
  for (let waitedUs = 0; !holds(); waitedUs += lookUs) {
    if (waitedUs > patienceUs) throw new Error(`waited ${patienceUs / 1e6} s for this: ${what}`);
    yield { kind: 'wait', durationUs: lookUs };
  }
}

/** Asks again and again until something holds: what is asked may get lost. */
export function* askUntil(what: string, ask: () => void, holds: () => boolean): Script {
  const pauseUs = 50_000;
  for (let waitedUs = 0; !holds(); waitedUs += pauseUs) {
    if (waitedUs > patienceUs) throw new Error(`asked for ${patienceUs / 1e6} s for this: ${what}`);
    ask();
    for (let pausedUs = 0; pausedUs < pauseUs && !holds(); pausedUs += lookUs) {
      yield { kind: 'wait', durationUs: lookUs };
    }
  }
}
