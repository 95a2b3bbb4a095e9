/** A simulated run in a folder of its own, as every run has one: journal, history, reports; its plan and its diagram. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtPage } from '@temblor/control/http/page-files';
import { describeMachine } from '@temblor/control/runs/machine';
import { createRunFolder } from '@temblor/control/runs/run-folder';
import { writeReports } from '@temblor/control/runs/write-reports';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { measureRun } from '@temblor/lab/measure/run-figures';
import { layOutSpaceTime } from '@temblor/lab/measure/space-time/layout';
import { buildReport } from '@temblor/lab/report/build-report';
import { renderSpaceTimeSvg } from '@temblor/lab/report/space-time-svg';
import { reasonsOf, verdictOf } from '@temblor/simulator/journal/run-journal';
import { version } from '../version.ts';
import { plainNames } from './plain-names.ts';
import { writePlanFile } from './plan-file.ts';
import { replayCommand } from './plan-options.ts';
import { simulationOf } from './simulation-report.ts';
import type { TracedRun } from './traced-run.ts';
import { journalOfRun } from './traced-run.ts';

/** Where a run was kept. */
export interface KeptRun {
  readonly run: string;
  readonly folder: string;
  readonly planFile: string;
  /** Null where the run has no messages to draw. */
  readonly diagramFile: string | null;
}

/** Writes the folder. @param folder of the lab. @throws TemblorError `folder-unusable`. */
export async function keepRun(folder: string, traced: TracedRun): Promise<KeptRun> {
  const at = new Date();
  const made = await createRunFolder(folder, at, 'sim', `${traced.subject.name}-${traced.seed}`);
  const inFolder = (name: string): string => join(made.folder, name);
  const events = journalOfRun(traced, made.run, at.getTime());
  await writeLines(inFolder('journal.ndjson'), events);
  await writeLines(inFolder('history.ndjson'), traced.outcome.history);
  const planFile = inFolder('plan.json');
  await writePlanFile(planFile, traced);
  const diagramFile = traced.relevant.length === 0 ? null : inFolder('space-time.svg');
  if (diagramFile !== null) await writeFile(diagramFile, renderDiagram(traced));
  await writeReports(made.folder, reportOf(made.run, traced, events, at), events, fileURLToPath(builtPage));
  return { ...made, planFile, diagramFile };
}

async function writeLines(file: string, values: readonly unknown[]): Promise<void> {
  await writeFile(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

function renderDiagram({ subject, seed, outcome, relevant }: TracedRun): string {
  const [reason = 'nothing was found wrong'] = reasonsOf(outcome);
  const title = `${subject.name}, seed ${seed}: ${outcome.violation?.check ?? outcome.verdict}`;
  return plainNames(renderSpaceTimeSvg(layOutSpaceTime(relevant), title, reason));
}

function reportOf(run: string, traced: TracedRun, events: readonly JournalEvent[], at: Date) {
  const { subject, seed, options, outcome } = traced;
  const report = buildReport({
    outcome: {
      ...{ run, system: subject.name, experiment: 'sim', seed, repeats: 1, quick: false, phases: undefined, events },
      declaration: { title: `${subject.name} in the simulator, seed ${seed}`, description: describe(traced) },
      figures: measureRun(events),
      verdict: verdictOf(outcome),
      reasons: reasonsOf(outcome),
      judgements: [],
    },
    anchor: { wallClockMs: at.getTime(), monotonicUs: 0 },
    command:
      traced.shrinking === undefined ? replayCommand(subject.name, seed, options) : `temblor sim replay runs/${run}`,
    version,
    machine: describeMachine(),
    environment: {
      nodes: options.nodes,
      faults: options.faults.join(', ') || 'none',
      digest: outcome.digest,
      ...(options.bug === undefined ? {} : { planted_bug: options.bug }),
    },
  });
  const simulation = simulationOf(run, traced, traced.relevant.length > 0);
  // It has one phase by name only, and nobody is to be graded.
  return { ...report, results: [], grades: [], simulation };
}

function describe({ outcome, shrinking }: TracedRun): string {
  const plan =
    shrinking === undefined ? 'the plan that the seed gives' : 'the plan of the seed, shrunk to what its failure takes';
  return `${(outcome.endedUs / 1e6).toFixed(3)} seconds of virtual time: ${plan}.`;
}
