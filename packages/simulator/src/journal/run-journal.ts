import type { JournalEvent, JournalFact, SystemTopology } from '@temblor/lab/journal/event';
import type { Outcome } from '../outcome/outcome.ts';
import { faultLifted } from './fault-facts.ts';
import { loadFacts, loadFinished } from './load-facts.ts';
import type { TimedFact } from './trace-facts.ts';
import { factsOf, violationSeen } from './trace-facts.ts';

/** What a journal is made of. */
export interface SimulatedRun {
  /** The name of the run's folder. */
  readonly run: string;
  /** Of the subject. */
  readonly subject: string;
  readonly seed: number;
  /** What it is checked by, with what each rule says. */
  readonly rules: Readonly<Record<string, string>>;
  /** With its trace. */
  readonly outcome: Outcome;
  readonly version: string;
  /** What the clock on the wall is taken to have shown at the beginning of virtual time. */
  readonly wallClockMs: number;
}

/** The one phase that a simulated run has. */
const phaseName = 'simulation';

/**
 * A run as a whole journal, from the start of the lab to the end of the run, in virtual time. Apart from the clock on the
 * wall it is the same for the same plan, to the byte.
 */
export function journalOf(run: SimulatedRun): JournalEvent[] {
  const { subject, outcome, version, wallClockMs } = run;
  const told = [...factsOf(outcome.trace), ...judgedAfterwards(outcome)];
  const endUs = outcome.endedUs;
  const verdict = verdictOf(outcome);
  const reasons = reasonsOf(outcome);
  const before: JournalFact[] = [
    {
      type: 'system-starting',
      declaration: subject,
      topology: topologyOf(
        subject,
        told.map(({ fact }) => fact),
      ),
    },
    { type: 'system-ready', durationMs: 0 },
    { type: 'run-started', run: run.run, experiment: 'sim', seed: run.seed, repeats: 1, quick: false },
    { type: 'warm-up-finished' },
    { type: 'phase-started', phase: phaseName, repeat: 1, watch: [] },
  ];
  const after: JournalFact[] = [
    ...faultsAtEnd(outcome),
    loadFinished(outcome.history),
    { type: 'phase-finished', phase: phaseName, repeat: 1, completed: true, detail: '' },
    ...checksFinished(run),
    { type: 'verdict', run: run.run, verdict, reasons },
    { type: 'run-ended', run: run.run, verdict, reason: reasons.join('; ') },
  ];
  const started: JournalEvent = {
    type: 'lab-started',
    pid: 0,
    wallClockMs,
    version,
    sequence: 1,
    atUs: 0,
    system: null,
  };
  const facts = [
    ...before.map((fact) => ({ atUs: 0, fact })),
    ...told.concat(loadFacts(outcome.history, endUs)).sort((left, right) => left.atUs - right.atUs),
    ...after.map((fact) => ({ atUs: endUs, fact })),
  ];
  return [started, ...facts.map(({ atUs, fact }, index) => ({ sequence: index + 2, atUs, system: subject, ...fact }))];
}

/** Whatever acts still ends with the run. */
function faultsAtEnd({ trace }: Outcome): JournalFact[] {
  const ended = new Set(trace.flatMap((event) => (event.kind === 'fault-ended' ? [event.fault] : [])));
  return trace.flatMap((event) => {
    if (event.kind !== 'fault-began' || ended.has(event.fault)) return [];
    return [{ ...faultLifted(event.fault), cause: 'system-stopped' as const }];
  });
}

/** A rule of the whole run is judged when it is over, and stands in no trace. */
function judgedAfterwards({ violation, trace }: Outcome): TimedFact[] {
  if (violation === undefined || trace.some(({ kind }) => kind === 'violation')) return [];
  return [{ atUs: violation.atUs, fact: violationSeen(violation, []) }];
}

/** The verdict of an experiment: what is undecided is inconclusive there. */
export function verdictOf({ verdict }: Outcome): 'passed' | 'failed' | 'inconclusive' {
  return verdict === 'undecided' ? 'inconclusive' : verdict;
}

/** Why a run did not pass; empty where it did. */
export function reasonsOf({ verdict, violation }: Outcome): string[] {
  if (violation !== undefined) return [`${violation.check} is broken: ${violation.text}`];
  return verdict === 'undecided' ? ['a check ran out of its bounds'] : [];
}

/** Every rule that held, or the one that was broken: what comes after it was not checked any more. */
function checksFinished({ outcome, rules }: SimulatedRun): JournalFact[] {
  const { violation, steps, history } = outcome;
  const extent = `${steps} steps of nodes and ${history.length} operations of clients were checked`;
  const verdict = verdictOf(outcome);
  const finished = (check: string, summary: string, violations: string[]): JournalFact => {
    return { type: 'check-finished', check, verdict, summary, violations };
  };
  if (violation !== undefined) {
    const { check, text, details = [] } = violation;
    return [finished(check, `${rules[check] ?? check}; ${extent}`, [text, ...details])];
  }
  if (verdict === 'inconclusive') return [finished('all-rules', extent, [])];
  return Object.entries(rules).map(([check, text]) => finished(check, text, []));
}

function topologyOf(subject: string, facts: readonly JournalFact[]): SystemTopology {
  const nodes = facts.flatMap((fact) => (fact.type === 'process-started' && fact.attempt === 1 ? [fact.instance] : []));
  const instances = [...new Set(nodes)].map((id) => ({ id, service: 'node', faultSwitch: false }));
  return { title: `${subject}, simulated`, instances, links: [], stores: [] };
}
