import { readFile } from 'node:fs/promises';
import { subjects } from '@temblor/simulator/subjects/subjects';
import { expect, test } from 'vitest';
import { countersOf } from './coverage-words.ts';
import { describeSubject } from './explain.ts';

const guide = new URL('../../../../docs/guides/simulator.md', import.meta.url);

test('every rule and every counter is in the guide, in the same words', async () => {
  const text = await readFile(guide, 'utf8');
  const missing = subjects.flatMap((subject) => [
    ...Object.entries(subject.rules).filter(([name, says]) => !text.includes(`| \`${name}\` | ${says} |`)),
    ...countersOf(subject).filter(({ name, text: means }) => !text.includes(`| \`${name}\` | ${means} |`)),
  ]);
  expect(missing).toEqual([]);
});

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
