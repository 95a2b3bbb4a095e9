/** The report of a simulated run for a terminal. */
import type { Simulation } from './simulation-schema.ts';
import { wrap } from './table.ts';

/** Verdict first, then what was broken and how it came about, then what repeats it. */
export function renderSimulationTable(verdict: string, simulation: Simulation): string {
  const { violation, faults, events, rules, commands, files } = simulation;
  const timed = (atSeconds: number, text: string): string[] =>
    wrap(`  ${formatSeconds(atSeconds).padStart(9)}  ${text}`, ' '.repeat(13));
  const lines = [
    `verdict: ${verdict}`,
    ...(violation === null
      ? wrap(`checked: ${Object.keys(rules).join(', ')}`)
      : [
          `${violation.rule} is broken at ${formatSeconds(violation.at_seconds)}`,
          ...[violation.text, ...violation.details].flatMap((text) => wrap(`  ${text}`, '    ')),
          ...violation.drawing.map((line) => `  ${line}`),
          ...wrap(`  the rule: ${rules[violation.rule] ?? violation.rule}`, '    '),
        ]),
    '',
    faults.length === 0 ? 'no fault acted' : 'faults:',
    ...faults.flatMap((fault) => timed(fault.at_seconds, `${fault.text}, ${untilWords(fault.until_seconds)}`)),
    '',
    violation === null ? 'the last events:' : 'how it came about:',
    ...events.flatMap((event) => timed(event.at_seconds, event.text)),
    '',
    ...commands.map(({ what, command }) => `${what}: ${command}`),
    ...files.map(({ file, what }) => `${file}: ${what}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Until when a fault acted, in words. @param seconds null for the end of the run. */
export function untilWords(seconds: number | null): string {
  return seconds === null ? 'until the end' : `until ${formatSeconds(seconds)}`;
}

/** Virtual time: `12.345 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(3)} s`;
}
