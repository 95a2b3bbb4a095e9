/** The suite in virtual time. */
import type { NodeId, Protocol, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { PlannedFault } from '@temblor/simulator/faults/planned-fault';
import { runSimulation } from '@temblor/simulator/simulation/run-simulation';
import type { Simulation } from '@temblor/simulator/simulation/simulation';
import type { Cluster, Scenario, Script, Step, Told } from './scenario.ts';
import { nodes } from './scenario.ts';

const longestUs = 60_000_000;

/**
 * Runs a scenario. The simulator has its faults from a plan. So where the script asks for a crash that is not planned, the
 * run is broken off and begun again with it: the same run up to that moment.
 */
export function runOnSimulator<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  scenario: Scenario<T>,
  seed: number,
): void {
  for (const plan: PlannedFault[] = []; ; ) {
    const run = new ScriptedRun(scenario, plan);
    runSimulation(
      protocol,
      {
        seed,
        nodes,
        untilUs: longestUs,
        network: { delayUs: { low: 200, high: 2_000 } },
        disk: { syncUs: { low: 500, high: 3_000 } },
        faults: plan,
        operations: [],
      },
      {
        observer: {
          stepped: () => {},
          output: (node, output) => run.tell(node, output),
          stopped: () => {},
        },
        begin: (simulation) => run.begin(simulation),
        label: () => '',
        trace: false,
      },
    );
    if (run.missing === undefined) {
      if (!run.isOver) throw new Error(`'${scenario.name}' did not end in ${longestUs / 1e6} s of virtual time`);
      return;
    }
    plan.push(run.missing);
  }
}

class ScriptedRun<T extends ProtocolTypes> implements Cluster<T> {
  readonly told: Told<T>[] = [];
  /** A fault that the script asked for and the plan does not have. */
  missing: PlannedFault | undefined;
  isOver = false;
  readonly #plan: readonly PlannedFault[];
  readonly #script: Script;
  readonly #lives = new Map<NodeId, number>(nodes.map((node) => [node, 1]));
  #crashes = 0;
  #simulation: Simulation<T> | undefined;

  constructor(scenario: Scenario<T>, plan: readonly PlannedFault[]) {
    this.#plan = plan;
    this.#script = scenario.run(this);
  }

  begin(simulation: Simulation<T>): void {
    this.#simulation = simulation;
    simulation.at(1, () => this.#advance(simulation));
  }

  tell(node: NodeId, output: T['output']): void {
    this.told.push({ node, life: this.#lives.get(node) ?? 1, output });
  }

  command(node: NodeId, command: T['command']): void {
    this.#simulation?.command(node, command);
  }

  #advance(simulation: Simulation<T>): void {
    const { value: step, done } = this.#script.next();
    if (done === true || step === undefined) {
      this.isOver = true;
      simulation.stop();
      return;
    }
    if (step.kind === 'wait') {
      simulation.at(simulation.nowUs + step.durationUs, () => this.#advance(simulation));
      return;
    }
    this.#crash(simulation, step);
  }

  /** The plan's crash comes at a moment of its own within half of its time; what is told before is of the life that ends. */
  #crash(simulation: Simulation<T>, { node, downUs, damage }: Extract<Step, { kind: 'restart' }>): void {
    const id = this.#crashes;
    this.#crashes += 1;
    const fault = this.#plan[id];
    if (fault === undefined) {
      const atUs = simulation.nowUs + 1;
      const fault = damage
        ? ({ kind: 'bit-flip', node } as const)
        : ({ kind: 'crash', node, unsynced: 'lost' } as const);
      this.missing = { id, atUs, durationUs: 2 * downUs, ...fault };
      simulation.stop();
      return;
    }
    this.#await(
      simulation,
      () => !simulation.isUp(node),
      () => {
        this.#lives.set(node, (this.#lives.get(node) ?? 1) + 1);
        this.#await(
          simulation,
          () => simulation.isUp(node),
          () => this.#advance(simulation),
        );
      },
    );
  }

  #await(simulation: Simulation<T>, holds: () => boolean, then: () => void): void {
    if (holds()) then();
    else simulation.at(simulation.nowUs + 100, () => this.#await(simulation, holds, then));
  }
}
