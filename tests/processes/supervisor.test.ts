import { once } from 'node:events';
import { createServer } from 'node:net';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { isRunning, readProcess } from '@temblor/runtime/processes/process-table';
import { describe, expect, test } from 'vitest';
import { stageSupervisors } from './supervisor-fixtures/stage-supervisors.ts';

const { facts, opened, supervise, told, untilTold } = stageSupervisors();
const isAlive = (pid: number | null) => pid !== null && isRunning(readProcess(pid));

describe('starting and stopping', () => {
  test('an instance is started when it passes its health check, and stopped when its process is gone', async () => {
    const instance = await supervise('slow-start');
    expect(instance.view()).toMatchObject({ state: 'stopped', pid: null });
    const starting = instance.start();
    await untilTold('process-started');
    expect(instance.view().state).toBe('starting');
    await starting;
    const { pid, state, url } = instance.view();
    expect(state).toBe('running');
    expect(await (await fetch(`${url}/health`)).json()).toBe('slow-start');
    await instance.stop();
    expect(instance.view()).toMatchObject({ state: 'stopped', pid: null, restarts: 0 });
    expect(isAlive(pid)).toBe(false);
    expect(facts.at(-1)).toMatchObject({ type: 'process-exited', pid, signal: 'SIGTERM', expected: true });
  });

  test('one that ignores SIGTERM is killed after three seconds', async () => {
    const instance = await supervise('stubborn');
    await instance.start();
    const startedMs = performance.now();
    await instance.stop();
    expect(performance.now() - startedMs).toBeGreaterThan(2900);
    expect(facts.at(-1)).toMatchObject({ signal: 'SIGKILL', expected: true });
  });

  test('a stop during the start ends the process and tells whoever waits for the start', async () => {
    const instance = await supervise('never-ready');
    const starting = instance.start();
    const outcome = expect(starting).rejects.toMatchObject({ code: 'instance-stopped' });
    await untilTold('process-started');
    const { pid } = instance.view();
    await Promise.all([instance.stop(), instance.stop()]);
    await outcome;
    expect(isAlive(pid)).toBe(false);
    expect(told()).toEqual(['process-started', 'process-exited']);
  });

  test('a stop at the very moment of the start leaves no process', async () => {
    const instance = await supervise('good');
    const outcome = expect(instance.start()).rejects.toMatchObject({ code: 'instance-stopped' });
    await instance.stop();
    await outcome;
    expect(instance.view().state).toBe('stopped');
    expect(told().filter((type) => type === 'process-started').length).toBe(
      told().filter((type) => type === 'process-exited').length,
    );
  });

  test('a start during a stop begins anew, and a restart gives another process', async () => {
    const instance = await supervise('good');
    await instance.start();
    const first = instance.view().pid;
    const stopping = instance.stop();
    await instance.start();
    await stopping;
    const second = instance.view().pid;
    expect(second).not.toBe(first);
    await instance.restart();
    expect(instance.view()).toMatchObject({ state: 'running', restarts: 2 });
    expect(instance.view().pid).not.toBe(second);
  });
});

describe('not becoming ready', () => {
  test('one that exits at once is given up after five attempts, with what it printed', async () => {
    const instance = await supervise('broken');
    await expect(instance.start()).rejects.toMatchObject({
      code: 'instance-not-ready',
      message: expect.stringContaining('cannot open the file of settings'),
    });
    expect(instance.view().state).toBe('abandoned');
    expect(told().filter((type) => type === 'process-started')).toHaveLength(5);
    expect(facts.at(-1)).toMatchObject({ type: 'process-abandoned' });
    const trouble = 'it exited 5 times within 10 s without passing its health check; it printed: cannot open the file';
    expect(instance.view().trouble).toContain(trouble);
    await instance.stop();
    expect(instance.view().state).toBe('stopped');
  });

  test.each([
    ['misused', 64],
    ['misconfigured', 78],
  ])('one that is %s says so once, and is given up at once', async (behaviour, code) => {
    const instance = await supervise(behaviour);
    const failure = await instance.start().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: expect.stringContaining(`ended with exit code ${code}`),
      hint: 'mend what keeps it from starting, and try again',
    });
    expect(String(failure).split('no such setting')).toHaveLength(2);
    expect(told()).toEqual(['process-started', 'process-exited', 'process-abandoned']);
  });

  test('one that was up before is told with where to read what it printed', async () => {
    const instance = await supervise('good');
    await instance.start();
    await instance.stop();
    const inItsWay = createServer((socket) => socket.destroy()).listen(instance.view().port, '127.0.0.1');
    opened().defer(() => void inItsWay.close());
    await once(inItsWay, 'listening');
    await expect(instance.start()).rejects.toMatchObject({
      hint: 'see all of it: temblor logs good --system test-2',
    });
  });

  test('one that answers the wrong status in all its time is killed and given up', async () => {
    const instance = await supervise('never-ready', { readyWithinMs: 400 });
    await expect(instance.start()).rejects.toThrow('not ready within 400 ms');
    expect(told()).toEqual(['process-started', 'process-exited', 'process-abandoned']);
  });

  test('one that is not to be restarted fails with its first exit', async () => {
    const instance = await supervise('broken', { restart: false });
    await expect(instance.start()).rejects.toThrow('ended with code 7');
    expect(told()).toEqual(['process-started', 'process-exited']);
    expect(instance.view().state).toBe('down');
  });

  test('a program that is not there is given up at once', async () => {
    const instance = await supervise('good', { file: 'no-such-program' });
    await expect(instance.start()).rejects.toMatchObject({ code: 'spawn-failed' });
    expect(told()).toEqual(['process-abandoned']);
  });
});

describe('exits and crashes', () => {
  test('one that exits by itself is started again, the second time after a delay', async () => {
    const instance = await supervise('short-lived');
    await instance.start();
    await untilTold('process-ready', 3);
    const exits = facts.filter(({ type }) => type === 'process-exited');
    const starts = facts.filter(({ type }) => type === 'process-started');
    const delaysMs = exits.map(({ atUs }, index) => ((starts[index + 1]?.atUs ?? 0) - atUs) / 1000);
    expect(delaysMs[1]).toBeGreaterThanOrEqual(100);
    expect(exits[0]).toMatchObject({ code: 1, expected: false });
    expect(instance.view().trouble).toMatch(/^it ended \d+ times within \d+ s, at last with exit code 1$/);
  });

  test('a crashed instance stays down for the hold and is started when it is over', async () => {
    const instance = await supervise('good');
    await instance.start();
    const crashedUs = monotonicClock.nowUs();
    const exit = await instance.crash(500);
    expect(exit).toMatchObject({ kind: 'killed', signal: 'SIGKILL' });
    await untilTold('process-exited');
    expect(instance.view()).toMatchObject({ state: 'down', pid: null });
    expect(await instance.crash(10)).toBeUndefined();
    const again = await untilTold('process-started', 2);
    const heldMs = ((again?.atUs ?? 0) - crashedUs) / 1000;
    expect(heldMs).toBeGreaterThanOrEqual(500);
    await untilTold('process-ready', 2);
    expect(facts.find(({ type }) => type === 'process-exited')).toMatchObject({ expected: true });
  });

  test('the hold can be ended early, and with hold 0 the instance is back at once, many times', async () => {
    const instance = await supervise('good');
    await instance.start();
    await instance.crash(60_000);
    instance.endHold();
    await untilTold('process-ready', 2);
    for (let round = 3; round < 10; round += 1) {
      await instance.crash(0);
      await untilTold('process-ready', round);
    }
    expect(instance.view().state).toBe('running');
  });

  test('a crash during the start is a crash: held, then started, and the start succeeds', async () => {
    const instance = await supervise('slow-start');
    const starting = instance.start();
    await new Promise((resolve) => setImmediate(resolve)); // the guardian is asked, and has not answered
    expect(await instance.crash(300)).toMatchObject({ signal: 'SIGKILL' });
    await starting;
    expect(told()).toEqual(['process-started', 'process-exited', 'process-started', 'process-ready']);
    expect(instance.view()).toMatchObject({ state: 'running', restarts: 1 });
  });

  test('a stop during the hold ends it: nothing is started any more', async () => {
    const instance = await supervise('good');
    await instance.start();
    await instance.crash(200);
    await instance.stop();
    expect(instance.view().state).toBe('stopped');
    await instance.start();
    expect(told().slice(-2)).toEqual(['process-started', 'process-ready']);
  });

  test('one that is not to be restarted stays down after a crash', async () => {
    const instance = await supervise('good', { restart: false });
    await instance.start();
    await instance.crash(0);
    await untilTold('process-exited');
    expect(instance.view().state).toBe('down');
  });
});

describe('pausing', () => {
  test('a paused instance runs again when its lease is over, without a restart', async () => {
    const instance = await supervise('good');
    await instance.start();
    const leaseMs = 300;
    const pause = await instance.pause(leaseMs);
    expect(instance.view().state).toBe('paused');
    const end = await pause?.continued;
    expect(end?.by).toBe('lease');
    expect(((end?.atUs ?? 0) - (pause?.stoppedAtUs ?? 0)) / 1000).toBeLessThan(20 * leaseMs);
    expect(instance.view().state).toBe('running');
    expect(told()).toEqual(['process-started', 'process-ready']);
  });

  test('a pause can be ended early; a crash, a stop or a restart during it is not held up', async () => {
    const instance = await supervise('good');
    await instance.start();
    const pause = await instance.pause(60_000);
    await instance.resume();
    await pause?.continued;
    expect(instance.view().state).toBe('running');

    await instance.pause(60_000);
    expect(await instance.crash(0)).toMatchObject({ signal: 'SIGKILL' });
    await untilTold('process-ready', 2);
    expect(instance.view().state).toBe('running');

    await instance.pause(60_000);
    await instance.stop();
    // It was let go on to end by itself: held up, it would have been killed.
    expect(facts.at(-1)).toMatchObject({ type: 'process-exited', signal: 'SIGTERM', expected: true });
    expect(await instance.pause(1000)).toBeUndefined();
  });

  test('a pause during the start delays it', async () => {
    const instance = await supervise('slow-start');
    const starting = instance.start();
    await untilTold('process-started');
    const pause = await instance.pause(600);
    expect(instance.view().state).toBe('paused');
    await pause?.continued;
    expect(instance.view().state).toBe('starting');
    await starting;
    expect(instance.view().state).toBe('running');
  });
});
