/** Histories of clients of one object in memory: those of a correct one are linearizable, those of a wrong one need not be. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { TimedOperation } from './timed-operation.ts';

/** What clients do, and to what. */
export interface Clients<Input, Output> {
  readonly clients: number;
  readonly operations: number;
  /** How many operations of a thousand are never answered; half of them took effect. */
  readonly unknownPerMille: number;
  readonly draw: (random: Random, index: number) => Input;
  /** The object: called once for each operation, in the order in which they take effect. */
  readonly perform: (input: Input) => Output;
}

/** Clients that call in turns, each operation taking effect at some moment between its invocation and its completion. */
export function recordHistory<Input, Output>(
  { clients, operations, unknownPerMille, draw, perform }: Clients<Input, Output>,
  random: Random,
): TimedOperation<Input, Output>[] {
  const freeUs = Array.from({ length: clients }, () => 0);
  const planned = Array.from({ length: operations }, (_, index) => {
    const client = index % clients;
    const invokedUs = (freeUs[client] ?? 0) + random.integer(1, 20);
    const effectUs = invokedUs + random.integer(1, 100);
    const completedUs = effectUs + random.integer(1, 100);
    freeUs[client] = completedUs;
    const isUnknown = random.integer(1, 1000) <= unknownPerMille;
    // A client whose operation is open for ever goes on under another number.
    const process = isUnknown ? clients + index : client;
    const takesEffect = !isUnknown || random.integer(0, 1) === 1;
    return { process, input: draw(random, index), invokedUs, effectUs, completedUs, isUnknown, takesEffect };
  });
  planned.sort((left, right) => left.effectUs - right.effectUs);
  return planned.map(({ process, input, invokedUs, completedUs, isUnknown, takesEffect }) => {
    const output = takesEffect ? perform(input) : undefined;
    return isUnknown
      ? { process, input, output: undefined, invokedUs, completedUs: Infinity }
      : { process, input, output, invokedUs, completedUs };
  });
}
