/** Every fact as a plain sentence in English. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { nearestRank } from '@temblor/lab/measure/spread';
import { betweenSides, describePlace, describeTarget } from './fault-target.ts';
import { formatBytes, formatDuration, formatNumber } from './figures.ts';
import { knownWord } from './known-word.ts';

const number = (value: number, digits = 0) => formatNumber(value, 'en', digits);
const duration = (durationMs: number) => formatDuration(durationMs, 'en');
const count = (value: number, one: string, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
const because = (reason: string) => (reason === '' ? '' : `: ${reason}`);

const causes = {
  expired: 'its time was up',
  healed: 'it was healed',
  'system-stopped': 'the system was stopped',
  replaced: 'another fault took its place',
  'process-ended': 'the process in which it acted is gone',
  'came-to-nothing': 'it came to nothing',
} as const;

const verdicts = { passed: 'passed', failed: 'failed', inconclusive: 'inconclusive' } as const;

const phases = {
  forward: 'goes on',
  backward: 'goes back',
  committed: 'is decided, with steps left',
  completed: 'is complete',
  compensated: 'is undone',
} as const;

const tellStep = (name: string, state: string, attempt: number) =>
  `${name} ${state}${attempt > 1 ? ` (attempt ${number(attempt)})` : ''}`;

/** What happened, in one sentence without a full stop. */
export function tellInEnglish(event: JournalEvent): string {
  switch (event.type) {
    case 'lab-started':
      return `The lab started (version ${event.version}, process ${event.pid})`;
    case 'journal-thinned':
      return `The journal was thinned to ${count(event.kept, 'event')}; ${number(event.dropped)} left out${because(event.reason)}`;
    case 'system-starting':
      return `The system ${event.declaration} is starting`;
    case 'system-ready':
      return `The system is ready after ${duration(event.durationMs)}`;
    case 'system-stopping':
      return `The system is stopping${because(event.reason)}`;
    case 'system-stopped':
      return 'The system has stopped';
    case 'port-replaced':
      return `${event.instance} was given port ${event.given}: ${event.wanted} is taken by ${event.owner}`;
    case 'process-started': {
      const start = event.attempt === 1 ? 'started' : `started again (start ${event.attempt})`;
      // Simulated nodes are no processes.
      if (event.pid === 0) return `${event.instance} ${start}`;
      return `${event.instance} ${start} as process ${event.pid} on port ${event.port}`;
    }
    case 'process-ready':
      return `${event.instance} is ready after ${duration(event.durationMs)}`;
    case 'process-exited': {
      if (event.pid === 0) return `${event.instance} stopped`;
      const how = event.signal === null ? `with code ${event.code ?? '?'}` : `by ${event.signal}`;
      return `${event.instance} exited ${how}, ${event.expected ? 'as the lab asked' : 'unexpectedly'}`;
    }
    case 'process-abandoned':
      return `${event.instance} is not started again${because(event.reason)}`;
    case 'output-cut':
      return `Output of ${event.instance} was cut: ${count(event.lines, 'line')}, ${formatBytes(event.bytes, 'en')}`;
    case 'store-ready':
      return `The store ${event.store} is ready after ${duration(event.durationMs)}`;
    case 'fault-applied':
      return `${event.kind} was applied ${betweenSides(event.target, 'en') ?? `to ${describeTarget(event.target)}`} for ${duration(event.durationMs)} (${event.fault})`;
    case 'fault-confirmed':
      return `${event.fault} acts${because(event.evidence)}`;
    case 'fault-not-confirmed':
      return `${event.fault} was not seen to act${because(event.reason)}`;
    case 'fault-undetermined':
      return `Whether ${event.fault} acts cannot be told${because(event.reason)}`;
    case 'fault-lifted':
      return `${event.fault} was lifted: ${knownWord(causes, event.cause)}`;
    case 'crash-asked':
      return `${event.instance} was asked to die, and to stay down for ${duration(event.holdMs)}`;
    case 'switch-acted':
      return `${event.instance}'s fault switch acted on a request for the first time: ${event.kind}`;
    case 'instance-suspected':
      return `${event.detector} of ${event.by} suspects ${event.instance}${because(event.reason)}`;
    case 'instance-off':
      return `${event.by} put ${event.instance} OFF by ${event.detector}${because(event.reason)}`;
    case 'instance-on':
      return `${event.by} put ${event.instance} ON${because(event.reason)}`;
    case 'instance-unknown':
      return `${event.by} does not know about ${event.instance}${because(event.reason)}`;
    case 'leader-elected':
      return `${event.instance} was elected leader of term ${event.term}`;
    case 'primary-promoted':
      return `${event.instance} is now the primary of ${event.group}`;
    case 'breaker-opened':
      return `${event.instance} opened its breaker towards ${event.dependency}${because(event.reason)}`;
    case 'breaker-half-opened':
      return `${event.instance} half-opened its breaker towards ${event.dependency}: it tries again`;
    case 'breaker-closed':
      return `${event.instance} closed its breaker towards ${event.dependency}`;
    case 'vote-window':
      return `${count(event.decided, 'vote')} decided, ${number(event.withoutQuorum)} without quorum, ${count(event.dissents, 'dissent')}, p95 ${duration(event.latency.p95Ms)}`;
    case 'quorum-lost':
      return `The quorum is lost: ${count(event.valid, 'valid answer')}, ${number(event.needed)} needed`;
    case 'quorum-regained':
      return 'The quorum is reached again';
    case 'dissent-observed':
      return `${event.instance} contradicted the majority at offset ${event.offset}${because(event.detail)}`;
    case 'balancer-window':
      return `${event.instance} answered ${count(event.requests, 'request')} by ${event.strategy}: ${number(event.failures)} failed, ${number(event.refused)} refused, ${count(event.retries, 'retry', 'retries')}, ${count(event.hedges, 'hedge')}`;
    case 'log-window':
      return `${event.instance} (${event.role}, term ${event.term}) holds ${count(event.count, 'message')}: ${number(event.accepted)} accepted, ${number(event.refused)} refused, ${number(event.unknown)} unknown, p95 ${duration(event.latency.p95Ms)}`;
    case 'saga-window':
      return `${event.instance} began ${count(event.started, 'saga')}, completed ${number(event.completed)} and undid ${number(event.compensated)}: ${number(event.forward)} going on, ${number(event.backward)} going back, ${number(event.unknown)} with an unknown outcome, ${number(event.needsOperator)} for an operator, ${count(event.undelivered, 'message')} to deliver, p95 ${duration(event.latency.p95Ms)}`;
    case 'saga-changed': {
      const steps = event.steps.map(({ name, state, attempt }) => tellStep(name, state, attempt));
      return `${event.instance}: ${event.saga} ${knownWord(phases, event.phase)}${event.reason === null ? '' : ` (${event.reason})`}${because(steps.join(', '))}`;
    }
    case 'seats-window': {
      const events = event.events.map(
        ({ event: name, ...seats }) =>
          `${name}: ${number(seats.free)} free, ${number(seats.held)} held, ${number(seats.sold)} sold of ${number(seats.capacity)}`,
      );
      return `${event.instance} counts the seats of ${count(event.events.length, 'event')}${because(events.join('; '))}`;
    }
    case 'strategy-changed':
      return `${event.instance} balances by ${event.to} instead of ${event.from}`;
    case 'replica-draining':
      return `${event.replica} is being drained by ${event.instance}: ${count(event.inFlight, 'request')} to finish, no new ones`;
    case 'replica-drained':
      return `${event.replica} is drained: it has nothing left to answer`;
    case 'panic-started':
      return `${event.instance} panics: only ${number(event.inRotation)} of ${count(event.replicas, 'replica')} in rotation, so it uses all`;
    case 'panic-ended':
      return `${event.instance} panics no longer: ${number(event.inRotation)} of ${count(event.replicas, 'replica')} in rotation`;
    case 'load-started':
      return `Load started: ${number(event.ratePerSecond, 1)} requests a second, seed ${event.seed}`;
    case 'load-window':
      return `Clients: ${number(event.sent)} sent, ${number(event.ok)} ok, ${number(event.failed)} failed, ${number(event.unknown)} unknown, p95 ${duration(event.corrected.p95Ms)}`;
    case 'load-finished':
      return event.valid
        ? `Load finished: ${number(event.sent)} of ${count(event.intended, 'request')} sent`
        : `Load finished, and did not keep its schedule: ${number(event.sent)} of ${number(event.intended)} sent${because(event.reason)}`;
    case 'link-window':
      return `${describePlace(event.link)}: ${count(event.requests, 'request')}, ${count(event.errors, 'error')}, p95 ${duration(event.latency.p95Ms)}`;
    case 'link-probed': {
      const median = nearestRank(event.roundTripsMs, 50);
      const answered = count(event.roundTripsMs.length, 'round trip');
      return `${describePlace(event.link)}: ${answered}${median === undefined ? '' : `, median ${duration(median)}`}, ${number(event.unanswered)} unanswered`;
    }
    case 'request-window': {
      const answered = event.rows.reduce((sum, row) => sum + row.count, 0);
      return `${event.instance} answered ${count(answered, 'request')}`;
    }
    case 'message-delivered':
      return `${event.from} → ${event.to}: ${event.label}`;
    case 'message-lost':
      return `${event.from} → ${event.to}: ${event.label}, lost (${event.reason})`;
    case 'instance-noted':
      return `${event.instance} ${event.text}`;
    case 'violation-seen':
      return `${event.check} is broken${because(event.text)}`;
    case 'run-started':
      return `Run ${event.run} of ${event.experiment} started: seed ${event.seed}, ${count(event.repeats, 'repeat')}${event.quick ? ', quick' : ''}`;
    case 'warm-up-finished':
      return 'The warm-up is over';
    case 'steady-state-checked':
      return `The steady state ${event.holds ? 'holds' : 'does not hold'} ${event.when} the experiment${because(event.detail)}`;
    case 'phase-started':
      return `Phase ${event.phase} started (repeat ${event.repeat})`;
    case 'phase-finished':
      return `Phase ${event.phase} (repeat ${event.repeat}) ${event.completed ? 'finished' : 'ended without being completed'}${because(event.detail)}`;
    case 'check-finished':
      return `Check ${event.check} ${knownWord(verdicts, event.verdict)}${because(event.summary)}`;
    case 'figure-measured':
      return event.value === null
        ? `${event.figure} could not be measured${because(event.reason)}`
        : `${event.figure}: ${number(event.value, 2)} ${event.unit}`.trimEnd();
    case 'verdict':
      return `Verdict: ${knownWord(verdicts, event.verdict)}${because(event.reasons.join('; '))}`;
    case 'run-ended': {
      const end = event.verdict === null ? 'broke' : `ended: ${knownWord(verdicts, event.verdict)}`;
      // The verdict has just given its reasons.
      return `Run ${event.run} ${end}${event.verdict === null ? because(event.reason) : ''}`;
    }
    default:
      return event satisfies never;
  }
}
