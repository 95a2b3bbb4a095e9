import { expect, test } from 'vitest';
import { FakeLog } from '../http/testing/fake-log.ts';
import { AppendMeter } from './append-meter.ts';
import type { LogWindow } from './window-reporter.ts';
import { WindowReporter } from './window-reporter.ts';

const draft = { nodeId: 1, physicalTimestamp: 0, lamportTime: 0 };

function open(log = new FakeLog({ nodeId: 1, mode: 'raft', role: 'leader', leader: 1, term: 3 })) {
  const windows: LogWindow[] = [];
  const meter = new AppendMeter();
  let nowUs = 0;
  const reporter = new WindowReporter({
    ...{ instance: 'node-1', log, meter, exchanges: { take: () => [] } },
    clock: { nowUs: () => nowUs },
    write: (window) => windows.push(window),
    trouble: (text) => expect.unreachable(text),
  });
  const end = (atUs: number) => {
    nowUs = atUs;
    return reporter[Symbol.asyncDispose]();
  };
  return { log, meter, reporter, windows, end };
}

test('a window tells what clients brought, how the node stands, and the last messages', async () => {
  const { log, meter, windows, reporter, end } = open();
  const counted = meter.counting(log);
  for (let id = 1; id <= 20; id += 1) await counted.append({ ...draft, content: `message ${id}` });
  log.outcomes.push({ kind: 'busy' }, { kind: 'unknown', reason: 'of a test' });
  for (const content of ['refused', 'unknown']) await counted.append({ ...draft, content });
  await end(2_000_000);
  const counts = { accepted: 20, refused: 1, unknown: 1, latency: { count: 20 } };
  const node = { role: 'leader', leader: 1, term: 3, lamportTime: 20, count: 20, causalityViolations: 0 };
  expect(windows).toMatchObject([{ startUs: 0, endUs: 2_000_000, ...counts, ...node }]);
  expect(windows[0]?.latest.map(({ id }) => id)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  expect(reporter.throughputPerSecond).toBe(10);
  expect(reporter.totals).toMatchObject({ accepted: 20, refused: 1, unknown: 1 });
});

test('a window shows the beginning of a long message, and cuts no character in two', async () => {
  const { log, windows, end } = open();
  await log.append({ ...draft, content: `${'a'.repeat(79)}👍 and more` });
  await end(1_000_000);
  expect(windows[0]?.latest[0]?.content).toBe(`${'a'.repeat(79)}…`);
});

test('a node without a leader tells of none', async () => {
  const { windows, end } = open(
    new FakeLog({ nodeId: 1, mode: 'bully', role: 'candidate', leader: undefined, term: 0 }),
  );
  await end(1_000_000);
  expect(windows).toMatchObject([{ mode: 'bully', role: 'candidate', leader: null, latest: [], accepted: 0 }]);
});
