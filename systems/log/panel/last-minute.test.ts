import { describe, expect, test } from 'vitest';
import { readLastMinute } from './last-minute.ts';
import { addWindows, lastWindows } from './log-windows.ts';
import { after, elected, starting, windowOf } from './testing/log-story.ts';

describe('the last minute', () => {
  test('is nothing before anyone has told anything', () => {
    expect(readLastMinute(after(starting))).toBeNull();
  });

  test('has a stretch for each role; a leader leads from its election on', () => {
    const minute = readLastMinute(
      after(
        starting,
        windowOf(3, 2000, { role: 'follower' }),
        windowOf(3, 3000, { role: 'follower' }),
        elected(3400, 3, 2),
        windowOf(3, 4000, { role: 'leader', term: 2 }),
        windowOf(3, 5000, { role: 'leader', term: 2 }),
        windowOf(3, 6000, { role: 'leader', term: 4 }),
      ),
    );
    const lane = minute?.lanes.find(({ node }) => node === 'node-3');
    expect(lane?.stretches.map(({ role, term, startUs, endUs }) => [role, term, startUs / 1e6, endUs / 1e6])).toEqual([
      ['follower', 1, 1, 3.4],
      ['leader', 2, 3.4, 5],
      ['leader', 4, 5, 6],
    ]);
    expect(minute?.elections.map(({ atUs }) => atUs)).toEqual([3_400_000]);
  });

  test('has a gap where a node said nothing', () => {
    const minute = readLastMinute(after(starting, windowOf(2, 2000), windowOf(2, 9000)));
    expect(minute?.lanes[1]?.stretches).toHaveLength(2);
  });

  test('adds up the seconds of all nodes, and shares out a window that lies across two', () => {
    const minute = readLastMinute(
      after(
        starting,
        windowOf(1, 2000, { accepted: 10 }),
        windowOf(2, 2500, { accepted: 8, refused: 2 }),
        windowOf(1, 3000, { accepted: 20 }),
        windowOf(2, 3500, { accepted: 4 }),
      ),
    );
    // The fourth second is not over for node 1.
    expect(minute?.columns).toEqual([
      { startUs: 1_000_000, accepted: 14, refused: 1, unknown: 0 },
      { startUs: 2_000_000, accepted: 26, refused: 1, unknown: 0 },
    ]);
    expect(minute?.highest).toBe(27);
  });
});

describe('the figures', () => {
  test('of the last second are those of each node that still speaks', () => {
    const { windows } = after(
      starting,
      windowOf(1, 2000, { accepted: 99 }),
      windowOf(2, 6000, { accepted: 10, refused: 1 }),
      windowOf(3, 6200, { accepted: 20, unknown: 2 }),
    );
    const last = addWindows(lastWindows(windows));
    expect(last).toEqual({ accepted: 30, acceptedPerSecond: 30, refused: 1, unknown: 2, p95Ms: 6 });
    expect(addWindows(windows).accepted).toBe(129);
  });

  test('are none where nothing was told', () => {
    expect(addWindows(lastWindows([]))).toEqual({
      ...{ accepted: 0, acceptedPerSecond: null, refused: 0, unknown: 0, p95Ms: null },
    });
  });

  test('forget what is more than a minute old', () => {
    const { windows } = after(starting, windowOf(1, 2000), windowOf(1, 70_000));
    expect(windows).toHaveLength(1);
  });
});
