import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Acknowledgement, Placement } from './log-agreement.ts';
import { checkLogAgreement } from './log-agreement.ts';

const nodes = ['a', 'b', 'c'];

/** A log of entries appended one after the other; the third node lags behind by some, which a majority allows. */
const correct = fc.record({ length: fc.integer({ min: 3, max: 30 }), lag: fc.nat(2) }).map(({ length, lag }) => {
  const placements: Placement[] = [];
  const acknowledged: Acknowledgement[] = [];
  for (let position = 0; position < length; position += 1) {
    const entry = `entry ${position}`;
    for (const node of nodes) {
      if (node !== 'c' || position < length - lag) placements.push({ node, position, entry });
    }
    acknowledged.push({ entry, position, invokedUs: position * 10, completedUs: position * 10 + 15 });
  }
  return { placements, acknowledged, lag };
});

const check = (placements: readonly Placement[], acknowledged: readonly Acknowledgement[]) =>
  checkLogAgreement('log', placements, acknowledged, nodes, 'majority');

describe('a correct log', () => {
  test('passes, also while a minority lags behind', () => {
    fc.assert(
      fc.property(correct, ({ placements, acknowledged, lag }) => {
        expect(check(placements, acknowledged)).toMatchObject({ verdict: 'passed' });
        const whole = checkLogAgreement('log', placements, acknowledged, nodes, 'all').verdict;
        expect(whole).toBe(lag === 0 ? 'passed' : 'failed');
      }),
    );
  });

  test('of one node alone says nothing', () => {
    const alone = [{ node: 'a', position: 0, entry: 'x' }];
    expect(checkLogAgreement('log', alone, [], ['a'], 'all').verdict).toBe('inconclusive');
  });
});

describe('nodes that hold nothing', () => {
  const acknowledged = [{ entry: 'x', invokedUs: 1, completedUs: 2 }];
  const heldBy = (...holders: string[]) => holders.map((node) => ({ node, position: 0, entry: 'x' }));
  const five = ['a', 'b', 'c', 'd', 'e'];

  test('count among all of them, and for the majority', () => {
    expect(checkLogAgreement('log', heldBy('a', 'b'), acknowledged, nodes, 'all').verdict).toBe('failed');
    expect(checkLogAgreement('log', heldBy('a', 'b'), acknowledged, nodes, 'majority').verdict).toBe('passed');
    expect(checkLogAgreement('log', heldBy('a', 'b'), acknowledged, five, 'majority').violations).toEqual([
      'x was acknowledged, and 2 of 5 nodes hold it: 3 must',
    ]);
  });

  test('have lost what was acknowledged, all of them together', () => {
    expect(check([], acknowledged).violations).toEqual(['x was acknowledged, and 0 of 3 nodes hold it: 2 must']);
    expect(check([], []).verdict).toBe('inconclusive');
  });

  test('may be there where nobody says which nodes there are: nothing acknowledged is taken to be kept', () => {
    const unnamed = (placements: readonly Placement[], told: readonly Acknowledgement[]) =>
      checkLogAgreement('log', placements, told, undefined, 'majority').verdict;
    expect(unnamed(heldBy('a', 'b', 'c'), acknowledged)).toBe('inconclusive');
    expect(unnamed([...heldBy('a'), { node: 'b', position: 1, entry: 'y' }], acknowledged)).toBe('failed');
    expect(unnamed(heldBy('a', 'b'), [])).toBe('passed');
    expect(unnamed([], acknowledged)).toBe('inconclusive');
  });
});

describe('planted bugs', () => {
  const { placements, acknowledged } = fc.sample(correct, { numRuns: 1, seed: 1 })[0] ?? {
    placements: [],
    acknowledged: [],
  };

  test('two nodes that chose differently are found', () => {
    const forked = placements.map((one) => (one.node === 'b' && one.position === 1 ? { ...one, entry: 'other' } : one));
    expect(check(forked, []).violations).toContain('at 1 a holds entry 1 and b holds other');
  });

  test('an entry that was appended twice is found', () => {
    const twice = [...placements, ...nodes.map((node) => ({ node, position: 99, entry: 'entry 1' }))];
    expect(check(twice, []).violations).toEqual(['entry 1 stands at 1 and at 99']);
  });

  test('an acknowledged entry that only a minority holds is found', () => {
    const lost = placements.filter(({ node, position }) => position !== 0 || node === 'a');
    expect(check(lost, acknowledged).violations).toEqual([
      'entry 0 was acknowledged, and 1 of 3 nodes hold it: 2 must',
    ]);
  });

  test('an acknowledgement that names another position is found', () => {
    const wrong = acknowledged.map((one) => (one.entry === 'entry 0' ? { ...one, position: 7 } : one));
    expect(check(placements, wrong).violations).toEqual(['entry 0 was acknowledged at 7, and stands at 0']);
  });

  test('an entry that stands before one that was acknowledged before it was asked for is found', () => {
    const late = acknowledged.map((one) =>
      one.entry === 'entry 0' ? { ...one, invokedUs: 30, completedUs: 40 } : one,
    );
    expect(check(placements, late).violations[0]).toMatch(
      /^entry 0 stands at 0, before entry 1 at 1, which was acknowledged before entry 0 was asked for$/,
    );
  });
});
