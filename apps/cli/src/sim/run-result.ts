/** What one run came to: what was broken, by which faults and operations, in which steps. */
import { relative } from 'node:path';
import type { Happening } from '@temblor/lab/measure/space-time/happening';
import { startOf } from '@temblor/lab/measure/space-time/happening';
import { describeHappening, formatMoment } from '@temblor/lab/report/space-time-words';
import { wrap } from '@temblor/lab/report/table';
import { faultWords } from './fault-words.ts';
import type { KeptRun } from './keep-run.ts';
import { replayCommand } from './plan-options.ts';
import type { TracedRun } from './traced-run.ts';

/** So many operations are told one by one. */
const mostOperations = 12;

/** For a person. */
export function describeRun(run: TracedRun, kept: KeptRun | undefined): string {
  const { outcome, relevant } = run;
  return [
    ...describeViolation(run),
    '',
    ...describeWhatHappened(run),
    '',
    outcome.violation === undefined ? 'the last events:' : 'how it came about:',
    ...relevant.flatMap(describeEvent),
    '',
    ...whereToGoOn(run, kept),
  ].join('\n');
}

function describeViolation({ outcome: { violation }, shrinking }: TracedRun): string[] {
  const lines =
    violation === undefined
      ? []
      : [`${violation.check} is broken at ${formatMoment(violation.atUs)}:`, ...indent(violation.text)];
  if (shrinking === undefined) return lines;
  const end = shrinking.isMinimal ? '; nothing more can be left out' : ', and may be shrunk further';
  return [...lines, `the plan was shrunk in ${shrinking.runs} runs${end}`];
}

/** Where the run is kept, and by which commands it is had again. */
function whereToGoOn({ subject, seed, options, shrinking }: TracedRun, kept: KeptRun | undefined): string[] {
  const lines: string[] = [];
  if (kept !== undefined) {
    const place = relative(process.cwd(), kept.folder) || '.';
    if (kept.diagramFile !== null) lines.push(`diagram: ${place}/space-time.svg`);
    lines.push(`kept: ${place} (see it: temblor report ${kept.run})`);
    if (shrinking !== undefined) lines.push(`the shrunken plan again: temblor sim replay ${place}/plan.json`);
  }
  if (shrinking !== undefined) lines.push(`the seed again, whole: ${replayCommand(subject.name, seed, options)}`);
  return lines;
}

/** The faults that acted, and what clients asked. */
function describeWhatHappened({ outcome }: TracedRun): string[] {
  const faults = outcome.trace.flatMap((event) => (event.kind === 'fault-began' ? [event.fault] : []));
  const asked = outcome.trace.flatMap((event) => (event.kind === 'invoked' ? [event] : []));
  return [
    faults.length === 0 ? 'no fault acted' : `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} acted:`,
    ...faults.flatMap((fault) =>
      indent(`${formatMoment(fault.atUs).padStart(9)}  ${faultWords(fault)}, for ${formatMoment(fault.durationUs)}`),
    ),
    asked.length === 0
      ? 'no client asked anything'
      : `${asked.length} ${asked.length === 1 ? 'operation' : 'operations'} of clients:`,
    ...asked
      .slice(0, mostOperations)
      .flatMap(({ atUs, client, text }) => indent(`${formatMoment(atUs).padStart(9)}  client ${client}: ${text}`)),
    ...(asked.length > mostOperations ? indent(`and ${asked.length - mostOperations} more`) : []),
  ];
}

/** The violation has been told in full above. */
function describeEvent(event: Happening): string[] {
  const words = event.kind === 'violation' ? `${event.check} is broken` : describeHappening(event);
  return indent(`${formatMoment(startOf(event)).padStart(9)}  ${words}`);
}

function indent(text: string): string[] {
  return wrap(`  ${text}`, '             ');
}

/** For a program. */
export function documentOfRun(
  { subject, seed, options, outcome, shrinking, relevant, plan }: TracedRun,
  kept: KeptRun | undefined,
) {
  const { verdict, violation, digest, endedUs, steps, history, coverage } = outcome;
  return {
    ...{ subject: subject.name, seed, options, verdict, violation: violation ?? null, digest },
    ...{ simulated_seconds: endedUs / 1e6, steps, operations: history.length, coverage },
    shrinking: shrinking ?? null,
    plan,
    events: relevant,
    replay: replayCommand(subject.name, seed, options),
    kept: kept ?? null,
  };
}
