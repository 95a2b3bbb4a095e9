import { faultKindNames } from '@temblor/simulator/subjects/fault-kinds';
import { requireSubject } from '@temblor/simulator/subjects/subjects';
import type { SeedsTally } from '@temblor/simulator/workers/run-seeds';
import { describe, expect, test } from 'vitest';
import { makePaint } from '../output/paint.ts';
import type { SeedsResult } from './seeds-result.ts';
import { describeSeeds, documentOfSeeds, verdictOfSeeds } from './seeds-result.ts';

const subject = { ...requireSubject('raft'), expected: ['split-vote'] };

function result(tally: Partial<SeedsTally>, others: Partial<SeedsResult> = {}): SeedsResult {
  return {
    subject,
    options: { nodes: 5, untilUs: 60_000_000, faults: faultKindNames },
    ...{ first: 1, asked: 1000, seconds: 2, isInterrupted: false },
    ...others,
    tally: {
      ...{ seeds: 1000, simulatedUs: 6e10, steps: 10, operations: 5, digests: ['a'], undecided: [], cpuMs: 100 },
      coverage: { 'split-vote': { count: 3, seeds: 2 } },
      failure: undefined,
      ...tally,
    },
  };
}

const violation = { check: 'election-safety', atUs: 1_500_000, text: 'two leaders' };

describe('many seeds', () => {
  test.each([
    ['find nothing', result({}), 'passed', 'nothing was found wrong'],
    [
      'find a violation',
      result({ failure: { seed: 7, violation } }),
      'failed',
      'seed 7 breaks election-safety at 1.500 s',
    ],
    ['are undecided', result({ undecided: [4, 9] }), 'inconclusive', 'ran out of its bounds in seed 4 and 1 more'],
    ['are interrupted', result({ seeds: 5 }, { isInterrupted: true }), 'inconclusive', 'after 5 of 1000 seeds'],
    ['never reach something', result({ coverage: {} }), 'inconclusive', 'in 1000 seeds never happened: split-vote'],
    ['are few', result({ coverage: {}, seeds: 999 }), 'passed', 'never happened: split-vote'],
    [
      'cannot reach it with these faults',
      result({ coverage: {} }, { options: { nodes: 5, untilUs: 60_000_000, faults: ['crash'] } }),
      ...(['passed', 'never happened: split-vote'] as const),
    ],
  ])('that %s say so', (_, seeds, verdict, words) => {
    expect(verdictOfSeeds(seeds)).toBe(verdict);
    expect(documentOfSeeds(seeds).verdict).toBe(verdict);
    expect(describeSeeds(seeds, makePaint(false))).toContain(words);
  });

  test('have a digest to compare, unless they were interrupted somewhere', () => {
    expect(documentOfSeeds(result({})).digest).toMatch(/^[0-9a-f]{16}$/);
    expect(documentOfSeeds(result({ digests: ['b'] })).digest).not.toBe(documentOfSeeds(result({})).digest);
    expect(documentOfSeeds(result({}, { isInterrupted: true })).digest).toBeNull();
  });
});
