import type { Protocol, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Scenario } from '../scenario/scenario.ts';
import type { SimulationHooks, TracedEnd } from './simulation.ts';

/**
 * Runs the nodes of a protocol in virtual time, from nothing to the end of the scenario or to a `stop`. What the protocol
 * or a hook throws ends the run and comes through.
 */
export function runSimulation<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  scenario: Scenario<unknown>,
  hooks: SimulationHooks<T>,
): TracedEnd {
  throw new Error(`cannot run ${protocol.name} with seed ${scenario.seed} yet, traced: ${hooks.trace}`);
}
