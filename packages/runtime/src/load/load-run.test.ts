import type { Operation } from '@temblor/checkers/history/operation';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { PlannedRequest, WeightedRequest, Workload } from '@temblor/lab/load/workload';
import { decodeLatencies, summariseLatencies } from '@temblor/lab/measure/recorded-latencies';
import { labSpanish } from '@temblor/lab/system/lab-spanish';
import { describe, expect, test } from 'vitest';
import { HttpSender } from './http-sender.ts';
import type { LoadRunOptions } from './load-run.ts';
import { LoadRun } from './load-run.ts';
import type { WebServer } from './testing/web-server.ts';
import { answerJson, startWebServer } from './testing/web-server.ts';
import { createWeightedWorkload } from './weighted-workload.ts';

type Window = Extract<JournalFact, { type: 'load-window' }>;
const { nowUs } = monotonicClock;

class Played {
  readonly facts: JournalFact[] = [];
  readonly operations: Operation[] = [];
  readonly asked: PlannedRequest[] = [];

  get windows(): Window[] {
    return this.facts.filter((fact) => fact.type === 'load-window');
  }

  get finished(): Extract<JournalFact, { type: 'load-finished' }> {
    const finished = this.facts.find((fact) => fact.type === 'load-finished');
    if (finished === undefined) throw new Error('the load did not finish');
    return finished;
  }

  sum(of: (window: Window) => number): number {
    return this.windows.reduce((total, window) => total + of(window), 0);
  }

  async has(operations: number): Promise<void> {
    await pollUntil(() => this.operations.length >= operations, { timeoutMs: 20_000, intervalMs: 5 });
  }
}

interface Play {
  readonly ratePerSecond: number;
  readonly server: WebServer;
  readonly requests?: readonly WeightedRequest[];
  readonly workload?: Workload;
  readonly timeoutMs?: number;
  readonly connections?: number;
  readonly seed?: number;
  readonly options?: Partial<LoadRunOptions>;
}

/** Plays a load until the test has seen enough, and stops it. */
async function play(given: Play, until: (played: Played, run: LoadRun) => Promise<void>): Promise<Played> {
  const { ratePerSecond, server, seed = 1, timeoutMs = 20_000, connections = 64 } = given;
  const { requests = [{ service: 'web', path: '/' }] } = given;
  const played = new Played();
  const random = seededRandom(seed);
  const sender = new HttpSender({ targets: { web: [server.url] }, timeoutMs, connections, nowUs });
  const run = new LoadRun({
    ratePerSecond,
    seed,
    random: random.fork('schedule'),
    workload: given.workload ?? createWeightedWorkload(requests, random.fork('workload')),
    nowUs,
    send: (request, settled) => {
      played.asked.push(request);
      sender.send(request, settled);
    },
    record: (operation) => played.operations.push(operation),
    tell: (fact) => played.facts.push(fact),
    failure: () => undefined,
    broken: (error) => {
      throw error;
    },
    ...given.options,
  });
  await until(played, run);
  await run.stop();
  await sender.close();
  return played;
}

describe('an open loop', () => {
  test('sends what is due however long answers take, and tells every request once', async () => {
    await using server = await startWebServer((_, response) => {
      setTimeout(() => answerJson(response, 200, { fine: true }), 150);
    });
    const startUs = nowUs();
    const played = await play({ ratePerSecond: 400, server, connections: 256 }, (it) => it.has(160));
    const seconds = (nowUs() - startUs) / 1e6;
    expect(played.finished.intended).toBeGreaterThanOrEqual(160);
    expect(played.finished.intended).toBeLessThanOrEqual(seconds * 400 + 1);
    expect(played.sum((window) => window.ok)).toBe(played.finished.sent);
    expect(played.operations).toHaveLength(played.finished.sent);
    expect(played.operations[0]).toMatchObject({ name: 'GET /', outcome: 'ok', output: { fine: true }, status: 200 });
    expect(new Set(played.operations.map((operation) => operation.id)).size).toBe(played.finished.sent);
  });

  test('shows a stall of 500 ms in the corrected p99 and hardly in the uncorrected, where requests had to queue', async () => {
    let stalledUntil = 0;
    await using server = await startWebServer((request, response) => {
      if (request.url === '/stall') stalledUntil = performance.now() + 500;
      setTimeout(() => answerJson(response, 200, null), Math.max(0, stalledUntil - performance.now()));
    });
    const workload: Workload = {
      next: (index) => ({
        name: 'read',
        service: 'web',
        method: 'GET',
        path: index === 40 ? '/stall' : '/',
        input: null,
      }),
    };
    const played = await play({ ratePerSecond: 200, server, connections: 1, workload }, (it) => it.has(260));
    const corrected = summariseLatencies(played.windows.map((window) => decodeLatencies(window.correctedHistogram)));
    const uncorrected = summariseLatencies(
      played.windows.map((window) => decodeLatencies(window.uncorrectedHistogram)),
    );
    expect(corrected?.p99Ms).toBeGreaterThan(400);
    expect(uncorrected?.p99Ms).toBeLessThan((corrected?.p99Ms ?? 0) / 2);
    expect(uncorrected?.maxMs).toBeGreaterThan(400);
  });

  test('measures from the intended start what it sent late itself, and lets no answer hide it', async () => {
    await using server = await startWebServer((_, response) => answerJson(response, 200, null));
    let sent = 0;
    const send: LoadRunOptions['send'] = (_, settled) => {
      const sentUs = nowUs();
      sent += 1;
      while (sent === 10 && nowUs() < sentUs + 300_000);
      setImmediate(() => settled({ noAnswer: null, answer: { status: 200, body: null }, sentUs }));
    };
    const cold = await play({ ratePerSecond: 200, server, options: { send, warmUpMs: 60_000 } }, (it) => it.has(90));
    expect(cold.finished.valid).toBe(true); // its lateness lies in the warm-up, which does not count
    sent = 0;
    const played = await play({ ratePerSecond: 200, server, options: { send } }, (it) => it.has(90));
    const corrected = summariseLatencies(played.windows.map((window) => decodeLatencies(window.correctedHistogram)));
    expect(corrected?.p95Ms).toBeGreaterThan(200);
    expect(Math.max(...played.windows.map((window) => window.maxLagMs))).toBeGreaterThan(250);
    expect(played.finished.valid).toBe(false);
  });

  test('asks the same, in the same order, for the same seed', async () => {
    await using server = await startWebServer((_, response) => answerJson(response, 200, null));
    const requests = ['/a', '/b', '/c'].map((path, index) => ({ service: 'web', path, weight: index + 1 }));
    const ask = async (seed: number): Promise<string> => {
      const played = await play({ ratePerSecond: 2000, server, requests, seed }, (it) => it.has(100));
      return played.asked
        .slice(0, 100)
        .map((request) => request.path)
        .join('');
    };
    const first = await ask(5);
    expect(await ask(5)).toBe(first);
    expect(await ask(6)).not.toBe(first);
    expect(first.split('/c').length - 1).toBeGreaterThan(30);
  });

  test('ends a window where it is cut, and gives each its own requests', async () => {
    await using server = await startWebServer((_, response) => answerJson(response, 200, null));
    // While a window is cut the clock stands still: its answers may take as long as they do.
    let standsUs: number | undefined;
    const options = { nowUs: () => standsUs ?? nowUs() };
    const played = await play({ ratePerSecond: 500, server, options }, async (it, run) => {
      for (const windows of [1, 2]) {
        await it.has(30 * windows);
        standsUs = nowUs();
        await run.cut();
        standsUs = undefined;
        expect(it.windows).toHaveLength(windows);
      }
    });
    const [first, second] = played.windows;
    expect(second?.startUs).toBe(first?.endUs);
    expect(played.sum((window) => window.intended)).toBe(played.finished.intended);
  });

  test('does not let a hanging call hold up a cut, and counts it in its window all the same', async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === '/') answerJson(response, 200, null);
    });
    const workload: Workload = {
      next: (index) => ({
        name: 'write',
        service: 'web',
        method: 'POST',
        path: index === 5 ? '/hang' : '/',
        input: null,
      }),
    };
    const given = { ratePerSecond: 200, server, workload, timeoutMs: 3000 };
    const played = await play(given, async (it, run) => {
      await it.has(10);
      await run.cut();
      expect(it.operations.map((operation) => operation.id)).not.toContain(5);
      expect(it.windows).toEqual([]);
    });
    expect(played.windows.map((window) => window.unknown)).toEqual([1, ...played.windows.slice(1).map(() => 0)]);
    expect(played.windows[0]?.byStatus).toMatchObject({ 'timed-out': 1 });
    expect(played.operations.find((operation) => operation.id === 5)).toMatchObject({ outcome: 'unknown', status: 0 });
  });
});

describe('the outcome of a request', () => {
  test.each([500, 502, 503, 504])('is unknown for a write answered %i, and failed for a read', async (status) => {
    await using server = await startWebServer((_, response) => answerJson(response, status, null));
    const requests: WeightedRequest[] = [
      { name: 'read', service: 'web', path: '/' },
      ...(['POST', 'PUT', 'DELETE'] as const).map((method) => ({ name: method, service: 'web', method, path: '/' })),
    ];
    const played = await play({ ratePerSecond: 1000, server, requests }, (it) => it.has(80));
    const outcomes = new Set(played.operations.map(({ name, outcome }) => `${name} ${outcome}`));
    expect(outcomes).toEqual(new Set(['read failed', 'POST unknown', 'PUT unknown', 'DELETE unknown']));
    expect(played.sum((window) => window.ok)).toBe(0);
  });

  test('is unknown for a write without an answer, failed for a read, and by status otherwise', async () => {
    await using server = await startWebServer((request, response) => {
      if (request.url === '/conflict') answerJson(response, 409, { title: 'conflict' });
      else if (request.url === '/made') answerJson(response, 201, { id: 1 });
      else request.socket.destroy();
    });
    const requests: WeightedRequest[] = [
      { name: 'lost-write', service: 'web', method: 'POST', path: '/cut', body: {} },
      { name: 'lost-read', service: 'web', path: '/cut' },
      { name: 'refused', service: 'web', method: 'POST', path: '/conflict', body: {} },
      { name: 'made', service: 'web', method: 'POST', path: '/made', body: {} },
    ];
    const played = await play({ ratePerSecond: 1000, server, requests }, (it) => it.has(80));
    const outcomes = new Set(played.operations.map(({ name, outcome, status }) => `${name} ${outcome} ${status}`));
    expect(outcomes).toEqual(
      new Set(['lost-write unknown 0', 'lost-read failed 0', 'refused failed 409', 'made ok 201']),
    );
  });

  test('is what the workload says it is', async () => {
    await using server = await startWebServer((_, response) => answerJson(response, 409, null));
    const workload: Workload = {
      next: () => ({ name: 'claim', service: 'web', method: 'POST', path: '/', input: null }),
      judge: (_, answer) => (answer.status === 409 ? 'ok' : 'failed'),
    };
    const played = await play({ ratePerSecond: 500, server, workload }, (it) => it.has(20));
    expect(played.sum((window) => window.ok)).toBe(played.finished.sent);
  });
});

describe('a load', () => {
  test('is not valid where its rate is impossible, and says by how much', async () => {
    await using server = await startWebServer((_, response) => answerJson(response, 200, null));
    const send: LoadRunOptions['send'] = (_, settled) => {
      const endMs = performance.now() + 2;
      while (performance.now() < endMs);
      setImmediate(() => settled({ noAnswer: null, answer: { status: 200, body: null }, sentUs: null }));
    };
    const given = { ratePerSecond: 5000, server, options: { send } };
    const { finished } = await play(given, (it) => it.has(100));
    expect(finished.valid).toBe(false);
    expect(finished.reason).toMatch(
      /^this machine was too busy to send 5000 requests\/s on time \(.*only \d+ of \d+ requests.*\): close other programs/,
    );
    // Of `run`, which has no option for the rate, it promises none.
    expect(finished.reason).toMatch(
      /run it again, or take a lower rate: --rate of the command load, ratePerSecond in an experiment of your own$/,
    );
    expect(labSpanish).toHaveProperty([finished.reason.replace(/\d+(\.\d+)?/g, '{}')]);
    expect(finished.sent).toBeLessThan(finished.intended);
  });

  test('is not valid where its history is incomplete', async () => {
    await using server = await startWebServer((_, response) => answerJson(response, 200, null));
    const options = { failure: () => 'the disk is full' };
    const { finished } = await play({ ratePerSecond: 100, server, options }, (it) => it.has(5));
    expect(finished).toMatchObject({ valid: false });
    expect(finished.reason).toContain('the disk is full');
  });

  test('sends no more than 10,000 requests at once, and counts the others as not sent', async () => {
    await using server = await startWebServer((_, response) => answerJson(response, 200, null));
    const waiting: (() => void)[] = [];
    let hanging = true;
    const send: LoadRunOptions['send'] = (_, settled) => {
      const settle = (): void => settled({ noAnswer: null, answer: { status: 200, body: null }, sentUs: null });
      if (hanging) waiting.push(settle);
      else setImmediate(settle);
    };
    const played = await play({ ratePerSecond: 40_000, server, options: { send } }, async (it, run) => {
      await pollUntil(() => waiting.length >= 10_000, { timeoutMs: 20_000, intervalMs: 5 });
      await run.cut();
      hanging = false;
      for (const settle of waiting) settle();
      await it.has(10_000);
    });
    expect(waiting.length).toBe(10_000);
    expect(played.finished.sent).toBeLessThan(played.finished.intended);
    expect(played.finished.valid).toBe(false);
  });
});
