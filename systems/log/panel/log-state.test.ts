import { describe, expect, test } from 'vitest';
import type { LogState } from './log-state.ts';
import { rivalLeaders, standingOf } from './node-standing.ts';
import { after, elected, exited, message, started, starting, windowOf } from './testing/log-story.ts';

/** How every node stands at a moment. */
function standings(state: LogState, atMs: number): readonly string[] {
  return state.nodes.map((node) => standingOf(state, node, atMs * 1000));
}

const calm = [starting, elected(500, 1, 1), windowOf(1, 1000), windowOf(2, 1100), windowOf(3, 1200)] as const;

describe('a node', () => {
  test('is known from the topology, before it has said anything', () => {
    const state = after(starting);
    expect(state.nodes.map(({ id }) => id)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(standings(state, 10)).toEqual(['unheard', 'unheard', 'unheard']);
  });

  test('leads as soon as it is elected, and follows as its window says', () => {
    expect(standings(after(starting, elected(500, 1, 1)), 600)).toEqual(['leader', 'unheard', 'unheard']);
    expect(standings(after(...calm), 1300)).toEqual(['leader', 'follower', 'follower']);
  });

  test('is down once its process ended, and leads no more when it is back', () => {
    const killed = [...calm, exited(1300, 1)] as const;
    expect(standings(after(...killed), 1400)).toEqual(['down', 'follower', 'follower']);
    const replaced = [...killed, elected(1700, 3, 2), started(1800, 1, 2)] as const;
    expect(standings(after(...replaced), 1900)).toEqual(['unheard', 'follower', 'leader']);
  });

  test('that says nothing any more is silent, whatever it said last', () => {
    const state = after(...calm, windowOf(2, 5000), windowOf(3, 5000));
    expect(standings(state, 5100)).toEqual(['silent', 'follower', 'follower']);
  });
});

describe('two leaders', () => {
  const parted = [...calm, elected(1900, 2, 2), windowOf(2, 2000, { role: 'leader', leader: 2, term: 2 })] as const;

  test('are told of once the old one has said after the election that it leads still', () => {
    const before = after(...parted);
    expect(standings(before, 2050)).toEqual(['old-leader', 'leader', 'follower']);
    expect(rivalLeaders(before, 2_050_000)).toEqual([]);
    const later = after(...parted, windowOf(1, 2100));
    expect(rivalLeaders(later, 2_150_000).map(({ instance }) => instance)).toEqual(['node-1', 'node-2']);
  });

  test('lead both in bully mode, where every node counts terms by itself', () => {
    const bully = [1, 2].map((node) => windowOf(node, 2000 + node, { mode: 'bully', role: 'leader', term: 3 * node }));
    const state = after(starting, elected(500, 1, 3), elected(1900, 2, 6), ...bully);
    expect(standings(state, 2050)).toEqual(['leader', 'leader', 'unheard']);
    expect(rivalLeaders(state, 2_050_000)).toHaveLength(2);
  });

  test('are none where one of them is down or silent', () => {
    expect(rivalLeaders(after(...parted, windowOf(1, 2100), exited(2200, 1)), 2_250_000)).toEqual([]);
    const silent = after(...parted, windowOf(1, 2100), windowOf(2, 6000, { role: 'leader', term: 2 }));
    expect(rivalLeaders(silent, 6_000_000)).toEqual([]);
  });
});

describe('an election', () => {
  test('is one, however many nodes tell of it, and says how long the leader before it was dead', () => {
    const { elections } = after(...calm, exited(1300, 1), elected(1712, 3, 2), elected(1713, 3, 2));
    expect(elections.map(({ instance, term, lost }) => [instance, term, lost])).toEqual([
      ['node-1', 1, null],
      ['node-3', 2, { instance: 'node-1', atUs: 1_300_000 }],
    ]);
  });

  test('is another one where a node that started again leads under the same number', () => {
    const { elections } = after(...calm, exited(1300, 1), started(1400, 1, 2), elected(1500, 1, 1));
    expect(elections.map(({ atUs }) => atUs)).toEqual([500_000, 1_500_000]);
  });

  test('says nothing of a leader that lives', () => {
    expect(after(...calm, elected(1712, 3, 2)).elections.at(-1)?.lost).toBeNull();
  });
});

test('what a node tells of its log replaces what it told of the same ids and later ones', () => {
  const state = after(
    ...calm,
    windowOf(1, 2000, { latest: [message(2, { content: 'other' })] }),
    windowOf(2, 2000, { latest: [] }),
  );
  const told = state.nodes.map((node) => node.told.map(({ content }) => content));
  expect(told).toEqual([['message 1', 'other'], [], ['message 1', 'message 2', 'message 3']]);
});

test('what a node told of its log is forgotten when it has another leader', () => {
  const [node] = after(...calm, windowOf(1, 2000, { leader: 2, term: 2, latest: [message(3)] })).nodes;
  expect(node?.told).toEqual([expect.objectContaining(message(3))]);
});

test('violations are counted since the start of the system, and only that forgets them', () => {
  const violated = windowOf(2, 2000, { causalityViolations: 2 });
  expect(after(...calm, violated, exited(2100, 2), violated).violations).toBe(4);
  expect(after(...calm, violated, starting).violations).toBe(0);
});
