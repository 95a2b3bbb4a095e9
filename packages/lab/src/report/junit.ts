import { limitNames } from './limit-names.ts';
import { escapeMarkup } from './markup.ts';
import { formatFigure } from './number-format.ts';
import type { PhaseResult, Report } from './report-schema.ts';

/**
 * The report as JUnit XML, as CI servers read it: one test case for each limit of each phase, for each phase's
 * completion, for each check and for the verdict. What was broken is a failure, what could not be told an error.
 */
export function renderJunit(report: Report): string {
  const suites = [
    ...report.results.map((result) => renderSuite(report, `phase ${result.phase}`, phaseCases(result))),
    renderSuite(report, 'checks', report.checks.map(checkCase)),
    renderSuite(report, 'verdict', [verdictCase(report)]),
  ];
  const { run, total_duration_seconds: seconds, system, experiment } = report.experiment_info;
  const all = [...report.results.flatMap(phaseCases), ...report.checks.map(checkCase), verdictCase(report)];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeMarkup(`temblor ${system} ${experiment} ${run}`)}" ${counts(all)} time="${seconds.toFixed(3)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'inconclusive';
  readonly message: string;
  readonly detail: string;
}

function phaseCases(result: PhaseResult): Case[] {
  const limits = result.limits
    .filter(({ outcome }) => outcome !== 'not-limited')
    .map(({ figure, limit, outcome, reason }): Case => {
      const bound = figure === 'success' ? 'above' : 'below';
      const name = `${limitNames[figure]} ${bound} ${formatFigure(limit, figure === 'success' ? '%' : 'ms', limit)}`;
      return { name, outcome: outcome === 'not-limited' ? 'passed' : outcome, message: reason, detail: '' };
    });
  const completed: Case = {
    name: 'completed',
    outcome: result.completed ? 'passed' : 'inconclusive',
    message: result.detail,
    detail: '',
  };
  return [completed, ...limits];
}

function checkCase(check: Report['checks'][number]): Case {
  const { check: name, verdict, summary, violations } = check;
  return { name, outcome: verdict, message: violations[0] ?? summary, detail: violations.join('\n') };
}

function verdictCase({ verdict, reasons }: Report): Case {
  return { name: 'verdict', outcome: verdict, message: reasons[0] ?? '', detail: reasons.join('\n') };
}

function renderSuite(report: Report, name: string, cases: readonly Case[]): string {
  const { start_time: timestamp, system, experiment } = report.experiment_info;
  const className = `temblor.${system}.${experiment}.${name.replaceAll(' ', '.')}`;
  const open = `  <testsuite name="${escapeMarkup(name)}" ${counts(cases)} timestamp="${timestamp.slice(0, 19)}">`;
  return [open, ...cases.map((one) => renderCase(className, one)), '  </testsuite>'].join('\n');
}

function renderCase(className: string, { name, outcome, message, detail }: Case): string {
  const open = `    <testcase classname="${escapeMarkup(className)}" name="${escapeMarkup(name)}" time="0"`;
  if (outcome === 'passed') return `${open}/>`;
  const tag = outcome === 'failed' ? 'failure' : 'error';
  const body = `<${tag} message="${escapeMarkup(message)}" type="${outcome}">${escapeMarkup(detail)}</${tag}>`;
  return `${open}>${body}</testcase>`;
}

function counts(cases: readonly Case[]): string {
  const failures = cases.filter(({ outcome }) => outcome === 'failed').length;
  const errors = cases.filter(({ outcome }) => outcome === 'inconclusive').length;
  return `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0"`;
}
