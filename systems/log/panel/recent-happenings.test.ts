import { expect, test } from 'vitest';
import { recentHappenings } from './recent-happenings.ts';
import { after, elected, exited, started, starting, windowOf } from './testing/log-story.ts';

const span = { fromUs: 1_000_000, untilUs: 5_000_000, originUs: 500_000 };
const leads = (term: number) => `leads ${term}`;
const sent = (from: number, atMs: number) => ({
  ...{ from, sentAtUs: atMs * 1000, receivedAtUs: (atMs + 5) * 1000, label: `at ${atMs}` },
});

test('messages of the span stand beside elections, ends and later starts, counted from the beginning', () => {
  const state = after(
    starting,
    started(100, 2, 1),
    elected(200, 1, 1),
    windowOf(2, 2000, { exchanged: [sent(1, 900), sent(1, 1500)] }),
    exited(2100, 1),
    elected(2500, 3, 2),
    started(4000, 1, 2),
    windowOf(2, 6000, { exchanged: [sent(3, 4500), sent(3, 4998)] }),
  );
  const partition = {
    kind: 'span',
    rows: [],
    fault: 'partition',
    target: '',
    atUs: 0,
    endUs: Infinity,
    isLifted: false,
  } as const;
  const over = { ...partition, fault: 'over', endUs: 1_200_000 };
  const told = recentHappenings(state, span, [partition, over], leads).map((one) => {
    const what = one.kind === 'message' ? one.label : one.kind === 'mark' ? `${one.what} ${one.text}` : one.kind;
    return [one.atUs / 1000, what];
  });
  expect(told).toEqual([
    [-500, 'span'],
    [1005, 'at 1500'],
    [2000, 'noted leads 2'],
    [3500, 'started '],
    [4005, 'at 4500'],
  ]);
});

test('there is nothing where no message was told of', () => {
  expect(recentHappenings(after(starting, elected(2000, 1, 1), windowOf(1, 3000)), span, [], leads)).toEqual([]);
});
