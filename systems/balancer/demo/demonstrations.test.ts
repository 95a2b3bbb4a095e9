import { describe, expect, test } from 'vitest';
import { readAnswerer } from './ask-balancer.ts';
import { figuresOf } from './closed-loop.ts';
import { playConcurrency } from './concurrency.ts';
import { playDistribution } from './distribution.ts';
import { bar } from './drawing.ts';
import { loadSpread } from './load-spread.ts';
import { playStatistics } from './statistics.ts';
import { FakeStage } from './testing/fake-stage.ts';
import { compare } from './unequal-requests.ts';

describe('distribution', () => {
  test('nine requests are asked under round robin, and the strategy from before is put back', async () => {
    const stage = new FakeStage();
    const { answers, counts } = await playDistribution(stage);
    expect(answers.map(({ port }) => port)).toEqual([8001, 8002, 8003, 8001, 8002, 8003, 8001, 8002, 8003]);
    expect(counts).toEqual({ 'image-1': 3, 'image-2': 3, 'image-3': 3 });
    expect(stage.done).toEqual(['strategy round-robin', 'strategy least-connections']);
    expect(stage.printed.join('\n')).toContain('8001 → 8002 → 8003 → 8001');
  });

  test('the strategy is put back too where a request fails, or somebody leaves', async () => {
    const stage = new FakeStage();
    stage.instead = ({ path }) => {
      if (path !== '/whoami') return undefined;
      stage.leaving.abort(new Error('left'));
      return { kind: 'aborted' };
    };
    await expect(playDistribution(stage)).rejects.toThrow('left');
    expect(stage.strategy).toBe('least-connections');
  });

  test('a refusal is told in the words of the balancer', async () => {
    const stage = new FakeStage();
    const body = { detail: 'No replica is left.', hint: 'Start one.' };
    stage.instead = ({ path }) => (path === '/whoami' ? { kind: 'answered', status: 503, body } : undefined);
    await expect(playDistribution(stage)).rejects.toThrow('answered 503: No replica is left. Start one.');
  });

  test('a replica that does not come into rotation is not waited for without end', async () => {
    const stage = new FakeStage();
    stage.state = 'down';
    await playDistribution(stage);
    expect(stage.printed.join('\n')).toContain('not every replica is in rotation');
  });
});

describe('concurrency', () => {
  test('throughput and answers of each replica, and both strategies under the same requests', async () => {
    const stage = new FakeStage();
    const asked: string[][] = [];
    stage.instead = ({ method, path }) => {
      if (method === 'PUT' || path === '/_lb/strategies') asked.push([]);
      else if (!path.startsWith('/_lb/')) asked.at(-1)?.push(path);
      return undefined;
    };
    const { whoami, answers, unequal } = await playConcurrency(stage);
    expect(whoami.failures).toBe(0);
    expect(Object.values(answers).reduce((sum, count) => sum + count, 0)).toBe(whoami.requests);
    expect(unequal.map(({ strategy, busiestOverMean }) => [strategy, busiestOverMean])).toEqual([
      ['round-robin', 3],
      ['least-connections', 1],
    ]);
    const [first = [], second = []] = asked.filter((paths) => paths.length > 0);
    const both = Math.min(first.length, second.length);
    expect(first.slice(0, both)).toEqual(second.slice(0, both));
    expect(first.some((path) => path.startsWith('/images/'))).toBe(true);
    expect(stage.strategy).toBe('least-connections');
  });

  test('images are painted on every replica before anything is measured', async () => {
    const stage = new FakeStage();
    await playConcurrency(stage);
    const warmed = stage.done.filter((line) => line.startsWith('ask '));
    expect(new Set(warmed.map((line) => line.split(' ')[1]))).toEqual(new Set(['image-1', 'image-2', 'image-3']));
    expect(stage.done.indexOf('strategy round-robin')).toBeGreaterThan(stage.done.lastIndexOf(warmed.at(-1) ?? ''));
  });

  test('the conclusion is what was measured, also where it is not what was expected', () => {
    const load = { strategy: '', inFlight: {}, figures: figuresOf([], 1), images: figuresOf([], 1) };
    const of = (turns: number | null, least: number | null) =>
      compare([
        { ...load, busiestOverMean: turns },
        { ...load, busiestOverMean: least },
      ]);
    expect(of(1.5, 1.1)).toContain('Least connections spread them better');
    expect(of(1.1, 1.5)).toContain('round robin did not do worse');
    expect(of(null, 1)).toContain('Nothing could be compared');
  });
});

test('percentiles are by the nearest rank, and every answer but 2xx is a failure', () => {
  const request = (latencyMs: number, status: number) => ({
    path: '/whoami',
    latencyMs,
    result: { kind: 'answered', status, body: null } as const,
  });
  const requests = Array.from({ length: 20 }, (_, index) => request(index + 1, index === 0 ? 503 : 200));
  expect(figuresOf(requests, 2000)).toEqual({ requests: 20, failures: 1, requestsPerSecond: 10, p50Ms: 10, p95Ms: 19 });
  expect(figuresOf([{ path: '/', latencyMs: 1, result: { kind: 'timed-out' } }], 1000).failures).toBe(1);
});

test('an imbalance that wanders from one to the next is one', () => {
  const samples = [
    new Map([
      ['a', 4],
      ['b', 0],
    ]),
    new Map([
      ['a', 0],
      ['b', 4],
    ]),
  ];
  expect(loadSpread(samples)).toEqual({ busiestOverMean: 2, inFlight: { a: 2, b: 2 } });
  expect(loadSpread([]).busiestOverMean).toBeNull();
});

test('the table shows an open breaker by the name that the brief gives it', async () => {
  const stage = new FakeStage();
  await playStatistics(stage);
  const text = stage.printed.join('\n');
  expect(text).toMatch(/image-2 .*CIRCUIT_OPEN/);
  expect(text).toMatch(/image-1 +30 +1 +1\.50/);
});

test('an answer that names nobody is nobody’s', () => {
  expect(readAnswerer({ kind: 'answered', status: 200, body: 'hello' })).toBeUndefined();
  expect(readAnswerer({ kind: 'timed-out' })).toBeUndefined();
});

test('what is there is never drawn as nothing', () => {
  expect(bar(0.001, 10)).toBe('█');
  expect(bar(0, 10)).toBe('');
  expect(bar(2, 10)).toHaveLength(10);
});
