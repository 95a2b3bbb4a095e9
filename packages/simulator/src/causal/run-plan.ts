import type { Operation } from '@temblor/checkers/history/operation';
import type {
  BroadcastEntry,
  BroadcastMessage,
  BroadcastOutput,
  BroadcastState,
  BroadcastTypes,
} from '@temblor/protocols/causal/broadcast-types';
import type { NodeId, Protocol, ProtocolEffect } from '@temblor/protocols/port/protocol';
import type { Outcome, Violation } from '../outcome/outcome.ts';
import type { AddressedPlan } from '../plans/addressed-plan.ts';
import { runSimulation } from '../simulation/run-simulation.ts';
import type { Simulation, SimulationObserver } from '../simulation/simulation.ts';
import { DeliveryJudge } from './delivery-judge.ts';

/** So long after the last fault all must have been delivered everywhere. */
export const recoveryUs = 8_000_000;

/** Runs a plan to its end, or to the first message that is out of order. */
export function runPlan(
  plan: AddressedPlan,
  protocol: Protocol<BroadcastTypes>,
  options: { readonly trace: boolean },
): Outcome {
  const run = new BroadcastRun(plan);
  const begin = (simulation: Simulation<BroadcastTypes>) => run.begin(simulation);
  const { coverage, ...end } = runSimulation(protocol, plan, { observer: run, begin, label, ...options });
  const judged = { ...end, coverage: { ...coverage, ...run.coverage }, history: run.history() };
  const { violation } = run;
  return violation === undefined ? { ...judged, verdict: 'passed' } : { ...judged, verdict: 'failed', violation };
}

class BroadcastRun implements SimulationObserver<BroadcastTypes> {
  readonly #plan: AddressedPlan;
  readonly #judge = new DeliveryJudge();
  readonly #operations: ReadonlyMap<string, AddressedPlan['operations'][number]>;
  readonly #invoked: string[] = [];
  /** When its own node had delivered it. */
  readonly #completedUs = new Map<string, number>();
  readonly #failed = new Set<string>();
  #simulation: Simulation<BroadcastTypes> | undefined;
  readonly coverage = { delivered: 0, stable: 0, 'waited-for-a-cause': 0, 'sent-again': 0 };
  violation: Violation | undefined;

  constructor(plan: AddressedPlan) {
    this.#plan = plan;
    this.#operations = new Map(plan.operations.map((operation) => [textOf(operation.id), operation]));
  }

  begin(simulation: Simulation<BroadcastTypes>): void {
    this.#simulation = simulation;
    for (const [text, { id, atUs, client, action }] of this.#operations) {
      simulation.at(atUs, () => {
        simulation.record({ kind: 'invoked', client, operation: id, text: `broadcast ${text} at node ${action.node}` });
        this.#invoked.push(text);
        if (!simulation.command(action.node, { kind: 'broadcast', text })) this.#complete(text, false);
      });
    }
    const lastFaultUs = Math.max(0, ...this.#plan.faults.map(({ atUs, durationUs }) => atUs + durationUs));
    const lastOperationUs = Math.max(0, ...this.#plan.operations.map(({ atUs }) => atUs));
    if (Math.max(lastFaultUs, lastOperationUs) + recoveryUs > this.#plan.untilUs) return;
    simulation.at(this.#plan.untilUs, () => this.#learn(this.#judge.judgeEnd(this.#plan.nodes)));
  }

  stepped(
    node: NodeId,
    before: BroadcastState | undefined,
    after: BroadcastState,
    effects: readonly ProtocolEffect<BroadcastTypes>[],
  ): void {
    if (before === undefined) return;
    for (const { content } of after.causal.waiting.slice(before.causal.waiting.length)) {
      this.coverage['waited-for-a-cause'] += 1;
      this.#running.note(node, `keeps ${content.text} back: what it depends on is missing`);
    }
    if (before.log === after.log && effects.some(isEntries)) this.coverage['sent-again'] += 1;
  }

  output(node: NodeId, output: BroadcastOutput): void {
    switch (output.kind) {
      case 'delivered': {
        this.coverage.delivered += 1;
        const { text } = output.entry.content;
        this.#running.note(node, `shows ${text}`);
        if (output.entry.from === node) this.#complete(text, true);
        this.#learn(this.#judge.judgeDelivered(node, output.entry));
        break;
      }
      case 'stable':
        this.coverage.stable += 1;
        this.#running.note(node, `knows the place of ${output.entry.content.text}`);
        this.#learn(this.#judge.judgeStable(node, output.entry));
        break;
      case 'refused':
        this.#complete(output.text, false);
        break;
      default:
        output satisfies never;
    }
  }

  stopped(node: NodeId): void {
    this.#judge.forget(node);
  }

  history(): Operation[] {
    return this.#invoked.map((text, id) => {
      const completedUs = this.#completedUs.get(text);
      const outcome = completedUs === undefined ? 'unknown' : this.#failed.has(text) ? 'failed' : 'ok';
      const status = { ok: 200, failed: 503, unknown: 0 }[outcome];
      const invokedUs = this.#operations.get(text)?.atUs ?? 0;
      const known = { completedUs: completedUs ?? this.#plan.untilUs, output: null };
      return { id, name: 'broadcast', input: text, outcome, status, invokedUs, ...known };
    });
  }

  get #running(): Simulation<BroadcastTypes> {
    if (this.#simulation === undefined) throw new Error('a node stepped before the run began');
    return this.#simulation;
  }

  #complete(text: string, isSent: boolean): void {
    const operation = this.#operations.get(text);
    if (operation === undefined || this.#completedUs.has(text)) return;
    this.#completedUs.set(text, this.#running.nowUs);
    if (!isSent) this.#failed.add(text);
    const { id, client } = operation;
    const answer = isSent ? `${text} sent` : `${text} refused`;
    this.#running.record({ kind: 'completed', client, operation: id, text: answer });
  }

  #learn(found: ReturnType<DeliveryJudge['judgeStable']>): void {
    if (found === undefined || this.violation !== undefined) return;
    const { check, text, nodes } = found;
    this.violation = { check, text, atUs: this.#running.nowUs };
    this.#running.record({ kind: 'violation', check, text, nodes });
    this.#running.stop();
  }
}

function textOf(operation: number): string {
  return `m${operation}`;
}

function isEntries(effect: ProtocolEffect<BroadcastTypes>): boolean {
  return effect.kind === 'send' && effect.message.kind === 'entries';
}

function label(message: BroadcastMessage): string {
  if (message.kind === 'status') return 'status';
  return message.entries.map(({ content }: BroadcastEntry) => content.text).join(', ');
}
