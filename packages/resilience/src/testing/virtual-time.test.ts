import { describe, expect, test } from 'vitest';
import { VirtualTime } from './virtual-time.ts';

describe('VirtualTime', () => {
  test('fires timers by due time, those of one time in the order they were set', async () => {
    const time = new VirtualTime(100);
    const fired: string[] = [];
    time.schedule(20, () => fired.push(`late ${time.nowMs()}`));
    time.schedule(10, () => fired.push(`first ${time.nowMs()}`));
    time.schedule(10, () => fired.push(`second ${time.nowMs()}`));
    await time.advance(15);
    expect(fired).toEqual(['first 110', 'second 110']);
    expect([time.nowMs(), time.pendingTimers, time.nextDueMs]).toEqual([115, 1, 120]);
    await time.advance(5);
    expect(fired).toEqual(['first 110', 'second 110', 'late 120']);
  });

  test('fires what a timer, or a promise that it settled, sets within the time that passes', async () => {
    const time = new VirtualTime();
    const fired: number[] = [];
    const again = async () => {
      await Promise.resolve();
      fired.push(time.nowMs());
      time.schedule(10, () => void again());
    };
    time.schedule(10, () => void again());
    await time.advance(35);
    expect(fired).toEqual([10, 20, 30]);
  });

  test('does not fire a timer that was taken back', () => {
    const time = new VirtualTime();
    const cancel = time.schedule(1, () => expect.unreachable());
    cancel();
    cancel();
    time.advanceAtOnce(10);
    expect([time.pendingTimers, time.scheduledTimers]).toEqual([0, 1]);
  });
});
