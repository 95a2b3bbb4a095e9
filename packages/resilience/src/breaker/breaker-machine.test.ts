import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import type { BreakerRules } from './breaker-machine.ts';
import { BreakerMachine, rejected } from './breaker-machine.ts';
import { consecutive } from './trip-rule.ts';

const rules: BreakerRules = {
  trip: consecutive(2),
  openMs: 100,
  openBackoff: { factor: 2, maxMs: 500 },
  openJitter: 0,
  probes: 1,
  successesToClose: 1,
  probeTimeoutMs: 50,
  rampMs: 0,
  rampFromShare: 0.1,
};
const random = seededRandom(1);

function openMachine(changed: Partial<BreakerRules> = {}): BreakerMachine {
  const machine = new BreakerMachine({ ...rules, ...changed });
  machine.open('for the test', 0, random);
  return machine;
}

describe('BreakerMachine', () => {
  test('opens by its rule, is asked again after its time, and closes by a probe', () => {
    const machine = new BreakerMachine(rules);
    const [first, second] = [machine.admit(0, random), machine.admit(0, random)];
    expect(machine.settle(first, 'failure', 10, random)).toBeUndefined();
    expect(machine.settle(second, 'failure', 20, random)).toEqual({ kind: 'opened', reason: '2 failures in a row' });
    expect(machine.state).toEqual({ kind: 'open', sinceMs: 20, untilMs: 120, reason: '2 failures in a row' });
    expect([machine.admitFreely(), machine.admit(119, random), machine.retryAfterMs(119)]).toEqual([0, 0, 1]);
    const probe = machine.admit(120, random);
    expect([probe < 0, machine.state.kind, machine.admit(120, random)]).toEqual([true, 'half-open', rejected]);
    expect(machine.settle(probe, 'success', 130, random)).toEqual({ kind: 'closed' });
    expect(machine.admitFreely()).toBeGreaterThan(0);
  });

  test('lets a probe out before its time where there is news, and opens for longer if that fails', () => {
    const machine = openMachine();
    machine.endOpenTime(30);
    expect(machine.retryAfterMs(30)).toBe(0);
    const probe = machine.admit(30, random);
    machine.endOpenTime(31);
    expect([probe < 0, machine.state.kind, machine.admit(31, random)]).toEqual([true, 'half-open', rejected]);
    machine.settle(probe, 'failure', 40, random);
    expect(machine.retryAfterMs(40)).toBe(200);
  });

  test('news does not close a breaker, nor put off its time', () => {
    const machine = openMachine();
    machine.endOpenTime(400);
    expect(machine.state).toMatchObject({ kind: 'open', untilMs: 100 });
    const closed = new BreakerMachine(rules);
    closed.endOpenTime(0);
    expect(closed.state.kind).toBe('closed');
  });

  test('does not open by one failure', () => {
    const machine = new BreakerMachine(rules);
    const admission = machine.admitFreely();
    machine.settle(admission, 'failure', 0, random);
    expect(machine.state.kind).toBe('closed');
  });

  test('does not open by one failure after it has closed again', () => {
    const machine = new BreakerMachine(rules);
    for (let call = 0; call < 2; call += 1) machine.settle(machine.admitFreely(), 'failure', 0, random);
    machine.settle(machine.admit(100, random), 'success', 100, random);
    machine.settle(machine.admitFreely(), 'failure', 110, random);
    expect(machine.state.kind).toBe('closed');
  });

  test('wants all its successes anew after a probe has failed', () => {
    const machine = openMachine({ successesToClose: 2 });
    machine.settle(machine.admit(100, random), 'success', 100, random);
    machine.settle(machine.admit(100, random), 'failure', 100, random);
    machine.settle(machine.admit(300, random), 'success', 300, random);
    expect(machine.state.kind).toBe('half-open');
  });

  test('takes nothing from what does not concern the dependency', () => {
    const machine = new BreakerMachine(rules);
    for (const verdict of ['failure', 'ignored', 'ignored', 'failure'] as const) {
      machine.settle(machine.admitFreely(), verdict, 0, random);
    }
    expect(machine.state.kind).toBe('open');
  });

  test('a stale success does not close it', () => {
    const machine = new BreakerMachine(rules);
    const stale = machine.admitFreely();
    machine.open('for the test', 0, random);
    machine.settle(stale, 'success', 10, random);
    expect(machine.state.kind).toBe('open');
    const probe = machine.admit(100, random);
    machine.settle(stale, 'success', 110, random);
    expect([machine.state.kind, machine.admit(110, random)]).toEqual(['half-open', rejected]);
    machine.settle(probe, 'failure', 120, random);
    expect(machine.settle(probe, 'success', 130, random)).toBeUndefined();
    expect(machine.state.kind).toBe('open');
  });

  test('a stale failure does not open it, nor count in what is closed again', () => {
    const machine = new BreakerMachine(rules);
    const stale = [machine.admitFreely(), machine.admitFreely(), machine.admitFreely()];
    machine.open('for the test', 0, random);
    const probe = machine.admit(100, random);
    machine.settle(stale[0] ?? 0, 'failure', 105, random);
    expect(machine.state.kind).toBe('half-open');
    machine.settle(probe, 'success', 110, random);
    for (const admission of stale) machine.settle(admission, 'failure', 120, random);
    expect(machine.state.kind).toBe('closed');
    machine.settle(machine.admitFreely(), 'failure', 130, random);
    expect(machine.state.kind).toBe('closed');
  });

  test('waits for as many successes as it wants, with no more probes out than allowed', () => {
    const machine = openMachine({ probes: 2, successesToClose: 3 });
    const probes = [machine.admit(100, random), machine.admit(100, random), machine.admit(100, random)];
    expect(probes[2]).toBe(rejected);
    machine.settle(probes[0] ?? 0, 'success', 110, random);
    machine.settle(probes[1] ?? 0, 'success', 110, random);
    expect(machine.state.kind).toBe('half-open');
    const third = machine.admit(110, random);
    expect(machine.settle(third, 'success', 120, random)).toEqual({ kind: 'closed' });
  });

  test('gives the place of a probe that says nothing, or never ends, to another', () => {
    const machine = openMachine();
    const first = machine.admit(100, random);
    machine.settle(first, 'ignored', 110, random);
    const second = machine.admit(110, random);
    expect([machine.admit(159, random), machine.probesOut]).toEqual([rejected, 1]);
    const third = machine.admit(160, random);
    expect([third < 0, machine.probesOut]).toEqual([true, 1]);
    expect(machine.settle(second, 'failure', 170, random)).toBeUndefined();
    expect(machine.settle(third, 'success', 180, random)).toEqual({ kind: 'closed' });
  });

  test('stays open longer each time a probe fails, and forgets that once it was closed for as long', () => {
    const machine = openMachine();
    const openTimes: number[] = [];
    let nowMs = 0;
    const failProbe = () => {
      nowMs += machine.retryAfterMs(nowMs) ?? 0;
      machine.settle(machine.admit(nowMs, random), 'failure', nowMs, random);
      openTimes.push(machine.retryAfterMs(nowMs) ?? 0);
    };
    failProbe();
    failProbe();
    failProbe();
    expect(openTimes).toEqual([200, 400, 500]);
    nowMs += 500;
    machine.settle(machine.admit(nowMs, random), 'success', nowMs, random);
    machine.open('soon again', nowMs + 499, random);
    expect(machine.retryAfterMs(nowMs + 499)).toBe(500);
    nowMs += 999;
    machine.settle(machine.admit(nowMs, random), 'success', nowMs, random);
    machine.open('much later', nowMs + 500, random);
    expect(machine.retryAfterMs(nowMs + 500)).toBe(100);
  });

  test('takes by chance up to the share of its jitter from the open time', () => {
    const times = Array.from({ length: 200 }, () => openMachine({ openJitter: 0.5 }).retryAfterMs(0) ?? 0);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...times)).toBeLessThanOrEqual(100);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(40);
  });

  test('admits a growing share after closing', () => {
    const machine = openMachine({ rampMs: 1000 });
    machine.settle(machine.admit(100, random), 'success', 100, random);
    const shareAt = (nowMs: number) => {
      let admitted = 0;
      for (let call = 0; call < 2000; call += 1) if (machine.admit(nowMs, random) !== rejected) admitted += 1;
      return admitted / 2000;
    };
    expect(machine.admitFreely()).toBe(rejected);
    expect([shareAt(100), shareAt(600), shareAt(1000)].map((share) => Math.round(share * 10) / 10)).toEqual([
      0.1, 0.6, 0.9,
    ]);
    expect(shareAt(1100)).toBe(1);
    expect(machine.admitFreely()).toBeGreaterThan(0);
  });

  test('opens while it ramps up', () => {
    const machine = openMachine({ rampMs: 1000 });
    machine.settle(machine.admit(100, random), 'success', 100, random);
    const admitted: number[] = [];
    while (admitted.length < 2) {
      const admission = machine.admit(300, random);
      if (admission !== rejected) admitted.push(admission);
    }
    for (const admission of admitted) machine.settle(admission, 'failure', 310, random);
    expect(machine.state.kind).toBe('open');
  });

  test('stays isolated until it is reset', () => {
    const machine = new BreakerMachine(rules);
    const stale = machine.admitFreely();
    machine.isolate(0);
    machine.settle(stale, 'success', 10, random);
    expect([machine.admit(1e9, random), machine.retryAfterMs(1e9)]).toEqual([rejected, undefined]);
    machine.reset(2e9);
    expect(machine.admitFreely()).toBeGreaterThan(0);
  });
});
