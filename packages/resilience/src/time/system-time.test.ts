import { expect, test } from 'vitest';
import { systemTime } from './system-time.ts';

/** Timers that keep this process alive. */
function keptTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

test('an alarm calls back, each time that it is set', async () => {
  let heard: (() => void) | undefined;
  const alarm = systemTime.alarm(() => heard?.());
  for (let round = 0; round < 2; round += 1) {
    await new Promise<void>((resolve) => {
      heard = resolve;
      alarm.set(1);
    });
  }
});

test('an alarm keeps the process alive only while it is needed, and forgets what it was set to before', () => {
  const before = keptTimers();
  const alarm = systemTime.alarm(() => expect.unreachable());
  alarm.set(600_000);
  alarm.set(600_000);
  expect(keptTimers() - before).toBe(1);
  alarm.keepAlive(false);
  expect(keptTimers() - before).toBe(0);
  alarm.keepAlive(true);
  expect(keptTimers() - before).toBe(1);
  alarm.keepAlive(false);
});

test('a wait of more than 25 days does not end at once, and can be taken back', () => {
  const before = keptTimers();
  const cancel = systemTime.schedule(Number.POSITIVE_INFINITY, () => expect.unreachable());
  expect(keptTimers() - before).toBe(1);
  cancel();
  expect(keptTimers() - before).toBe(0);
});

test('time does not go back', () => {
  const nowMs = systemTime.nowMs();
  expect(systemTime.nowMs()).toBeGreaterThanOrEqual(nowMs);
});
