import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultKindNames } from '../subjects/fault-kinds.ts';
import { drawRaftPlan } from './draw-plan.ts';
import { calmFromUs } from './raft-plan.ts';

const options = { nodes: 5, untilUs: 60_000_000, faults: faultKindNames };
const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('a plan of Raft', () => {
  test('has 200 operations of clients and ten faults at least, in a minute', () => {
    const check = (seed: number) => {
      const { operations, faults } = drawRaftPlan(seed, options);
      expect(operations.filter(({ client }) => client > 0).length).toBeGreaterThanOrEqual(200);
      expect(faults.length).toBeGreaterThanOrEqual(10);
    };
    fc.assert(fc.property(seeds, check));
  });

  test('leaves ten seconds without a fault at the end', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(calmFromUs(drawRaftPlan(seed, options))).toBeLessThanOrEqual(50_000_000);
      }),
    );
  });

  test('damages fewer logs than half of the fewest voters there may be', () => {
    const check = (seed: number) => {
      const { faults, operations, options: raft } = drawRaftPlan(seed, options);
      const damaged = new Set(faults.flatMap((fault) => (fault.kind === 'bit-flip' ? fault.node : [])));
      const removals = operations.filter(
        ({ action }) => action.kind === 'change-membership' && action.change.kind === 'remove',
      );
      expect(damaged.size).toBeLessThan((raft.initial.voters.length - removals.length) / 2);
    };
    fc.assert(fc.property(seeds, check));
  });

  test('keeps clocks within the bound that leases rest on', () => {
    const check = (seed: number) => {
      const { faults, options: raft } = drawRaftPlan(seed, options);
      if (raft.leaseReads === false) return;
      const rates = faults.flatMap((fault) => (fault.kind === 'clock-drift' ? fault.rate : []));
      const ratio = Math.max(1, ...rates) / Math.min(1, ...rates);
      expect(ratio).toBeLessThanOrEqual(raft.leaseReads.clockDriftBound + 1e-9);
    };
    fc.assert(fc.property(seeds, check));
  });

  test('is plain data, and the same for the same seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const plan = drawRaftPlan(seed, options);
        expect(JSON.parse(JSON.stringify(plan))).toEqual(drawRaftPlan(seed, options));
      }),
      { numRuns: 10 },
    );
  });

  test('has no fault of a kind that was not asked for', () => {
    const { faults, aims } = drawRaftPlan(5, { ...options, faults: ['loss', 'slow-sync'] });
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['loss', 'slow-sync']));
    expect(aims).toEqual([]);
    expect(drawRaftPlan(5, { ...options, faults: [] })).toMatchObject({ faults: [], aims: [] });
  });

  test.each([1, 2, 3, 7])('is drawn for %i nodes too', (nodes) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const plan = drawRaftPlan(seed, { ...options, nodes });
      expect(plan.nodes).toHaveLength(nodes);
      expect(plan.options.initial.voters.length).toBeGreaterThanOrEqual(Math.min(nodes, 3));
    }
  });
});
