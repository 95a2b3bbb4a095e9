import type { CausalMessage } from '../causal/causal-delivery.ts';
import type { LamportTime } from '../clocks/lamport-clock.ts';

/**
 * A message of the replicated log, with the leader that took it in `from`. Its place in the order of all is (`time`,
 * `from`), its identity `from` with its number there, `clock[from]`: a leader's number, not a position in the log, so that
 * two leaders never give the same one.
 */
export interface BullyEntry extends CausalMessage<string> {
  readonly time: LamportTime;
}
