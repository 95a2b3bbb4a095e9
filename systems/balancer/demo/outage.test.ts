import type { JournalEvent } from '@temblor/lab/journal/event';
import { describe, expect, test } from 'vitest';
import { playFaultTolerance } from './fault-tolerance.ts';
import { readOutage, timesOf } from './outage.ts';
import { OutageWatch } from './outage-watch.ts';
import { at, FakeStage } from './testing/fake-stage.ts';

const replicas = ['image-1', 'image-2', 'image-3'];
const latency = { count: 1, meanMs: 1, p50Ms: 1, p95Ms: 2, p99Ms: 7, maxMs: 9 };

const exited = (atMs: number, instance = 'image-2') =>
  at(atMs, { type: 'process-exited', instance, pid: 102, code: null, signal: 'SIGKILL', expected: false });
const ready = (atMs: number, instance = 'image-2') =>
  at(atMs, { type: 'process-ready', instance, pid: 202, durationMs: 500 });
const turned = (atMs: number, type: 'instance-off' | 'instance-on', instance = 'image-2') =>
  at(atMs, { type, instance, by: 'balancer', detector: 'passive', reason: 'ECONNRESET' });
const applied = (atMs: number, instance = 'image-2') =>
  at(atMs, {
    type: 'fault-applied',
    fault: 'f1',
    kind: 'crash',
    target: { instance },
    parameters: {},
    durationMs: 2000,
  });
const confirmed = (atMs: number, effectAtMs: number) =>
  at(atMs, { type: 'fault-confirmed', fault: 'f1', evidence: 'SIGKILL', effectAtUs: effectAtMs * 1000 });
const balancerWindow = (atMs: number, requests = 500) =>
  at(atMs, {
    type: 'balancer-window',
    instance: 'balancer',
    startUs: 0,
    endUs: 1,
    strategy: 'random',
    panic: false,
    requests,
    failures: 0,
    refused: 0,
    retries: 0,
    hedges: 0,
    replicas: [],
  });
const loadStarted = at(0, { type: 'load-started', ratePerSecond: 500, seed: 1 });
const loadWindow = (atMs: number, ok: number, failed = 0, unknown = 0) =>
  at(atMs, {
    type: 'load-window',
    startUs: 0,
    endUs: 1,
    intended: ok,
    sent: ok,
    ok,
    failed,
    unknown,
    byStatus: {},
    byName: {},
    corrected: latency,
    uncorrected: latency,
    correctedHistogram: '',
    uncorrectedHistogram: '',
    maxLagMs: 0,
  });
const loadFinished = (atMs: number, valid = true) =>
  at(atMs, { type: 'load-finished', intended: 1, sent: 1, valid, reason: valid ? '' : 'too busy' });

const crash = [applied(99), confirmed(103, 100), exited(102), turned(140, 'instance-off')];

describe('an outage', () => {
  test('by the lab counts from the evidence of its fault', () => {
    const outage = readOutage([...crash, ready(2600), turned(2700, 'instance-on')], replicas);
    expect(outage).toMatchObject({ replica: 'image-2', diedAtUs: 100_000, ready: { pid: 202 } });
    expect(outage && timesOf(outage)).toEqual({ foundAfterMs: 40, downForMs: 2500, backAfterReadyMs: 100 });
  });

  test('by somebody else counts from when its end was seen, and the balancer may be earlier', () => {
    const outage = readOutage(
      [turned(95, 'instance-off'), exited(100), ready(600), turned(550, 'instance-on')],
      replicas,
    );
    expect(outage && timesOf(outage)).toEqual({ foundAfterMs: 0, downForMs: 500, backAfterReadyMs: 0 });
  });

  test('of a paused replica has no death', () => {
    const outage = readOutage([turned(95, 'instance-off')], replicas);
    expect(outage).toMatchObject({ replica: 'image-2', diedAtUs: null, ready: null, backAtUs: null });
    expect(outage && timesOf(outage)).toEqual({ foundAfterMs: null, downForMs: null, backAfterReadyMs: null });
  });

  test('is not mistaken for an earlier false alarm about the same replica, nor about another', () => {
    const alarm = [turned(10, 'instance-off'), turned(60, 'instance-on')];
    const other = [turned(3990, 'instance-off', 'image-1'), turned(4040, 'instance-on', 'image-1')];
    const facts = [...alarm, ...other, exited(4000), turned(4030, 'instance-off')];
    expect(readOutage(facts, replicas)).toMatchObject({
      replica: 'image-2',
      found: { atUs: 4_030_000 },
      backAtUs: null,
    });
  });

  test('is none where nothing happened', () => {
    expect(readOutage([balancerWindow(1)], replicas)).toBeUndefined();
  });
});

/** What the watch wished for, by the time of the event. */
function wishesOf(events: readonly JournalEvent[], watch = new OutageWatch(replicas, 60_000)) {
  const wishes = events.map((event) => [event.atUs / 1000, watch.observe(event)] as const);
  return { wishes: wishes.filter(([, wish]) => wish !== 'go-on'), summary: watch.summary() };
}

const steady = [loadStarted, balancerWindow(10), balancerWindow(20)];

describe('the watch', () => {
  test('breaks something after two seconds under load, and ends the load two seconds after it is back', () => {
    const facts = [...crash, ready(2600), turned(2700, 'instance-on')];
    const after = [balancerWindow(3000), balancerWindow(4000), loadFinished(4100)];
    expect(wishesOf([balancerWindow(1), ...steady, ...facts, ...after]).wishes).toEqual([
      [20, 'break-replica'],
      [4000, 'end-load'],
      [4100, 'leave'],
    ]);
  });

  test('adds up what the clients saw; time-outs are errors to them, too', () => {
    const { clients } = wishesOf([...steady, loadWindow(1000, 500), loadWindow(2000, 480, 3, 1)]).summary;
    expect(clients).toEqual({ ok: 980, failed: 3, unknown: 1, worstP99Ms: 7 });
  });

  test('shows an error once, whether the balancer or its clients tell it first', () => {
    const watch = new OutageWatch(replicas, 60_000);
    const shown = (failures: number, toldByClients: number) => {
      watch.observe(loadWindow(1, 10, toldByClients));
      const window = balancerWindow(2);
      return window.type === 'balancer-window' ? watch.errorsOf({ ...window, failures }) : undefined;
    };
    expect([shown(3, 0), shown(0, 3), shown(0, 0), shown(0, 5), shown(2, 4)]).toEqual([3, 0, 0, 5, 4]);
  });

  test('ends the load where nothing comes back in time, and leaves where the load does not end', () => {
    const { wishes } = wishesOf([...steady, ...crash, balancerWindow(60_021), balancerWindow(70_022)]);
    expect(wishes.slice(1)).toEqual([
      [60_021, 'end-load'],
      [70_022, 'leave'],
    ]);
  });

  test('forgets a false alarm: the replica that somebody kills later is the one', () => {
    const alarm = [turned(100, 'instance-off', 'image-1'), turned(300, 'instance-on', 'image-1')];
    const { wishes, summary } = wishesOf([
      ...steady,
      ...alarm,
      balancerWindow(1000),
      balancerWindow(2000),
      exited(5000),
    ]);
    expect(wishes).toEqual([[20, 'break-replica']]);
    expect(summary.outage?.replica).toBe('image-2');
  });

  test('takes a replica that was stopped by hand for an outage', () => {
    const paused = [turned(100, 'instance-off'), turned(4000, 'instance-on')];
    const { wishes } = wishesOf([...steady, ...paused, balancerWindow(5000), balancerWindow(6000)]);
    expect(wishes.at(-1)).toEqual([6000, 'end-load']);
  });

  test('a load that did not keep its rate is not valid', () => {
    expect(wishesOf([...steady, loadFinished(30, false)]).summary.invalid).toBe('too busy');
    expect(wishesOf([...steady, loadFinished(30)]).summary.invalid).toBeNull();
    expect(wishesOf(steady).summary.invalid).not.toBeNull();
  });
});

describe('the demonstration', () => {
  const play = [...steady, ...crash, ready(2600), turned(2700, 'instance-on'), balancerWindow(3000)];
  const whole = [...play, balancerWindow(4000), loadWindow(4050, 2000), loadFinished(4100)];

  test('has the lab kill the second replica where nobody chooses', async () => {
    const stage = new FakeStage();
    stage.journal = whole;
    const { outage, clients } = await playFaultTolerance(stage, 500);
    expect(stage.done).toEqual(['load 500', 'kill image-2 2000', 'end load', 'end load']);
    expect(outage).toMatchObject({ replica: 'image-2', foundAfterMs: 40 });
    expect(clients.ok).toBe(2000);
    const text = stage.printed.join('\n');
    expect(text).toContain('2000 of 2000 requests answered, 0 errors seen by clients');
    expect(text).toContain('out of rotation (passive: ECONNRESET) 40.0 ms after it died');
    expect(text).toContain('back in rotation 100 ms after it was ready');
  });

  test('lets a person choose, and asks again where the answer is none', async () => {
    const stage = new FakeStage().typing('9', '3');
    stage.journal = whole;
    await playFaultTolerance(stage, 500);
    expect(stage.done).toContain('kill image-3 2000');
    expect(stage.printed).toContain("  '9' is none of them.");
  });

  test('lets a person kill one: the lab does nothing, and the pids are shown', async () => {
    const stage = new FakeStage().typing('k');
    stage.journal = whole;
    await playFaultTolerance(stage, 500);
    expect(stage.done).toEqual(['load 500', 'end load', 'end load']);
    expect(stage.printed).toContain('    kill -9 102');
  });

  test('tells that the balancer was down, and counts the errors of that time in the line of the next second', async () => {
    const stage = new FakeStage();
    const down = [exited(500, 'balancer'), loadWindow(1000, 0, 0, 336), ready(1500, 'balancer'), balancerWindow(2000)];
    const dead = [...steady, applied(99), exited(102), ...down, balancerWindow(3000), balancerWindow(16_000)];
    stage.journal = [...dead, loadWindow(16_050, 2000), loadFinished(16_100)];
    const { balancerDeaths, outage } = await playFaultTolerance(stage, 500);
    expect({ balancerDeaths, found: outage?.found }).toEqual({ balancerDeaths: 1, found: null });
    const seconds = stage.printed.filter((line) => line.includes(' answered, ') && !line.includes('requests answered'));
    expect(seconds.map((line) => line.match(/\d+ errors/)?.[0])).toEqual([
      ...['0 errors', '0 errors', '336 errors', '0 errors', '0 errors'],
    ]);
    const text = stage.printed.join('\n');
    expect(text).toContain('2000 of 2336 requests answered, 336 errors seen by clients');
    expect(text).toContain('The balancer itself was down');
    expect(text).toContain('image-2 died; whether it was taken out of rotation is not known');
    expect(text).not.toContain('was not taken out');
  });

  test('ends the load too where the lab is gone', async () => {
    const stage = new FakeStage();
    stage.journal = steady;
    await expect(playFaultTolerance(stage, 500)).rejects.toMatchObject({ code: 'journal-lost' });
    expect(stage.done.at(-1)).toBe('end load');
  });
});
