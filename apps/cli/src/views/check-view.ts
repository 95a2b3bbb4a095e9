/** What was found of recorded histories, for a terminal. */
import { textDiagram } from '@temblor/checkers/linearizability/text-diagram';
import type { Judgement } from '@temblor/checkers/recorded/judgement';
import type { Paint } from '../output/paint.ts';
import { cutToWidth, padTo, widthOf } from '../output/text-width.ts';

/** So many of the last operations of a counterexample are listed. */
const listedSteps = 8;

/** How it is shown. */
export interface CheckView {
  readonly paint: Paint;
  /** Characters in a line. */
  readonly width: number;
  /** Every operation of a counterexample, not only the last ones. */
  readonly isVerbose: boolean;
}

/** The verdict in one line. */
export function renderVerdict(file: string, { result, steps }: Judgement, { paint, width }: CheckView): string {
  const { verdict, summary, violations } = result;
  const last = steps.at(-1);
  const why = last === undefined ? (violations[0] ?? summary) : `${last.words} at ${last.place} fits no order`;
  return cutToWidth(`${verdictIn(paint, verdict)} ${paint.strong(file)}: ${why}`, width);
}

/** The verdict, and below it why, where it is not passed: as bars, or one after the other where they are too wide. */
export function renderJudgement(file: string, judgement: Judgement, view: CheckView): string {
  const { result, timeline } = judgement;
  const headline = `${verdictIn(view.paint, result.verdict)} ${view.paint.strong(file)}: ${result.summary}`;
  const reasons = result.violations.flatMap((violation) => wrap(violation, view.width, '  '));
  const bars = timeline === undefined ? [] : textDiagram(timeline, nameOf);
  const fits = bars.every((line) => line.length + 2 <= view.width);
  const picture = fits ? bars : listSteps(judgement, view);
  const below = picture.length === 0 ? [] : ['', ...picture.map((line) => `  ${line}`), ''];
  return [...wrap(headline, view.width, ''), ...reasons, ...below].join('\n');
}

function nameOf(process: number): string {
  return `client ${process}`;
}

function verdictIn(paint: Paint, verdict: Judgement['result']['verdict']): string {
  return { passed: paint.good, failed: paint.bad, inconclusive: paint.warning }[verdict](verdict);
}

/** A line for each operation: where it begins, who asked, what, and how the object stands once it is over. */
function listSteps({ steps }: Judgement, { width, isVerbose }: CheckView): string[] {
  const shown = isVerbose ? steps : steps.slice(-listedSteps);
  const hidden = steps.length - shown.length;
  const rows = shown.map(({ place, process, words, after }, index) => {
    const then = index === shown.length - 1 ? 'impossible' : after === undefined ? '' : `then ${after}`;
    return [place, nameOf(process), words, then];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const lines = rows.map((row) =>
    cutToWidth(
      row
        .map((cell, column) => padTo(cell, widths[column] ?? 0, 'right'))
        .join('  ')
        .trimEnd(),
      width - 2,
    ),
  );
  return hidden === 0
    ? lines
    : [`the last ${shown.length} of ${steps.length} operations; all of them with --verbose`, ...lines];
}

/** Breaks a text between words; later lines are indented more. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}
