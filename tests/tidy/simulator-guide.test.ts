/** The guide to the simulator defines what the simulator checks and counts, in the simulator's own words. */
import { readFile } from 'node:fs/promises';
import { counterWords } from '@temblor/simulator/simulation/coverage';
import { subjects } from '@temblor/simulator/subjects/subjects';
import { expect, test } from 'vitest';

const guide = new URL('../../docs/guides/simulator.md', import.meta.url);

test('every rule and every counter is in the guide, in the same words', async () => {
  const text = await readFile(guide, 'utf8');
  const common = Object.entries(counterWords).map(([name, words]) => [name, words.text] as const);
  const own = subjects.flatMap(({ rules, counters }) => [...Object.entries(rules), ...Object.entries(counters)]);
  expect([...common, ...own].filter(([name, words]) => !text.includes(`| \`${name}\` | ${words} |`))).toEqual([]);
});
