import { textDiagram } from '@temblor/checkers/linearizability/text-diagram';
import type { Judgement } from '@temblor/checkers/recorded/judgement';
import type { Paint } from '../output/paint.ts';

/** What was found of a file: its verdict in one line, and below it why, where it is not passed. */
export function renderJudgement(file: string, { result, timeline }: Judgement, paint: Paint): string {
  const { verdict, summary, violations } = result;
  const color = { passed: paint.good, failed: paint.bad, inconclusive: paint.warning }[verdict];
  const picture = timeline === undefined ? [] : ['', ...textDiagram(timeline, (process) => `client ${process}`), ''];
  return [
    `${color(verdict)} ${paint.strong(file)}: ${summary}`,
    ...[...violations, ...picture].map((line) => (line === '' ? '' : `  ${line}`)),
  ].join('\n');
}
