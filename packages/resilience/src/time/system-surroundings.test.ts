import { expect, test, vi } from 'vitest';
import { bulkhead } from '../bulkhead/bulkhead.ts';
import { pipeline } from '../pipeline/pipeline.ts';
import { systemSurroundings } from './system-surroundings.ts';

test('a listener that throws keeps no slot and no call, and what it threw is reported', async () => {
  const reported: unknown[] = [];
  const queued = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((report) => {
    try {
      report();
    } catch (error) {
      reported.push(error);
    }
  });
  try {
    const fault = new Error('an unknown label');
    const surroundings = systemSurroundings(() => {
      throw fault;
    });
    const one = pipeline(bulkhead({ name: 'one', limit: 1, queueLimit: 1 }, surroundings));
    const answers = await Promise.all([one.execute(async () => 1), one.execute(async () => 2)]);
    expect([answers, reported]).toEqual([[1, 2], [fault]]);
  } finally {
    queued.mockRestore();
  }
});
