/** Carries a run out: its system, its experiment, and the files of its folder. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock, ClockAnchor } from '@temblor/foundation/clock/clock';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { RunOutcome } from '@temblor/lab/experiment/run-experiment';
import { runExperiment } from '@temblor/lab/experiment/run-experiment';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';
import { buildReport, replayCommand } from '@temblor/lab/report/build-report';
import { maskSecrets } from '@temblor/lab/report/mask-secrets';
import type { Report } from '@temblor/lab/report/report-schema';
import type { RunningSystem } from '@temblor/lab/world/world';
import { builtPage } from '../http/page-files.ts';
import { toProblem } from '../http/problem.ts';
import { describeMachine, loadAverage } from './machine.ts';
import { readHistory } from './read-history.ts';
import { readRunJournal } from './read-run-journal.ts';
import type { RunJournal } from './run-journal.ts';
import { writeRunJournal } from './run-journal.ts';
import type { ExecuteRun, OpenSystem, RunPlan, RunResult } from './run-manager.ts';
import { writeLogs } from './write-logs.ts';
import { writeReports } from './write-reports.ts';

const journalName = 'journal.ndjson';
const historyName = 'history.ndjson';

/** What every run of a lab shares. */
export interface RunParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly version: string;
  /** The first event of the journal. */
  readonly labStarted: JournalEvent;
  readonly anchor: ClockAnchor;
  /** Told of what belongs to no answer: a defect, or an expected failure such as a journal that cannot be written. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * Makes what carries out the runs of a lab. A run whose system does not start leaves no folder. When all of a run is over
 * and written, or it broke, the journal says so with `run-ended`.
 */
export function executeRuns(parts: RunParts): ExecuteRun {
  return async (plan, open, signal) => {
    const end = (verdict: RunResult['verdict'] | null, reason: string): void => {
      parts.journal.append(plan.systemId, parts.clock.nowUs(), { type: 'run-ended', run: plan.run, verdict, reason });
    };
    try {
      const result = await carryOut(parts, plan, open, signal);
      end(result.verdict, result.reasons.join('; '));
      return result;
    } catch (error) {
      end(null, toProblem(error).detail);
      throw error;
    }
  };
}

async function carryOut(parts: RunParts, plan: RunPlan, open: OpenSystem, signal: AbortSignal): Promise<RunResult> {
  const file = join(plan.folder, journalName);
  const unwritable = new AbortController();
  const recorded = { id: plan.systemId, isUp: plan.isUp };
  await using journalFile = writeRunJournal(file, parts.journal, parts.labStarted, recorded, (error) => {
    const why = `journal cannot be written: ${messageOf(error)}`;
    const hint = `make room in ${plan.folder}, and run it again`;
    parts.onDefect(new TemblorError('journal-not-written', `the run's ${why}`, { hint, cause: error }));
    unwritable.abort(new TemblorError('journal-not-written', `its ${why}`));
  });
  let opened: Awaited<ReturnType<OpenSystem>>;
  try {
    opened = await open();
  } catch (error) {
    await rm(plan.folder, { recursive: true, force: true });
    throw error;
  }
  try {
    // A run without its journal cannot be measured again: it ends at once, and says why.
    const ending = AbortSignal.any([signal, opened.ending, unwritable.signal]);
    await using _logs = await writeLogs(plan.folder, opened.system, (error) => {
      const why = `the logs of ${plan.run} are not written any more: ${messageOf(error)}`;
      parts.onDefect(new TemblorError('logs-not-written', why, { hint: `make room in ${plan.folder}`, cause: error }));
    });
    return await experiment(plan, opened, parts, journalFile, ending);
  } finally {
    await opened.close();
  }
}

async function experiment(
  plan: RunPlan,
  { system, health }: Pick<Awaited<ReturnType<OpenSystem>>, 'system' | 'health'>,
  parts: RunParts,
  journalFile: RunJournal,
  signal: AbortSignal,
): Promise<RunResult> {
  const historyFile = join(plan.folder, historyName);
  const averageBefore = loadAverage();
  const outcome = await runExperiment({
    system,
    experimentName: plan.experiment,
    journal: parts.journal,
    clock: parts.clock,
    run: plan.run,
    seed: plan.seed,
    repeats: plan.repeats,
    quick: plan.quick,
    historyFile,
    health,
    readHistory: () => readHistory(historyFile),
    ...(plan.phases === undefined ? {} : { phases: plan.phases }),
    signal,
  });
  const unwritten = await journalFile.flushed();
  if (unwritten !== null && outcome.verdict !== 'inconclusive') throw notWritten('journal', plan, outcome, unwritten);
  const busy = { load_average_before: averageBefore, load_average_after: loadAverage() };
  const report = describeRun(plan, outcome, system, parts, busy);
  try {
    const recorded = { file: join(plan.folder, journalName), unwritten, remembered: outcome.events };
    const events = await readRunJournal(recorded, parts.onDefect);
    const files = await writeReports(plan.folder, report, events, fileURLToPath(builtPage));
    return { verdict: outcome.verdict, reasons: outcome.reasons, files: [journalName, historyName, ...files] };
  } catch (error) {
    throw notWritten('report', plan, outcome, error);
  }
}

function describeRun(
  plan: RunPlan,
  outcome: RunOutcome,
  system: RunningSystem,
  parts: RunParts,
  busy: Report['machine'],
): Report {
  const settings = maskSecrets(plan.environment);
  return buildReport({
    outcome,
    anchor: parts.anchor,
    command: replayCommand(outcome, settings),
    version: parts.version,
    machine: { ...describeMachine(), ...busy },
    environment: {
      ports: plan.ports,
      ...Object.fromEntries(
        system.stores().map(({ name, embedded }) => [`store ${name}`, embedded ? 'embedded' : 'by URL']),
      ),
      ...settings,
    },
  });
}

/** A run of which a part could not be written has no verdict that could be shown. */
function notWritten(what: 'journal' | 'report', plan: RunPlan, outcome: RunOutcome, cause: unknown): TemblorError {
  return new TemblorError(`${what}-not-written`, `the ${what} of ${plan.run} was not written: ${messageOf(cause)}`, {
    hint: `the verdict was '${outcome.verdict}'; make room in ${plan.folder} and run it again`,
    exitCode: 74,
    cause,
  });
}
