/** What is checked and what is counted, in a line each: for people, and as a document. */
import { wrap } from '@temblor/lab/report/table';
import type { Subject } from '@temblor/simulator/outcome/outcome';
import { counterGroups, countersOf } from './coverage-words.ts';

/** @param width of a line, in characters. */
export function describeSubject(subject: Subject<unknown>, width: number): string {
  const told = (words: Iterable<readonly [string, string]>): string[] =>
    [...words].flatMap(([name, text]) => [`  ${name}`, ...wrap(`      ${text}`, '      ', width)]);
  const counters = countersOf(subject);
  return [
    `${subject.name}: what is checked`,
    ...told(Object.entries(subject.rules)),
    ...counterGroups.flatMap((group) => [
      '',
      `what is counted: ${group}`,
      ...told(counters.filter((counter) => counter.group === group).map(({ name, text }) => [name, text])),
    ]),
  ].join('\n');
}

/** For a program. */
export function documentOfSubject(subject: Subject<unknown>) {
  return { subject: subject.name, rules: subject.rules, counters: countersOf(subject) };
}
