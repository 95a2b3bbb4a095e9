import { describe, expect, test } from 'vitest';
import type { Outcome } from '../outcome/outcome.ts';
import { shrink } from '../shrink/shrink.ts';
import { faultKindNames } from '../subjects/fault-kinds.ts';
import type { RaftPlan } from './raft-plan.ts';
import { raftSubject } from './raft-subject.ts';

const options = { nodes: 5, untilUs: 60_000_000, faults: faultKindNames };

function run(plan: RaftPlan): Outcome {
  return raftSubject.run(plan, { trace: false });
}

describe('a run of Raft', () => {
  test.each([1, 2, 3, 4, 7])('passes with %i nodes and every fault', (nodes) => {
    expect(run(raftSubject.plan(11, { ...options, nodes }))).toMatchObject({ verdict: 'passed' });
  });

  test('is the same for the same plan, traced or not', () => {
    const plan = raftSubject.plan(12, options);
    const traced = raftSubject.run(plan, { trace: true });
    expect(traced.trace.length).toBeGreaterThan(1_000);
    expect({ ...traced, trace: [] }).toEqual(run(plan));
  });

  test('answers everything where nothing goes wrong', () => {
    const { history, verdict } = run(raftSubject.plan(13, { ...options, faults: [] }));
    expect(verdict).toBe('passed');
    expect(history.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('whose history has more orders than can be tried is decided by that of the log', () => {
    expect(run(raftSubject.plan(11_197, options)).verdict).toBe('passed');
  });

  test('in which a majority of logs is damaged comes to a stand, and fails for want of liveness', () => {
    const plan = raftSubject.plan(14, { ...options, faults: [] });
    const faults = [1, 2, 3].map((node) => {
      return { id: node, atUs: 40_000_000, durationUs: 1, kind: 'bit-flip', node } as const;
    });
    expect(run({ ...plan, faults })).toMatchObject({ verdict: 'failed', violation: { check: 'liveness' } });
  });

  test('that fails becomes one with little in it, and fails by the same check', () => {
    const plan = raftSubject.plan(5, { ...options, bug: 'two-changes-at-once' });
    const failing = run(plan);
    const shrunken = [...shrink(raftSubject, plan, failing, 300)].at(-1);
    expect(shrunken?.outcome.violation?.check).toBe(failing.violation?.check);
    const { faults, operations } = shrunken?.plan ?? plan;
    expect(faults.length).toBeLessThan(plan.faults.length);
    expect(operations.length).toBeLessThan(20);
  });
});
