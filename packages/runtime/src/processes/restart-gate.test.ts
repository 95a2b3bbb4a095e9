import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { RestartGate } from './restart-gate.ts';

let nowMs = 0;
let gate: RestartGate;

beforeEach(() => {
  nowMs = 0;
  gate = new RestartGate({ nowUs: () => nowMs * 1000 });
});

/** Whether a start passes the gate at once. */
async function isOpen(): Promise<boolean> {
  const leaving = new AbortController();
  const passed = await Promise.race([gate.passed(leaving.signal), turn('closed')]);
  leaving.abort();
  return passed === true;
}

async function openMoments(...momentsMs: readonly number[]): Promise<boolean[]> {
  const open: boolean[] = [];
  for (const momentMs of momentsMs) {
    nowMs = momentMs;
    open.push(await isOpen());
  }
  return open;
}

describe('the gate before a restart', () => {
  test('is open where the delay is none, and else when the delay is over', async () => {
    gate.delayFor(0);
    expect(await isOpen()).toBe(true);
    gate.delayFor(100);
    expect(await openMoments(0, 99, 100)).toEqual([false, false, true]);
  });

  test('is closed for a hold, which a shorter one does not shorten, and a delay neither', async () => {
    gate.holdFor(500);
    gate.holdFor(10);
    gate.delayFor(100);
    expect(await openMoments(100, 499, 500)).toEqual([false, false, true]);
  });

  test('opens for who waits when the hold is ended early, though not before the delay is over', async () => {
    gate.holdFor(60_000);
    const waiting = gate.passed(new AbortController().signal);
    gate.endHold();
    expect(await waiting).toBe(true);
    gate.holdFor(60_000);
    gate.delayFor(100);
    gate.endHold();
    expect(await openMoments(0, 100)).toEqual([false, true]);
  });

  test('lets nobody through who was told to give up', async () => {
    gate.holdFor(60_000);
    const leaving = new AbortController();
    const waiting = gate.passed(leaving.signal);
    leaving.abort();
    expect(await waiting).toBe(false);
  });
});
