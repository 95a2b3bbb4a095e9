import { faultKindNames } from '@temblor/simulator/subjects/fault-kinds';
import { requireSubject } from '@temblor/simulator/subjects/subjects';
import { describe, expect, test } from 'vitest';
import { planOptionsOf, replayCommand } from './plan-options.ts';

const raft = requireSubject('raft');
const asked = { nodes: 5, until: 60_000, faults: ['all'] };

describe('what is asked to be simulated', () => {
  test('has every fault, none, or those that are named, in one order', () => {
    expect(planOptionsOf(raft, asked).faults).toEqual(faultKindNames);
    expect(planOptionsOf(raft, { ...asked, faults: ['none'] }).faults).toEqual([]);
    expect(planOptionsOf(raft, { ...asked, faults: ['loss', 'crash'] }).faults).toEqual(['crash', 'loss']);
  });

  test('is refused with the nearest name where it is not known', () => {
    expect(() => planOptionsOf(raft, { ...asked, faults: ['partitoin'] })).toThrow(
      expect.objectContaining({ code: 'unknown-fault', hint: expect.stringContaining("did you mean 'partition'?") }),
    );
    expect(() => planOptionsOf(raft, { ...asked, bug: 'stale-reads' })).toThrow(
      expect.objectContaining({ code: 'unknown-bug', hint: expect.stringContaining("did you mean 'stale-read'?") }),
    );
  });

  test.each([[[]], [['none', 'crash']], [['all', 'loss']]])(
    'is refused where %j does not say which faults',
    (faults) => {
      expect(() => planOptionsOf(raft, { ...asked, faults })).toThrow(
        expect.objectContaining({ code: 'unclear-faults' }),
      );
    },
  );

  test('is replayed by a command with what is not the default', () => {
    expect(replayCommand('raft', 17, planOptionsOf(raft, asked))).toBe('temblor sim replay 17');
    const other = planOptionsOf(raft, { nodes: 3, until: 90_000, faults: ['none'], bug: 'stale-read' });
    expect(replayCommand('raft', 17, other)).toBe(
      'temblor sim replay 17 --nodes 3 --faults none --until 90s --bug stale-read',
    );
    expect(replayCommand('bully', 2, planOptionsOf(raft, asked))).toBe('temblor sim replay 2 --subject bully');
  });
});
