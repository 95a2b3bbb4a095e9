import type { Operation } from '@temblor/checkers/history/operation';
import { bully } from '@temblor/protocols/bully/bully';
import type { BullyEntry } from '@temblor/protocols/bully/entry';
import { defaultBullyOptions } from '@temblor/protocols/bully/options';
import type { BullyMessage, BullyOutput, BullyState, BullyTypes } from '@temblor/protocols/bully/types';
import { compareVectors } from '@temblor/protocols/clocks/vector-clock';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { Outcome, Violation } from '../outcome/outcome.ts';
import type { AddressedPlan } from '../plans/addressed-plan.ts';
import { runSimulation } from '../simulation/run-simulation.ts';
import type { Simulation, SimulationObserver } from '../simulation/simulation.ts';
import { SplitBrainWatch } from './split-brain.ts';

/** Runs a plan to its end or to the first split brain. */
export function runPlan(plan: AddressedPlan, options: { readonly trace: boolean }): Outcome {
  const run = new BullyRun(plan);
  const protocol = bully({ ...defaultBullyOptions, nodes: plan.nodes });
  const begin = (simulation: Simulation<BullyTypes>) => run.begin(simulation);
  const { coverage, ...end } = runSimulation(protocol, plan, { observer: run, begin, label, ...options });
  const judged = { ...end, coverage: { ...coverage, ...run.coverage }, history: run.history() };
  const { violation } = run;
  return violation === undefined ? { ...judged, verdict: 'passed' } : { ...judged, verdict: 'failed', violation };
}

class BullyRun implements SimulationObserver<BullyTypes> {
  readonly #plan: AddressedPlan;
  readonly #clients: ReadonlyMap<number, number>;
  readonly #watch: SplitBrainWatch;
  /** What each operation was answered; absent while it was answered nothing. */
  readonly #answers = new Map<number, Pick<Operation, 'outcome' | 'output' | 'status' | 'completedUs'>>();
  readonly #invoked: number[] = [];
  #simulation: Simulation<BullyTypes> | undefined;
  readonly coverage = { election: 0, 'leader-elected': 0, 'taken-beside-another-leader': 0 };
  violation: Violation | undefined;

  constructor(plan: AddressedPlan) {
    this.#plan = plan;
    this.#clients = new Map(plan.operations.map(({ id, client }) => [id, client]));
    this.#watch = new SplitBrainWatch(plan.network.delayUs.high);
  }

  begin(simulation: Simulation<BullyTypes>): void {
    this.#simulation = simulation;
    for (const { id, atUs, client, action } of this.#plan.operations) {
      simulation.at(atUs, () => {
        const text = `append ${contentOf(id)} at node ${action.node}`;
        simulation.record({ kind: 'invoked', client, operation: id, text });
        this.#invoked.push(id);
        const command = { kind: 'propose', request: id, content: contentOf(id) } as const;
        if (!simulation.command(action.node, command)) this.#answer(id, undefined);
      });
    }
  }

  stepped(node: NodeId, before: BullyState | undefined, after: BullyState): void {
    if (before?.role.kind === after.role.kind && leaderOf(before) === leaderOf(after)) return;
    this.#watch.learnRole(node, after.role.kind, this.#running.nowUs);
    if (after.role.kind === 'electing') this.coverage.election += 1;
    if (after.role.kind === 'leader') this.coverage['leader-elected'] += 1;
    const note = noteOf(before, after);
    if (note !== undefined) this.#running.note(node, note);
  }

  output(node: NodeId, output: BullyOutput): void {
    switch (output.kind) {
      case 'stored':
        for (const entry of output.entries) if (entry.from === node) this.#learnTaken(node, entry);
        break;
      case 'accepted':
        if (this.#answer(output.request, output.entry)) this.#judge(output.entry);
        break;
      case 'refused':
        this.#answer(output.request, undefined);
        break;
      case 'role':
        break;
      default:
        output satisfies never;
    }
  }

  stopped(node: NodeId): void {
    this.#watch.learnRole(node, undefined, this.#running.nowUs);
  }

  history(): Operation[] {
    const operations = new Map(this.#plan.operations.map((operation) => [operation.id, operation]));
    const unknown = { outcome: 'unknown', output: null, status: 0, completedUs: this.#plan.untilUs } as const;
    return this.#invoked.map((id, index) => ({
      id: index,
      name: 'append',
      input: contentOf(id),
      invokedUs: operations.get(id)?.atUs ?? 0,
      ...(this.#answers.get(id) ?? unknown),
    }));
  }

  get #running(): Simulation<BullyTypes> {
    if (this.#simulation === undefined) throw new Error('a node stepped before the run began');
    return this.#simulation;
  }

  /** @param entry undefined where the message was refused. @returns false where the client was answered before. */
  #answer(id: number, entry: BullyEntry | undefined): boolean {
    if (this.#answers.has(id)) return false;
    const { nowUs: completedUs } = this.#running;
    if (entry === undefined) this.#answers.set(id, { outcome: 'failed', output: null, status: 503, completedUs });
    else this.#answers.set(id, { outcome: 'ok', output: [entry.time, entry.from], status: 200, completedUs });
    const client = this.#clients.get(id) ?? 0;
    const text = entry === undefined ? 'refused: no leader' : `${entry.content} accepted by node ${entry.from}`;
    this.#running.record({ kind: 'completed', client, operation: id, text });
    return true;
  }

  #learnTaken(node: NodeId, entry: BullyEntry): void {
    const rivals = this.#watch.learnTaken(entry, this.#running.nowUs);
    if (rivals.length === 0) return;
    this.coverage['taken-beside-another-leader'] += 1;
    this.#running.note(node, `takes ${entry.content} while node ${rivals.join(' and node ')} leads too`);
  }

  #judge(entry: BullyEntry): void {
    const found = this.#watch.learnAccepted(entry);
    if (found === undefined || this.violation !== undefined) return;
    const text = `Split brain: ${found.text}${this.#divergence(found.nodes)}`;
    this.violation = { check: 'one-leader', atUs: this.#running.nowUs, text };
    this.#running.record({ kind: 'violation', check: this.violation.check, text, nodes: found.nodes });
    this.#running.stop();
  }

  #divergence([left, right]: readonly [NodeId, NodeId]): string {
    const [one, other] = [this.#running.state(left)?.log.holds, this.#running.state(right)?.log.holds];
    if (one === undefined || other === undefined || compareVectors(one, other) !== 'concurrent') return '';
    return ` Their logs have diverged: each of the two holds messages that the other lacks.`;
  }
}

function contentOf(operation: number): string {
  return `m${operation}`;
}

function leaderOf({ role, node }: BullyState): NodeId | undefined {
  return role.kind === 'leader' ? node : role.kind === 'follower' ? role.leader : undefined;
}

/** What is worth telling of a change of role. */
function noteOf(before: BullyState | undefined, { role }: BullyState): string | undefined {
  switch (role.kind) {
    case 'leader':
      return 'announces itself as leader';
    case 'electing':
      return before?.role.kind === 'follower' ? `doubts node ${before.role.leader}: holds an election` : undefined;
    case 'follower':
      return before?.role.kind === 'leader' ? `gives way to node ${role.leader}` : `follows node ${role.leader}`;
    case 'waiting':
      return undefined;
    default:
      return role satisfies never;
  }
}

function label(message: BullyMessage): string {
  switch (message.kind) {
    case 'announcement':
      return 'I lead';
    case 'heartbeat-reply':
      return message.leads ? 'I am here' : 'I do not lead';
    case 'replicate':
      return `replicate ${message.entries.map(({ content }) => content).join(', ')}`;
    case 'forward':
      return `forward ${message.content}`;
    case 'election':
    case 'answer':
    case 'heartbeat':
    case 'replicated':
    case 'forwarded':
      return message.kind;
    default:
      return message satisfies never;
  }
}
