import type { FaultRequest } from '@temblor/lab/faults/fault';
import { expect, test } from 'vitest';
import type { MonitorStage } from './monitor-stage.ts';
import type { MonitorOptions, MonitorResults } from './play-monitor.ts';
import { playMonitor } from './play-monitor.ts';
import type { Behaviour } from './testing/made-up-targets.ts';
import { failing, madeUpTargets, well } from './testing/made-up-targets.ts';

const plain = (text: string) => text;
const three = { 'image-1': well(100), 'image-2': well(100), 'image-3': well(100) };

/** Plays steps in virtual time; faults are only written down. */
async function play(
  behaviours: Readonly<Record<string, Behaviour>>,
  options: Partial<MonitorOptions>,
  mayBreak = false,
  refused?: string,
): Promise<{ results: MonitorResults; text: string; faults: string[] }> {
  const { surroundings, time, targets, check, sleep } = madeUpTargets(behaviours);
  const printed: string[] = [];
  const faults: string[] = [];
  const inject = async (fault: FaultRequest): Promise<AsyncDisposable> => {
    const name = `${fault.kind} ${Object.values(fault.target).join(' ')}`;
    if (name === refused) throw new Error(`no ${name}`);
    faults.push(name);
    return { [Symbol.asyncDispose]: async () => void faults.push(`end of ${name}`) };
  };
  const stage: MonitorStage = {
    paint: { good: plain, bad: plain, warning: plain, dim: plain, strong: plain },
    signal: new AbortController().signal,
    clock: time,
    targets,
    check,
    inject: mayBreak ? inject : undefined,
    surroundings: (observe) => ({ ...surroundings, observe }),
    print: (text) => void printed.push(text),
    show: () => {},
    sleep,
    until: (durationMs) => {
      const ending = new AbortController();
      time.schedule(durationMs ?? 0, () => ending.abort(new Error('enough')));
      return ending.signal;
    },
  };
  const playing = playMonitor(stage, { steps: [1], watchMs: 1000, latencyMs: 100, intervalMs: 300, ...options });
  if (refused !== undefined) playing.catch((error) => faults.push(String(error)));
  await time.advance(60_000);
  if (refused !== undefined) return { results: {}, text: '', faults };
  return { results: await playing, text: printed.join('\n'), faults };
}

test('the speed-up of the parallel round is measured and printed', async () => {
  const { results, text } = await play(three, { steps: [2] });
  expect(results.parallel).toMatchObject({ sequentialMs: 300, parallelMs: 100, factor: 3 });
  expect(text).toContain('speed-up 3.00 × with 3 targets (medians of 5 rounds each, in turns)');
});

test('the steps are played in order, and each leaves what it found', async () => {
  const { results, text } = await play(three, { steps: [1, 2, 3, 4] });
  expect(Object.keys(results)).toEqual(['sequential', 'parallel', 'guarded', 'continuous']);
  expect(text).toContain('the round took 300 ms: as long as all of its checks together');
  expect(results.continuous?.map(({ state }) => state)).toEqual(['up', 'up', 'up']);
});

test('nothing is broken where nothing may be', async () => {
  expect((await play(three, { steps: [1, 2, 3, 4] })).faults).toEqual([]);
});

test('what is broken is said, and lifted before the next step', async () => {
  const { faults, text } = await play(three, { steps: [2, 3] }, true);
  const delays = ['image-1', 'image-2', 'image-3'].map((id) => `latency ${id}`);
  expect(faults).toEqual([
    ...delays,
    ...delays.toReversed().map((fault) => `end of ${fault}`),
    'intermittent image-2',
    'crash image-3',
    'end of crash image-3',
    'end of intermittent image-2',
  ]);
  expect(text).toContain('the lab adds 100 ms to every answer');
  expect(text).toContain('the lab kills image-3');
});

test('where one fault of several cannot be injected, those before it are lifted', async () => {
  const { faults } = await play(three, { steps: [2] }, true, 'latency image-3');
  expect(faults).toEqual([
    'latency image-1',
    'latency image-2',
    'end of latency image-2',
    'end of latency image-1',
    'Error: no latency image-3',
  ]);
});

test('no latency of 0 ms is added', async () => {
  expect((await play(three, { steps: [1], latencyMs: 0 }, true)).faults).toEqual([]);
});

test('a target that is down is told once when it is found, with the decisions of its circuit', async () => {
  const { results, text } = await play({ a: failing(10) }, { steps: [3, 4] });
  expect(results.guarded?.decisions).toContain('a: circuit opened (3 failures in a row)');
  expect(text.match(/a is down/g)).toHaveLength(1);
  expect(results.continuous?.[0]).toMatchObject({ state: 'down', changes: [{ to: 'down' }] });
});

test('each change of the last step has its time, its cause before its circuit, and how long it lasted', async () => {
  const healing: Behaviour = (asked) =>
    asked > 4 && asked < 9 ? { up: false, afterMs: 10 } : { up: true, afterMs: 10 };
  const { text } = await play({ a: healing, b: failing(10) }, { steps: [4], watchMs: 5000 });
  expect(text).toContain('continuous: each at its own pace, for 5 s');
  expect(text).toMatch(/^ +0\.\d s {2}a is up \(/m);
  expect(text).toMatch(/^ +1\.\d s {2}a is down \(answered 500; circuit open: not asked\)$/m);
  expect(text).toMatch(/^ +\d\.\d s {2}a is up again, after \d\.\d s down \(answered 200\)$/m);
});
