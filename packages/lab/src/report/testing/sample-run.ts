/** A run of the voting brief's phases, written by hand, for tests of the reports. */

import type { RunOutcome } from '../../experiment/run-experiment.ts';
import { loadWindow } from '../../experiment/testing/fake-system.ts';
import { decideVerdict } from '../../experiment/verdict.ts';
import type { JournalFact } from '../../journal/event.ts';
import { Journal } from '../../journal/journal.ts';
import { noLimits } from '../../measure/phase-runs.ts';
import { measureRun } from '../../measure/run-figures.ts';
import { buildReport, replayCommand } from '../build-report.ts';
import type { Report } from '../report-schema.ts';

/** What every text of the sample holds, so that a renderer that does not escape is found. */
export const nasty = `<b onclick='x("&")'>|*_\`\u0001]]>`;

export interface SampleOptions {
  readonly repeats?: number;
  /** Put into titles, reasons and evidence; empty by default. */
  readonly text?: string;
  readonly checkVerdict?: 'passed' | 'failed' | 'inconclusive';
  /** The crash is not noticed. */
  readonly undetected?: boolean;
  /** No phase but these has a limit; all have by default. */
  readonly limited?: readonly string[];
  /** Nobody is to detect the faults. */
  readonly unwatched?: boolean;
  /** The load generator lagged. */
  readonly invalidLoad?: boolean;
}

const phases = [
  { name: 'baseline', kind: undefined, instance: '', ttdMs: 0, ttrMs: 0 },
  { name: 'crash', kind: 'crash', instance: 'inventory-1', ttdMs: 560, ttrMs: 410 },
  { name: 'latency', kind: 'latency', instance: 'inventory-2', ttdMs: 690, ttrMs: 330 },
  { name: 'intermittent', kind: 'intermittent', instance: 'inventory-3', ttdMs: 420, ttrMs: 340 },
  { name: 'incorrect', kind: 'incorrect-response', instance: 'inventory-1', ttdMs: 110, ttrMs: 280 },
] as const;

/** A run of the sample, as `runExperiment` gives it. */
export function sampleOutcome(options: SampleOptions = {}): RunOutcome {
  const { repeats = 1, text = '' } = options;
  const journal = new Journal();
  const windows = sampleWindows();
  let nowMs = 1_000_000;
  const say = (atMs: number, fact: JournalFact): void => {
    journal.append('voting', Math.round(atMs * 1000), fact);
  };
  say(nowMs, { type: 'run-started', run: 'run-1', experiment: 'faults', seed: 42, repeats, quick: false });
  say(nowMs, { type: 'steady-state-checked', when: 'before', holds: true, detail: 'all well' });
  say(nowMs, { type: 'warm-up-finished' });
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const phase of phases) {
      sayPhase(say, nowMs, phase, repeat, windows, options);
      nowMs += 5500;
    }
  }
  say(nowMs, { type: 'steady-state-checked', when: 'after', holds: true, detail: 'all well' });
  const load = options.invalidLoad === true ? { valid: false, reason: 'too busy' } : { valid: true, reason: '' };
  say(nowMs, { type: 'load-finished', intended: 5500, sent: 5500, ...load });
  const verdict = options.checkVerdict ?? 'passed';
  const violations = verdict === 'failed' ? [`order 7 is lost ${text}`] : [];
  say(nowMs, {
    type: 'check-finished',
    check: 'orders-exactly-once',
    verdict,
    summary: `270 intents were compared ${text}`,
    violations,
  });
  const events = journal.since(1);
  const figures = measureRun(events);
  return {
    ...decideVerdict(figures),
    run: '20261101-120000-voting-faults',
    system: 'voting',
    experiment: 'faults',
    declaration: {
      title: `Voting under one fault at a time${text}`,
      description: `What clients see of it. ${text}`,
    },
    seed: 42,
    repeats,
    quick: false,
    phases: undefined,
    figures,
    events,
  };
}

/** Windows without and under a fault, encoded once. */
interface SampleWindows {
  readonly calm: LoadWindowFact;
  readonly faulty: LoadWindowFact;
}

type LoadWindowFact = Extract<JournalFact, { type: 'load-window' }>;

function sampleWindows(): SampleWindows {
  const calm = Array.from({ length: 220 }, (_, at) => 3 + (at % 9) + (at > 205 ? 14 : 0));
  const faulty = calm.map((latencyMs, at) => latencyMs + at / 12);
  return { calm: loadWindow(0, 0, { ok: 220 }, calm), faulty: loadWindow(0, 0, { ok: 219, failed: 1 }, faulty) };
}

function sayPhase(
  say: (atMs: number, fact: JournalFact) => void,
  startMs: number,
  phase: (typeof phases)[number],
  repeat: number,
  windows: SampleWindows,
  { text = '', undetected = false, unwatched = false, limited }: SampleOptions,
): void {
  const { name, kind, instance, ttdMs, ttrMs } = phase;
  const ttrLimit = name === 'crash' ? null : 500;
  const ownLimits = { ttdMs: 1000, ttrMs: ttrLimit, successPercent: 95, p95Ms: null };
  const limits = limited === undefined || limited.includes(name) ? ownLimits : noLimits;
  say(startMs, { type: 'phase-started', phase: name, repeat, limits, ...(unwatched ? { watch: [] } : {}) });
  const wobble = ((repeat * 37) % 90) - 45;
  if (kind !== undefined) {
    const fault = `${name}-${repeat}`;
    say(startMs + 20, {
      type: 'fault-applied',
      fault,
      kind,
      target: { instance },
      parameters: { probability: 0.3 },
      durationMs: 30_000,
    });
    say(startMs + 25, {
      type: 'fault-confirmed',
      fault,
      evidence: `it was seen ${text}`,
      effectAtUs: (startMs + 24) * 1000,
    });
    const offMs = startMs + 24 + ttdMs + wobble;
    if (!undetected || name !== 'crash') {
      say(offMs - 60, { type: 'instance-suspected', instance, by: 'monitor', detector: 'phi', reason: `late ${text}` });
      say(offMs, {
        type: 'instance-off',
        instance,
        by: 'monitor',
        detector: 'consecutive',
        reason: `three misses ${text}`,
      });
    }
    say(startMs + 2500, { type: 'fault-lifted', fault, cause: 'healed' });
    say(startMs + 2500 + ttrMs + wobble, {
      type: 'instance-on',
      instance,
      by: 'monitor',
      detector: 'probe',
      reason: 'passed',
    });
  }
  for (let index = 0; index < 5; index += 1) {
    const startUs = (startMs + index * 1100) * 1000;
    const window = kind !== undefined && index === 0 ? windows.faulty : windows.calm;
    say(startMs + (index + 1) * 1100, { ...window, startUs, endUs: startUs + 1_100_000 });
  }
  say(startMs + 5500, { type: 'phase-finished', phase: name, repeat, completed: true, detail: '' });
}

/** The report of the sample. */
export function sampleReport(options: SampleOptions = {}): Report {
  const outcome = sampleOutcome(options);
  return buildReport({
    outcome,
    anchor: { wallClockMs: Date.UTC(2026, 10, 1, 12), monotonicUs: 1_000_000_000 },
    command: replayCommand(outcome),
    version: '0.1.0',
    machine: { os: `Linux${options.text ?? ''}`, cores: 2 },
    environment: { postgresql: 'embedded' },
  });
}
