import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanOptions } from '../outcome/outcome.ts';
import { shrink } from '../shrink/shrink.ts';
import { faultKindNames } from '../subjects/fault-kinds.ts';
import { bullySubject } from './subject.ts';

const everything: PlanOptions = { nodes: 5, untilUs: 60_000_000, faults: faultKindNames };

describe('bully', () => {
  test('loses its one leader to the first partition, and that is all that it takes', () => {
    const plan = bullySubject.plan(1, everything);
    const failing = bullySubject.run(plan, { trace: false });
    expect(failing.violation?.check).toBe('one-leader');
    const shrunken = [...shrink(bullySubject, plan, failing, 200)].at(-1);
    expect(shrunken?.isMinimal).toBe(true);
    expect(shrunken?.plan.nodes).toEqual([1, 5]);
    expect(shrunken?.plan.faults).toMatchObject([{ kind: 'partition', groups: [[5], [1]] }]);
    expect(shrunken?.plan.operations.map(({ action }) => action.node)).toEqual([1, 5]);
    expect(shrunken?.outcome.violation?.text).toMatch(/logs have diverged/);
  });

  test.each(['partition', 'one-way-partition', 'flapping-partition', 'pause', 'loss', 'delay', 'slow-sync'])(
    'does not bear %s, which breaks what it assumes',
    (fault) => {
      const fails = [1, 2, 3, 4, 5].some((seed) => {
        const plan = bullySubject.plan(seed, { ...everything, faults: [fault] });
        return bullySubject.run(plan, { trace: false }).verdict === 'failed';
      });
      expect(fails).toBe(true);
    },
  );

  test('has one leader at a time where nodes only crash, drift a little and hear things twice', () => {
    let elected = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const plan = bullySubject.plan(seed, { ...everything, faults: ['crash', 'clock-drift', 'duplication'] });
      const outcome = bullySubject.run(plan, { trace: false });
      expect({ seed, violation: outcome.violation }).toEqual({ seed, violation: undefined });
      elected += outcome.coverage['leader-elected'] ?? 0;
      expect(outcome.history.filter(({ outcome: became }) => became === 'ok').length).toBeGreaterThan(100);
    }
    expect(elected).toBeGreaterThan(15);
  });

  test('tells in its trace who led, who took what, and what broke', () => {
    const plan = bullySubject.plan(1, { ...everything, nodes: 2, faults: ['partition'] });
    const { trace } = bullySubject.run(plan, { trace: true });
    const notes = trace.flatMap((event) => (event.kind === 'note' ? [`${event.node} ${event.text}`] : []));
    expect(notes.slice(0, 4)).toEqual([
      '2 announces itself as leader',
      '1 follows node 2',
      '1 doubts node 2: holds an election',
      '1 announces itself as leader',
    ]);
    expect(trace.at(-1)).toMatchObject({
      kind: 'violation',
      check: 'one-leader',
      nodes: expect.arrayContaining([1, 2]),
    });
  });
});

describe('plans', () => {
  test('a minute has ten faults and two hundred operations, and any choice of faults and nodes can be drawn', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 7 }), fc.subarray([...faultKindNames]), (seed, nodes, faults) => {
        const plan = bullySubject.plan(seed, { ...everything, nodes, faults });
        expect(plan.operations.length).toBeGreaterThanOrEqual(200);
        const drawable = faults.filter((kind) => kind !== 'bit-flip');
        expect(plan.faults.length).toBeGreaterThanOrEqual(drawable.length === 0 ? 0 : 10);
        for (const { kind } of plan.faults) expect(drawable).toContain(kind);
      }),
    );
  });

  test('every simpler plan is another plan and can be run', () => {
    const plan = bullySubject.plan(3, { ...everything, untilUs: 10_000_000 });
    const simpler = [...bullySubject.simpler(plan)];
    expect(simpler).not.toContainEqual(plan);
    for (const candidate of simpler.slice(0, 20)) bullySubject.run(candidate, { trace: false });
  });
});
