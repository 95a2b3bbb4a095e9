import { subjects } from '@temblor/simulator/subjects/subjects';
import { expect, test } from 'vitest';
import { countersOf } from './coverage-words.ts';
import { describeSubject } from './explain.ts';

test.each(subjects)('what a run of $name counts is explained, and what it must reach is counted', (subject) => {
  const names = new Set(countersOf(subject).map(({ name }) => name));
  const options = { nodes: 3, untilUs: 2_000_000, faults: [] };
  const { coverage } = subject.run(subject.plan(1, options), { trace: false });
  expect([...Object.keys(coverage), ...subject.expected].filter((name) => !names.has(name))).toEqual([]);
});

test('an explanation keeps to the width of the terminal', () => {
  for (const subject of subjects) {
    expect(
      Math.max(
        ...describeSubject(subject, 60)
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(60);
  }
});
