import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AcknowledgedWrite } from './acknowledged-order.ts';
import { checkAcknowledgedOrder } from './acknowledged-order.ts';
import { checkConservation } from './conservation.ts';
import type { FoldedRead } from './folded-reads.ts';
import { checkFoldedReads } from './folded-reads.ts';
import type { LedgerEntry } from './ledger.ts';
import { foldLedger, lastPosition, stateAt } from './ledger.ts';

const start = { position: 0, state: { apples: 1000, pears: 1000 } };

const entries = fc
  .array(fc.record({ name: fc.constantFrom('apples', 'pears'), amount: fc.integer({ min: -9, max: 9 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((changes) =>
    changes.map(({ name, amount }, index): LedgerEntry => ({ position: index + 1, change: { [name]: amount || 1 } })),
  );

/** Reads as a correct system answers them: whole or of one name, at any position. */
const readsOf = (count: number) =>
  fc.array(fc.record({ position: fc.nat(count), only: fc.option(fc.constantFrom('apples', 'pears')) }), {
    minLength: 1,
  });

const world = entries.chain((given) => fc.record({ entries: fc.constant(given), asked: readsOf(given.length) }));

function answer(ledger: ReturnType<typeof foldLedger>, asked: { position: number; only: string | null }): FoldedRead {
  const state = stateAt(ledger, asked.position) ?? {};
  const { position, only } = asked;
  if (only === null) return { id: 'read', position, state, minimumPosition: position };
  return { id: 'read', position, only, state: { [only]: state[only] ?? Number.NaN } };
}

describe('reads', () => {
  test('of a correct system are the fold of the ledger', () => {
    fc.assert(
      fc.property(world, ({ entries: given, asked }) => {
        const ledger = foldLedger(start, given);
        const reads = asked.map((one) => answer(ledger, one));
        expect(checkFoldedReads('reads', ledger, reads)).toMatchObject({ verdict: 'passed' });
      }),
    );
  });

  test('that are one off anywhere are found', () => {
    fc.assert(
      fc.property(world, fc.nat(), ({ entries: given, asked }, pick) => {
        const ledger = foldLedger(start, given);
        const reads = asked.map((one) => answer(ledger, one));
        const index = pick % reads.length;
        const wrong = reads.map((read, at) => {
          if (at !== index) return read;
          const [name = ''] = Object.keys(read.state);
          return { ...read, state: { ...read.state, [name]: (read.state[name] ?? 0) + 1 } };
        });
        expect(checkFoldedReads('reads', ledger, wrong).verdict).toBe('failed');
      }),
    );
  });

  test('older than what was asked for, of a position that is not there, or of an invented product are found', () => {
    const ledger = foldLedger(start, [{ position: 1, change: { apples: -1 } }]);
    const apples = { apples: 999, pears: 1000 };
    const reads: FoldedRead[] = [
      { id: 'read 1', position: 0, state: start.state, minimumPosition: 1 },
      { id: 'read 2', position: 7, state: apples },
      { id: 'read 3', position: 1, state: { ...apples, plums: 3 } },
    ];
    expect(checkFoldedReads('reads', ledger, reads).violations).toEqual([
      'read 1 shows position 0, though at least 1 was asked for',
      'read 2 claims position 7, and the ledger ends at 1',
      'read 3 at position 1: plums is 3 instead of absent',
    ]);
  });
});

describe('conservation', () => {
  test('holds for the fold, and for nothing else', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: -5, max: 5 }), (given, error) => {
        const ledger = foldLedger(start, given);
        const position = lastPosition(ledger);
        const state = stateAt(ledger, position) ?? {};
        const held = [{ holder: 'a', position, state: { ...state, apples: (state.apples ?? 0) + error } }];
        expect(checkConservation('stock', ledger, held).verdict).toBe(error === 0 ? 'passed' : 'failed');
      }),
    );
  });

  test('an event applied twice, and one that was skipped, are found', () => {
    const once = { position: 1, change: { apples: -3 } };
    const ledger = foldLedger(start, [once]);
    for (const apples of [994, 1000]) {
      const held = [{ holder: 'inventory-2', position: 1, state: { apples, pears: 1000 } }];
      expect(checkConservation('stock', ledger, held).violations).toEqual([
        `inventory-2 at 1: apples is ${apples} instead of 997`,
      ]);
    }
  });

  test('stock below zero and a gap in the ledger are found', () => {
    const oversold = foldLedger(start, [{ position: 1, change: { apples: -1001 } }]);
    const held = [{ holder: 'a', position: 1, state: { apples: -1, pears: 1000 } }];
    expect(checkConservation('stock', oversold, held).violations).toEqual(['at 1 there are -1 of apples']);
    const gap = foldLedger(start, [{ position: 2, change: { apples: 1 } }]);
    expect(checkConservation('stock', gap, []).violations).toEqual(['the ledger goes from position 0 to 2']);
  });

  test('a holder ahead of the ledger, or nobody to look at, is inconclusive', () => {
    const ledger = foldLedger(start, []);
    expect(checkConservation('stock', ledger, []).verdict).toBe('inconclusive');
    const ahead = [{ holder: 'a', position: 5, state: start.state }];
    expect(checkConservation('stock', ledger, ahead).verdict).toBe('inconclusive');
  });
});

describe('acknowledged positions', () => {
  /** Writes of a log that are appended at one moment between their invocation and their acknowledgement. */
  const log = fc
    .array(fc.record({ before: fc.nat(50), after: fc.nat(50) }), { minLength: 2, maxLength: 40 })
    .map((gaps) =>
      gaps.map(({ before, after }, index): AcknowledgedWrite => {
        const momentUs = (index + 1) * 20;
        return {
          id: `write ${index}`,
          position: index + 1,
          invokedUs: momentUs - before,
          completedUs: momentUs + after,
        };
      }),
    );

  test('of a log pass, however the calls overlap', () => {
    fc.assert(
      fc.property(log, (writes) => {
        expect(checkAcknowledgedOrder('order', writes).verdict).toBe('passed');
      }),
    );
  });

  test('are found where a later write stands before one that was acknowledged', () => {
    fc.assert(
      fc.property(log, (writes) => {
        const first = { id: 'early', position: writes.length + 2, invokedUs: -20, completedUs: -10 };
        const last = { id: 'late', position: writes.length + 1, invokedUs: 1e6, completedUs: 1e6 + 1 };
        const [violation] = checkAcknowledgedOrder('order', [...writes, last, first]).violations;
        expect(violation).toContain('though it began after early had been acknowledged');
      }),
    );
  });

  test('are found where two writes share one', () => {
    const write = { position: 1, invokedUs: 0, completedUs: 9 };
    const result = checkAcknowledgedOrder('order', [
      { id: 'a', ...write },
      { id: 'b', ...write },
    ]);
    expect(result.violations).toEqual(['a and b share position 1']);
  });
});
