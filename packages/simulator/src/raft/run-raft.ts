/**
 * One run of a plan: a cluster with a state machine at every node, its clients and its operator.
 *
 * Length: the parts of a run all meet in its requests, its servers and its trace.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { NodeId, ProtocolInput } from '@temblor/protocols/port/protocol';
import { raft } from '@temblor/protocols/raft/raft';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftCommand, RaftOutput } from '@temblor/protocols/raft/types';
import { ClientHistory } from '../clients/client-history.ts';
import { describeCommand } from '../clients/key-value-model.ts';
import { operate } from '../clients/operator.ts';
import type { ReplicatedMachine } from '../clients/replicated-machine.ts';
import { replicatedMachine } from '../clients/replicated-machine.ts';
import type { ClientWorld } from '../clients/session-client.ts';
import { SessionClient } from '../clients/session-client.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { AppliedStates } from '../invariants/applied-states.ts';
import type { ReportViolation } from '../invariants/report-violation.ts';
import type { Outcome, Violation } from '../outcome/outcome.ts';
import { runSimulation } from '../simulation/run-simulation.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Moment } from '../trace/trace.ts';
import type { AimedFault } from './aimed-fault.ts';
import { aimedAt, eventOf, isLeaseAttack } from './aimed-fault.ts';
import { operatorClient } from './draw-operations.ts';
import type { EndedRun } from './judge-end.ts';
import { judgeEnd, livenessMarginUs } from './judge-end.ts';
import type { OpenRequest } from './open-request.ts';
import { requestsIn } from './open-request.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { buggyRules, requirePlantedBug, withBuggyEffects } from './planted-bugs.ts';
import { RaftCoverage } from './raft-coverage.ts';
import { RaftDiary } from './raft-diary.ts';
import { answerText, completionText, messageLabel, operatorText, stepNote } from './raft-labels.ts';
import type { OperatorAction, RaftPlan } from './raft-plan.ts';
import { calmFromUs } from './raft-plan.ts';
import { RaftServer } from './raft-server.ts';
import { RaftWatch } from './raft-watch.ts';
import { readBehind } from './read-behind.ts';

/** Runs a plan and judges it. The first violation ends the run. */
export function runRaft(plan: RaftPlan, options: { readonly trace: boolean }): Outcome {
  const bug = plan.bug === undefined ? undefined : requirePlantedBug(plan.bug);
  const run = new RaftRun(plan, bug, options.trace);
  const protocol = withBuggyEffects(raft({ ...plan.options, ...bug?.options }, buggyRules(bug)), bug);
  const end = runSimulation(run.watch.around(protocol), plan, {
    observer: run,
    begin: (simulation) => run.begin(simulation),
    label: messageLabel,
    trace: options.trace,
  });
  const coverage = { ...end.coverage, ...run.coverage.counts };
  const history = run.history.operations(end.endedUs);
  const judgement = run.violation === undefined ? judgeEnd(plan, run) : run.violation;
  if (judgement === 'undecided' || judgement === undefined) {
    return { ...end, coverage, history, verdict: judgement ?? 'passed' };
  }
  return { ...end, coverage, history, verdict: 'failed', violation: judgement };
}

/** Some thirty times of what a run takes normally. */
const stormStepsPerSecond = 3_000;

class RaftRun implements EndedRun {
  readonly coverage = new RaftCoverage();
  readonly history = new ClientHistory();
  readonly states: AppliedStates;
  readonly watch: RaftWatch;
  readonly servers = new Map<NodeId, RaftServer>();
  dueIndex = 0;
  violation: Violation | undefined;
  readonly #plan: RaftPlan;
  readonly #bug: PlantedBug | undefined;
  readonly #isTraced: boolean;
  readonly #random: Random;
  readonly #machine: ReplicatedMachine;
  /** From then on no answer is lost. */
  readonly #calmUs: number;
  /** Those of the plan, and those that were aimed and have found what they waited for. */
  readonly #faults: PlannedFault[];
  readonly #aims: AimedFault[];
  #simulation: Simulation<RaftTypes> | undefined;
  readonly #requests = new Map<number, OpenRequest>();
  readonly #diary = new RaftDiary();
  /** What the step under way takes; undefined while a node starts. Known only where a trace is recorded. */
  #input: ProtocolInput<RaftTypes> | undefined;
  #lastRequest = 0;
  #steps = 0;
  readonly #maximumSteps: number;

  constructor(plan: RaftPlan, bug: PlantedBug | undefined, isTraced: boolean) {
    this.#plan = plan;
    this.#bug = bug;
    this.#isTraced = isTraced;
    this.#random = seededRandom(plan.seed).fork('run');
    this.#machine = replicatedMachine(plan.sessions);
    this.#calmUs = calmFromUs(plan);
    this.#maximumSteps = stormStepsPerSecond * Math.max(10, plan.untilUs / 1_000_000);
    this.states = new AppliedStates(plan.sessions, this.#report);
    const watched = {
      nowUs: () => this.simulation.nowUs,
      durableRecords: (node: NodeId) => this.simulation.durableRecords(node),
      arrived: (node: NodeId, input: ProtocolInput<RaftTypes>) => {
        if (this.#isTraced) this.#arrived(node, input);
      },
    };
    this.#faults = [...plan.faults];
    this.#aims = [...plan.aims];
    this.watch = new RaftWatch(plan, this.#faults, watched, this.coverage, this.#report);
  }

  lastLeaders(untilUs: number): readonly Moment[] {
    return this.#diary.lastLeaders(untilUs);
  }

  get simulation(): Simulation<RaftTypes> {
    if (this.#simulation === undefined) throw new Error('the run has not begun');
    return this.#simulation;
  }

  begin(simulation: Simulation<RaftTypes>): void {
    this.#simulation = simulation;
    const { operations, nodes, untilUs } = this.#plan;
    for (const node of nodes) this.servers.set(node, this.#newServer(node));
    const clients = new Map<number, SessionClient>();
    for (const { id, atUs, client, action } of operations) {
      if (action.kind === 'change-membership' || action.kind === 'transfer') {
        simulation.at(atUs, () => this.#operate(id, action));
        continue;
      }
      const known = clients.get(client) ?? new SessionClient(this.#worldOf(client), this.#plan.clients);
      clients.set(client, known);
      simulation.at(atUs, () => known.submit({ id, atUs, client, action }));
    }
    simulation.at(untilUs - livenessMarginUs, () => {
      this.dueIndex = this.watch.commitment.committed.lastIndex;
    });
  }

  stepped: RaftWatch['stepped'] = (node, before, after, effects) => {
    // What the step came to stands in the trace before the rule that it breaks.
    if (this.#isTraced) this.#tell(node, before, after);
    this.watch.stepped(node, before, after, effects);
    this.#steps += 1;
    if (this.#steps > this.#maximumSteps) {
      const text = `the nodes took ${this.#steps} steps: they talk without coming to an end, node ${node} among them`;
      this.#report('message-storm', text, [node]);
    }
    if (this.#aims.length > 0 && before !== after) this.#aim(node, before, after);
  };

  #tell(node: NodeId, before: RaftState | undefined, after: RaftState): void {
    this.#diary.stepped(node, before, after, before === undefined ? undefined : this.#input, this.simulation.nowUs);
    const note = stepNote(before, after);
    if (note !== undefined) this.simulation.note(node, note);
  }

  #arrived(node: NodeId, input: ProtocolInput<RaftTypes>): void {
    this.#input = input;
    if (input.kind !== 'command') return;
    for (const request of requestsIn(input.command)) {
      const asked = this.#requests.get(request);
      if (asked === undefined) continue;
      const { client, sentUs, text } = asked;
      this.simulation.record({ kind: 'asked', client, node, sentUs, text });
    }
  }

  output(node: NodeId, output: RaftOutput): void {
    this.servers.get(node)?.take(output);
  }

  stopped(node: NodeId): void {
    this.watch.stopped(node);
    this.servers.set(node, this.#newServer(node));
  }

  #report: ReportViolation = (check, text, nodes, subject = {}) => {
    if (this.violation !== undefined) return;
    const atUs = this.simulation.nowUs;
    this.violation = { check, atUs, text };
    if (this.#isTraced) {
      for (const finding of subject.findings ?? []) this.simulation.note(finding.node, finding.text);
      const found = (subject.findings ?? []).map(({ node }) => ({ node, atUs }));
      const evidence = [...nodes.map((node) => ({ node, atUs })), ...found, ...this.#diary.momentsOf(subject, nodes)];
      this.simulation.record({ kind: 'violation', check, text, nodes, evidence });
    }
    this.simulation.stop();
  };

  #aim(node: NodeId, before: RaftState | undefined, after: RaftState): void {
    const event = eventOf(before, after);
    if (event === undefined) return;
    const { nowUs } = this.simulation;
    const place = this.#aims.findIndex((aim) => aim.event === event && aim.fromUs <= nowUs && nowUs <= aim.untilUs);
    const aim = this.#aims[place];
    if (aim === undefined) return;
    this.#aims.splice(place, 1);
    const atUs = nowUs + aim.delayUs;
    const { nodes, options } = this.#plan;
    const { electionTimeoutUs } = options;
    const random = this.#random.fork(`aim ${aim.id}`);
    for (const fault of aimedAt(aim, { node, nodes, atUs, electionTimeoutUs }, random)) {
      this.simulation.at(fault.atUs, () => {
        this.#faults.push(fault);
        this.simulation.inject(fault);
      });
    }
    if (!isLeaseAttack(aim.kind)) return;
    const { simulation } = this;
    const world = (client: number, known: readonly NodeId[]) => this.#worldOf(client, known);
    readBehind(aim, {
      leader: node,
      nodes,
      atUs,
      at: simulation.at.bind(simulation),
      world,
      clients: this.#plan.clients,
    });
  }

  #newServer(node: NodeId): RaftServer {
    const settings = { compactEvery: this.#plan.compactEvery, dropsLastEntry: this.#bug?.dropsLastEntry ?? false };
    return new RaftServer(this.#machine, settings, {
      answer: (request, answer) => {
        if (answer.kind === 'overwritten') this.coverage.add('proposal-overwritten');
        if (answer.kind === 'applied' && answer.result.kind === 'done' && answer.result.repeated) {
          this.coverage.add('request-repeated');
        }
        const asked = this.#requests.get(request);
        this.#requests.delete(request);
        if (asked === undefined) return;
        if (this.#isTraced) {
          const { client } = asked;
          const { nowUs: sentUs } = this.simulation;
          this.simulation.record({ kind: 'answered', client, node, sentUs, text: answerText(asked.text, answer) });
        }
        asked.onAnswer(answer);
      },
      applied: (entry, result) => this.states.applied(node, entry, result, this.simulation.nowUs),
      restored: (index, data) => this.states.restored(node, index, data),
      compact: (index, data) => this.simulation.command(node, { kind: 'compact', index, data }),
    });
  }

  /** How a client asks nodes. @param textOf what it asks at the moment, for the trace. */
  #askFor(client: number, textOf: () => string): ClientWorld['ask'] {
    return (node, command, onAnswer) => {
      this.#lastRequest += 1;
      const request = this.#lastRequest;
      if (!this.simulation.command(node, command(request))) return false;
      this.#requests.set(request, { client, sentUs: this.simulation.nowUs, text: textOf(), onAnswer });
      return true;
    };
  }

  /** @param nodes those that the client knows. */
  #worldOf(client: number, nodes: readonly NodeId[] = this.#plan.nodes): ClientWorld {
    const random = this.#random.fork(`client ${client}`);
    let asking = '';
    return {
      nodes,
      random,
      nowUs: () => this.simulation.nowUs,
      at: (atUs, action) => this.simulation.at(atUs, action),
      ask: this.#askFor(client, () => asking),
      isAnswerLost: () => this.simulation.nowUs < this.#calmUs && random.next() < this.#plan.clients.answerLoss,
      sessionExpired: () => this.coverage.add('session-expired'),
      invoked: ({ id, action }) => {
        this.history.invoked({ id, atUs: 0, client, action }, this.simulation.nowUs);
        if (this.#isTraced) {
          asking = describeCommand(action);
          this.simulation.record({ kind: 'invoked', client, operation: id, text: asking });
        }
      },
      sent: ({ id }, identity) => this.history.sent(id, identity),
      completed: ({ id, action }, completion) => {
        if (completion.kind === 'unknown') this.coverage.add('operation-unknown');
        this.history.completed(id, completion, this.simulation.nowUs);
        if (this.#isTraced) {
          const text = completionText(action, completion);
          this.simulation.record({ kind: 'completed', client, operation: id, text });
        }
      },
    };
  }

  #operate(operation: number, action: OperatorAction): void {
    const client = operatorClient;
    const random = this.#random.fork(`operation ${operation}`);
    const { simulation } = this;
    const asking = operatorText(action);
    if (this.#isTraced) simulation.record({ kind: 'invoked', client, operation, text: asking });
    const world = {
      nodes: this.#plan.nodes,
      random,
      nowUs: () => simulation.nowUs,
      at: simulation.at.bind(simulation),
      ask: this.#askFor(client, () => asking),
    };
    const command = (request: number): RaftCommand => ({ ...action, request });
    operate(world, command, (isAccepted) => {
      if (!this.#isTraced) return;
      const text = `${asking}: ${isAccepted ? 'accepted' : 'given up'}`;
      simulation.record({ kind: 'completed', client, operation, text });
    });
  }
}
