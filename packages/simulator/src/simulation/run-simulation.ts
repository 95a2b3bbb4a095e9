import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { NodeId, Protocol, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault } from '../faults/acting-fault.ts';
import { beginFault } from '../faults/begin-fault.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { Network } from '../network/network.ts';
import { SimulatedNode } from '../node/simulated-node.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { EventQueue } from '../time/event-queue.ts';
import { TraceRecorder } from '../trace/trace-recorder.ts';
import { noCoverage } from './coverage.ts';
import { Digest, fingerprint } from './digest.ts';
import type { RunContext } from './run-context.ts';
import type { Simulation, SimulationHooks, TracedEnd } from './simulation.ts';

/**
 * Runs the nodes of a protocol in virtual time, from nothing to the end of the scenario or to a `stop`. What the protocol
 * or a hook throws ends the run and comes through.
 */
export function runSimulation<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  scenario: Scenario<unknown>,
  hooks: SimulationHooks<T>,
): TracedEnd {
  const run = new Run(protocol, scenario, hooks);
  hooks.begin(run);
  return run.toEnd();
}

class Run<T extends ProtocolTypes> implements Simulation<T> {
  readonly #scenario: Scenario<unknown>;
  readonly #queue = new EventQueue();
  readonly #context: RunContext<T>;
  readonly #random: Random;
  readonly #network: Network<T>;
  readonly #nodes = new Map<NodeId, SimulatedNode<T>>();
  /** Faults that have begun and have not ended. */
  readonly #acting = new Map<PlannedFault, ActingFault>();
  #isStopped = false;

  constructor(protocol: Protocol<T>, scenario: Scenario<unknown>, hooks: SimulationHooks<T>) {
    this.#scenario = scenario;
    const queue = this.#queue;
    const trace = new TraceRecorder<T>(hooks.trace, queue, (message) => hooks.label(message));
    const { observer } = hooks;
    this.#context = { protocol, observer, queue, trace, digest: new Digest(), coverage: noCoverage(), steps: 0 };
    this.#random = seededRandom(scenario.seed);
    this.#network = new Network(this.#context, scenario.network, this.#random.fork('network'));
    for (const id of scenario.nodes) this.#addNode(id);
    for (const fault of scenario.faults) queue.schedule(fault.atUs, () => this.#begin(fault, false));
  }

  toEnd(): TracedEnd {
    const { digest, coverage, trace } = this.#context;
    for (;;) {
      const action = this.#isStopped ? undefined : this.#queue.next(this.#scenario.untilUs);
      if (action === undefined) break;
      action();
    }
    for (const [fault, acting] of this.#acting) this.#count(fault, acting);
    const endedUs = this.#isStopped ? this.#queue.nowUs : this.#scenario.untilUs;
    return { endedUs, steps: this.#context.steps, digest: digest.toString(), coverage, trace: trace.events };
  }

  get nowUs(): number {
    return this.#queue.nowUs;
  }

  at(atUs: number, action: () => void): void {
    this.#queue.schedule(atUs, action);
  }

  command(id: NodeId, command: T['command']): boolean {
    const node = this.#nodes.get(id);
    if (node?.life === undefined) return false;
    this.#context.digest.add(fingerprint(command));
    this.#queue.schedule(this.#queue.nowUs + this.#network.delayUs(), () => node.take({ kind: 'command', command }, 0));
    return true;
  }

  isUp(id: NodeId): boolean {
    return this.#nodes.get(id)?.life !== undefined;
  }

  state(id: NodeId): T['state'] | undefined {
    return this.#nodes.get(id)?.life?.state;
  }

  durableRecords(id: NodeId): readonly T['record'][] {
    return this.#nodes.get(id)?.disk.records ?? [];
  }

  note(node: NodeId, text: string): void {
    this.#context.trace.add({ kind: 'note', node, text });
  }

  record: Simulation<T>['record'] = (fact) => this.#context.trace.add(fact);

  inject(fault: PlannedFault): void {
    this.#queue.schedule(this.#queue.nowUs, () => this.#begin(fault, true));
  }

  stop(): void {
    this.#isStopped = true;
  }

  #addNode(id: NodeId): void {
    const { disk } = this.#scenario;
    const random = this.#random.fork(`node ${id}`);
    const send = this.#network.send.bind(this.#network);
    const node = new SimulatedNode<T>(this.#context, id, disk, random, send);
    this.#nodes.set(id, node);
    this.#network.connect(node);
    this.#queue.schedule(0, () => node.start());
  }

  /** @param isAimed whether its moment was chosen by what happened. */
  #begin(fault: PlannedFault, isAimed: boolean): void {
    const { digest, trace } = this.#context;
    digest.add(this.#queue.nowUs);
    digest.add(fault.id);
    trace.add({ kind: 'fault-began', fault });
    const site = {
      queue: this.#queue,
      network: this.#network,
      node: (id: NodeId) => this.#nodes.get(id),
      random: this.#random.fork(`fault ${fault.id}`),
      isAimed,
    };
    const acting = beginFault(site, fault);
    this.#acting.set(fault, acting);
    this.#queue.schedule(this.#queue.nowUs + fault.durationUs, () => {
      this.#acting.delete(fault);
      this.#count(fault, acting);
      trace.add({ kind: 'fault-ended', fault });
      acting.end();
    });
  }

  #count(fault: PlannedFault, acting: ActingFault): void {
    this.#context.coverage[acting.hasActed() ? fault.kind : 'ineffective'] += 1;
  }
}
