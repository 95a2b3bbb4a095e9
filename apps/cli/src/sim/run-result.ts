/** What one run came to: what was broken, by which faults and operations, in which steps. */
import { relative } from 'node:path';
import type { Happening } from '@temblor/lab/measure/space-time/happening';
import { startOf } from '@temblor/lab/measure/space-time/happening';
import { describeHappening, formatMoment } from '@temblor/lab/report/space-time-words';
import { wrap } from '@temblor/lab/report/table';
import { faultsOf } from './fault-words.ts';
import type { KeptRun } from './keep-run.ts';
import { operationsOf } from './operation-words.ts';
import { plainNames } from './plain-names.ts';
import { replayCommand } from './plan-options.ts';
import type { TracedRun } from './traced-run.ts';

/** So many operations are told one by one. */
const mostOperations = 12;

/** For a person. @param width of a line, in characters. */
export function describeRun(run: TracedRun, kept: KeptRun | undefined, width: number): string {
  const { outcome, relevant } = run;
  const indent = (text: string): string[] => wrap(`  ${plainNames(text)}`, '             ', width);
  const list = (lines: readonly (readonly [atUs: number, text: string])[]): string[] =>
    lines.flatMap(([atUs, text]) => indent(`${formatMoment(atUs).padStart(9)}  ${text}`));
  return [
    ...describeVerdict(run, indent),
    '',
    ...describeFaults(run, list),
    ...describeOperations(run, list),
    '',
    outcome.violation === undefined ? 'the last events:' : 'how it came about:',
    ...list(relevant.map((event) => [startOf(event), wordsOf(event)])),
    '',
    ...whereToGoOn(run, kept),
  ].join('\n');
}

type Lines = (text: string) => string[];
type TimedLines = (lines: readonly (readonly [atUs: number, text: string])[]) => string[];

function describeVerdict({ subject, outcome, shrinking }: TracedRun, indent: Lines): string[] {
  const { violation } = outcome;
  if (violation === undefined) {
    const rules = Object.keys(subject.rules);
    return [
      `${rules.length === 1 ? '1 rule was' : `${rules.length} rules were`} checked:`,
      ...indent(rules.join(', ')),
    ];
  }
  const { check, atUs, text, details = [], drawing = [] } = violation;
  const where = shrinking === undefined ? '' : ' of the shrunken plan';
  return [
    `${check} is broken at ${formatMoment(atUs)}${where}:`,
    ...indent(text),
    ...details.flatMap(indent),
    // A drawing is as wide as it is: broken lines would tell nothing.
    ...(drawing.length === 0 ? [] : ['', ...drawing.map((line) => `  ${line}`), '']),
    ...indent(`the rule: ${subject.rules[check] ?? check}`),
    ...(shrinking === undefined ? [] : [describeShrinking(shrinking)]),
  ];
}

function describeShrinking({ runs, isMinimal }: { readonly runs: number; readonly isMinimal: boolean }): string {
  const end = isMinimal ? 'nothing more can be left out' : 'that many were tried at most, or you ended it';
  return `the plan was shrunk in ${runs} ${runs === 1 ? 'run' : 'runs'}: ${end}`;
}

/** Where the run is kept, and by which commands it is had again. */
function whereToGoOn({ subject, seed, options, shrinking }: TracedRun, kept: KeptRun | undefined): string[] {
  const lines: string[] = [];
  if (kept !== undefined) {
    const place = relative(process.cwd(), kept.folder) || '.';
    if (kept.diagramFile !== null) lines.push(`diagram: ${place}/space-time.svg`);
    lines.push(`kept: ${place} (see it: temblor report ${kept.run})`);
    if (shrinking !== undefined) lines.push(`the shrunken plan again: temblor sim replay ${place}`);
  }
  if (shrinking !== undefined) lines.push(`the seed again, whole: ${replayCommand(subject.name, seed, options)}`);
  return lines;
}

function describeFaults({ outcome }: TracedRun, list: TimedLines): string[] {
  const faults = faultsOf(outcome);
  if (faults.length === 0) return ['no fault acted'];
  return [
    `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} acted:`,
    ...list(
      faults.map(({ atUs, endUs, text }) => {
        return [atUs, `${text}, ${endUs === undefined ? 'until the end' : `for ${formatMoment(endUs - atUs)}`}`];
      }),
    ),
  ];
}

/** What clients asked last: of the object that a violation is about, where it is about one. */
function describeOperations({ outcome }: TracedRun, list: TimedLines): string[] {
  const operations = operationsOf(outcome);
  const object = outcome.violation?.object;
  if (operations.length === 0) return ['no client asked anything'];
  const shown = operations.slice(-mostOperations);
  const earlier = operations.length - shown.length;
  return [
    `${operations.length} ${operations.length === 1 ? 'operation' : 'operations'} of clients${object === undefined ? '' : ` on ${object}`}${earlier > 0 ? `, the last ${shown.length} of them` : ''}:`,
    ...list(
      shown.map(({ atUs, endUs, client, text }) => {
        return [atUs, `client ${client}: ${text}${endUs === undefined ? '' : `, until ${formatMoment(endUs)}`}`];
      }),
    ),
  ];
}

/** The violation has been told in full above. */
function wordsOf(event: Happening): string {
  return event.kind === 'violation' ? `${event.check} is broken` : describeHappening(event);
}

/** For a program. */
export function documentOfRun(
  { subject, seed, options, outcome, shrinking, relevant, plan }: TracedRun,
  kept: KeptRun | undefined,
) {
  const { verdict, violation, digest, endedUs, steps, history, coverage } = outcome;
  return {
    ...{ subject: subject.name, seed, options, verdict, violation: violation ?? null, digest },
    ...{ simulated_seconds: endedUs / 1e6, steps, operations: history.length, coverage, rules: subject.rules },
    shrinking: shrinking ?? null,
    plan,
    events: relevant,
    replay: replayCommand(subject.name, seed, options),
    kept: kept ?? null,
  };
}
