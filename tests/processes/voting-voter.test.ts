/** The voter as a process, between replicas that lag, lie, stall, fail and refuse, and without a database. */
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FakeMonitor } from './voting-voter-fixtures/fake-monitor.ts';
import { FakeReplica } from './voting-voter-fixtures/fake-replica.ts';
import { VoterProcess } from './voting-voter-fixtures/voter-process.ts';

const replicas = [new FakeReplica(), new FakeReplica(), new FakeReplica()] as const;
const [one, two, three] = replicas;
const monitor = new FakeMonitor();
let voter: VoterProcess;

const start = (environment: Record<string, string> = {}) =>
  new VoterProcess({
    INVENTORY_URLS: replicas.map((replica) => replica.url).join(','),
    MONITOR_URL: monitor.url,
    ...environment,
  });

beforeAll(async () => {
  await Promise.all([monitor, ...replicas].map((part) => part.start()));
  voter = start();
  await voter.url;
});

afterAll(async () => {
  await voter[Symbol.asyncDispose]();
  await Promise.all([monitor, ...replicas].map((part) => part.stop()));
});

beforeEach(async () => {
  await Promise.all(replicas.map((replica) => replica.reset()));
  monitor.turnOff();
  await readUntil(({ body }) => body.fan_out === 3 && body.offset === 10);
});

/** Reads until the answer is as wanted; the last answer. */
async function readUntil(wanted: (answer: Awaited<ReturnType<VoterProcess['get']>>) => boolean) {
  const found = await pollUntil(
    async () => {
      const answer = await voter.get('/inventory/voted');
      return wanted(answer) ? answer : undefined;
    },
    { timeoutMs: 30_000, intervalMs: 10 },
  );
  if (found === undefined) throw new Error('no such answer within 5 s');
  return found;
}

describe('a voted read', () => {
  test('answers what the majority says, in the words of the brief', async () => {
    const { status, body } = await voter.get('/inventory/voted');
    expect(status).toBe(200);
    expect(body).toEqual({
      items: { 'PROD-001': 90, 'PROD-002': 100 },
      offset: 10,
      quorum: expect.any(Number),
      fan_out: 3,
      excluded_replicas: [],
      latency_ms: expect.any(Number),
    });
    expect((await voter.get('/inventory/voted?product_id=PROD-001')).body.items).toEqual({ 'PROD-001': 90 });
  });

  test('does not wait for a replica that stalls', async () => {
    three.behaviour = 'stalling';
    expect((await voter.get('/inventory/voted')).status).toBe(200);
    expect(three.stalled).toBeGreaterThan(0);
  });

  test('outvotes a liar, and tells of it', async () => {
    one.behaviour = 'lying';
    for (let read = 0; read < 20; read += 1) {
      expect((await voter.get('/inventory/voted')).body.items).toEqual({ 'PROD-001': 90, 'PROD-002': 100 });
    }
    await voter.fact('dissent-observed');
  });

  test('takes the first answer for the truth when that bug is planted', async () => {
    await using gullible = start({ PLANTED_BUG: 'voter-trusts-first' });
    one.behaviour = 'lying';
    two.behaviour = 'stalling';
    three.behaviour = 'stalling';
    expect((await gullible.get('/inventory/voted')).body.items).toEqual({ 'PROD-001': 100, 'PROD-002': 100 });
  });

  test('goes back to the offset of a laggard only where nobody else is there, and calls it no liar', async () => {
    const dissents = async () =>
      z.object({ dissents: z.number() }).parse((await voter.get('/voting/stats')).body.outliers);
    const before = await dissents();
    two.offset = 8;
    three.behaviour = 'stalling';
    expect((await voter.get('/inventory/voted')).body).toMatchObject({ offset: 8, items: { 'PROD-001': 92 } });
    three.behaviour = 'honest';
    await readUntil(({ body }) => body.offset === 10);
    expect(await dissents()).toEqual(before);
  });

  test('is refused at once without a quorum, and answered again by itself when a replica is back', async () => {
    const from = voter.journal.nextSequence;
    await one.stop();
    await two.stop();
    const { status, type, body } = await voter.get('/inventory/voted');
    expect({ status, type }).toEqual({ status: 503, type: expect.stringContaining('application/problem+json') });
    expect(body).toMatchObject({ code: 'quorum_not_reached', needed: 2, hint: expect.any(String) });
    await voter.fact('quorum-lost', from);
    await two.start();
    await readUntil((answer) => answer.status === 200);
    await voter.fact('quorum-regained', from);
  });

  test('is refused without a quorum of equal answers', async () => {
    one.behaviour = 'lying';
    await two.stop();
    expect((await voter.get('/inventory/voted')).body).toMatchObject({
      code: 'quorum_not_reached',
      detail: expect.stringContaining('no 2 of them agree'),
    });
  });

  test('shares the answers of a replica among many readers at once, so that a stall does not multiply requests', async () => {
    three.behaviour = 'stalling';
    const before = three.asked;
    const answers = await Promise.all(Array.from({ length: 60 }, () => voter.get('/inventory/voted')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(three.asked - before).toBeLessThanOrEqual(4);
  });
});

describe('what the monitor says', () => {
  test('leaves a replica that is OFF out, names it with the reason, and asks it again when it is ON', async () => {
    monitor.turnOff('inventory-3');
    const left = await readUntil(({ body }) => body.fan_out === 2);
    expect(left.body.excluded_replicas).toEqual([
      { instance_id: 'inventory-3', reason: 'OFF by consecutive: told by the test' },
    ]);
    const asked = three.asked;
    for (let read = 0; read < 5; read += 1) await voter.get('/inventory/voted');
    expect(three.asked).toBe(asked);
    monitor.turnOff();
    await readUntil(({ body }) => body.fan_out === 3);
  });

  test('counts only while it is heard: without the monitor everybody is asked', async () => {
    monitor.turnOff('inventory-3');
    await readUntil(({ body }) => body.fan_out === 2);
    await monitor.stop();
    await readUntil(({ body }) => body.fan_out === 3);
    await monitor.start();
    await readUntil(({ body }) => body.fan_out === 2);
  });

  test('refuses at once, without asking, when fewer than a quorum are ON', async () => {
    monitor.turnOff('inventory-1', 'inventory-2');
    const refused = await readUntil((answer) => answer.status === 503);
    expect(refused.body).toMatchObject({ code: 'quorum_not_reached', fan_out: 0 });
  });
});

describe('min_offset', () => {
  test('is waited for, for a moment', async () => {
    const before = one.asked;
    const reading = voter.get('/inventory/voted?min_offset=11');
    await pollUntil(() => one.asked > before, { timeoutMs: 30_000, intervalMs: 2 });
    one.offset = 11;
    two.offset = 11;
    expect((await reading).body).toMatchObject({ offset: 11 });
  });

  test('is waited for beside a replica that stalls as well', async () => {
    three.behaviour = 'stalling';
    two.offset = 9;
    const before = two.asked;
    const reading = voter.get('/inventory/voted?min_offset=10');
    await pollUntil(() => two.asked > before, { timeoutMs: 30_000, intervalMs: 2 });
    two.offset = 10;
    expect((await reading).body).toMatchObject({ offset: 10, quorum: 2 });
  });

  test('that nobody reaches is refused with how far they are', async () => {
    const { status, body } = await voter.get('/inventory/voted?min_offset=99');
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'offset_not_reached', highest: 10, hint: expect.any(String) });
  });
});

describe('bad input gets a problem document', () => {
  test.each([
    ['/inventory/voted?product_id=PROD-999', 404, 'unknown_product'],
    ['/inventory/voted?product_id=__proto__', 404, 'unknown_product'],
    ['/inventory/voted?min_offset=soon', 400, 'invalid_request'],
    ['/inventory/voted?min_offset=-1', 400, 'invalid_request'],
    ['/inventory/voted?min_offset=1.5', 400, 'invalid_request'],
    ['/inventory/voted?min_ofset=1', 400, 'invalid_request'],
    ['/nothing', 404, 'not_found'],
  ])('%s', async (path, status, code) => {
    const answer = await voter.get(path);
    expect(answer).toMatchObject({ status, body: { code, detail: expect.any(String) } });
    expect(JSON.stringify(answer.body)).not.toMatch(/\.ts:\d/);
  });
});

describe('without a database', () => {
  test('reads go on, and what could not be reported is counted', async () => {
    one.behaviour = 'lying';
    const dropped = await pollUntil(
      async () => {
        expect((await voter.get('/inventory/voted')).status).toBe(200);
        const { body } = await voter.get('/voting/stats');
        return (
          JSON.stringify(body.reports).includes('"sent":0') && !JSON.stringify(body.reports).includes('"dropped":0')
        );
      },
      { timeoutMs: 30_000, intervalMs: 20 },
    );
    expect(dropped).toBe(true);
  });

  test('windows of votes are told all the same', async () => {
    await voter.get('/inventory/voted');
    await voter.fact('vote-window');
  });
});
