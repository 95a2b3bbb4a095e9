/** How long a pause lasts, by a clock that the test moves. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readProcess } from '../processes/process-table.ts';
import { Children } from './children.ts';
import { OutputDrain } from './output-drain.ts';
import type { GuardianMessage } from './wire.ts';

const leaseMs = 60_000;
const number = 1;

let sent: GuardianMessage[];
let children: Children;
let pid: number;

beforeEach(async () => {
  sent = [];
  const drain = new OutputDrain(monotonicClock, { accepts: () => true, lines: () => {}, cut: () => {} });
  const send = (message: GuardianMessage) => void sent.push(message);
  children = new Children({ clock: monotonicClock, token: 'test', record: () => undefined, drain, send });
  const sleeper = { name: 'sleeper', file: 'sleep', args: ['600'], environment: {}, directory: '/' };
  const answer = await children.spawn(number, sleeper);
  if (answer.kind !== 'spawned') throw new Error('sleep was not started');
  pid = answer.pid;
  // It stands still already: so the pause is seen without a wait, which would move by the test's clock.
  process.kill(pid, 'SIGSTOP');
  await expect.poll(() => readProcess(pid)?.state).toBe('T');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  children.signal(number, 'SIGKILL');
  await expect.poll(() => sent.at(-1)?.type).toBe('exited');
});

test('a pause ends when its lease is over, and not before', async () => {
  expect(await children.pause(number, leaseMs)).toMatchObject({ kind: 'stopped' });
  vi.advanceTimersByTime(leaseMs - 1);
  expect(sent).toEqual([]);
  expect(readProcess(pid)?.state).toBe('T');
  vi.advanceTimersByTime(2);
  expect(sent).toMatchObject([{ type: 'continued', child: number, end: { by: 'lease' } }]);
  await expect.poll(() => readProcess(pid)?.state).not.toBe('T');
});

test('a pause that replaces another lasts as long as its own lease, and ends once', async () => {
  await children.pause(number, leaseMs);
  vi.advanceTimersByTime(leaseMs / 2);
  await children.pause(number, leaseMs);
  vi.advanceTimersByTime(leaseMs - 1);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(leaseMs);
  expect(sent).toMatchObject([{ type: 'continued', end: { by: 'lease' } }]);
});
