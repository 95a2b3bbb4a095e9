/** The report of a simulated run as Markdown: nothing in it is a service's, so it has no grades, load or phases. */
import { escapeCell, table } from './markdown-table.ts';
import type { Report } from './report-schema.ts';
import type { Simulation } from './simulation-schema.ts';
import { formatSeconds, untilWords } from './simulation-table.ts';

/** @param report whose `simulation` it is. */
export function renderSimulationMarkdown(report: Report, simulation: Simulation): string {
  const { experiment_info: info, machine, environment } = report;
  const { faults, events, coverage, commands, files } = simulation;
  const sections = [
    `# ${escapeCell(info.title)}: ${report.verdict}`,
    escapeCell(info.description),
    renderViolation(simulation),
    '## How to have it again',
    table(
      ['', ''],
      commands.map(({ what, command }) => [what, `\`${command}\``]),
    ),
    '## Faults',
    faults.length === 0
      ? 'No fault acted.'
      : table(
          ['from', 'until', 'fault'],
          faults.map((fault) => [
            formatSeconds(fault.at_seconds),
            untilWords(fault.until_seconds).replace(/^until /, ''),
            fault.text,
          ]),
        ),
    simulation.violation === null ? '## The last events' : '## How it came about',
    table(
      ['at', 'event'],
      events.map((event) => [formatSeconds(event.at_seconds), event.text]),
    ),
    '## What was checked',
    table(
      ['rule', 'says'],
      Object.entries(simulation.rules).map(([rule, text]) => [rule, text]),
    ),
    '## What happened',
    table(
      ['', 'counter', 'times', 'means'],
      coverage.map(({ counter, group, text, count }) => [group, counter, String(count), text]),
    ),
    '## Files',
    table(
      ['file', 'is'],
      files.map(({ file, what }) => [`\`${file}\``, what]),
    ),
    '## Machine and environment',
    table(
      ['', ''],
      Object.entries({ version: info.version, ...machine, ...environment }).map(([key, value]) => [key, String(value)]),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function renderViolation({ violation, rules, simulated_seconds: seconds, steps, operations }: Simulation): string {
  const extent = `${formatSeconds(seconds)} of virtual time, ${steps} steps of nodes, ${operations} operations of clients.`;
  if (violation === null) return `No rule was broken in ${extent}`;
  const { rule, text, details, drawing, at_seconds: atSeconds } = violation;
  return [
    `**${escapeCell(rule)}** is broken at ${formatSeconds(atSeconds)}: ${escapeCell(text)}`,
    ...details.map(escapeCell),
    ...(drawing.length === 0 ? [] : [['```text', ...drawing, '```'].join('\n')]),
    `The rule: ${escapeCell(rules[rule] ?? rule)}. Until then: ${extent}`,
  ].join('\n\n');
}
