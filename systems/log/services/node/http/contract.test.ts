import { afterEach, describe, expect, test } from 'vitest';
import { openLogClient } from '../../../client/log-client.ts';
import { longestContentBytes } from '../../../model/message.ts';
import { message, openNode, post, secret } from './testing/contract-node.ts';

let stack = new AsyncDisposableStack();
const open = (options?: Parameters<typeof openNode>[1]) => openNode(stack, options);

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

describe('a node that leads', () => {
  test('takes messages by its stream as by HTTP: examined alike, and counted', async () => {
    const node = await open();
    await using client = openLogClient({ nodes: [node.url] });
    expect(await client.append('by stream', { key: 'k' })).toMatchObject({ kind: 'appended', id: 1 });
    expect(await client.append('\u0000')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('control character'),
    });
    expect(await client.append('x', { key: 'with a space' })).toMatchObject({ kind: 'refused' });
    expect(node.log.drafts).toMatchObject([{ content: 'by stream', nodeId: 1, idempotencyKey: 'k' }]);
    const { body } = await node.ask('/metrics');
    expect(body).toMatchObject({ latency_measurements: 1 });
  });

  test('takes messages of the query and of a body, and shows them in order', async () => {
    const { ask, log } = await open();
    expect(await ask('/?message=first%20one', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { id: 1, lamport_timestamp: 1 },
    });
    for (const text of ['second', 'ñ\n\t日本 👍', 'fourth']) await ask('/', message(text));
    const { body, type } = await ask('/messages');
    expect(type).toContain('application/json');
    expect(body).toEqual(
      ['first one', 'second', 'ñ\n\t日本 👍', 'fourth'].map((content, place) => ({
        ...{ id: place + 1, content, lamport_timestamp: place + 1, node_id: 1 },
        physical_timestamp: expect.closeTo(Date.now() / 1000, -1),
      })),
    );
    expect(await ask('/messages?after=1&limit=2')).toMatchObject({ body: [{ id: 2 }, { id: 3 }] });
    expect(await ask('/messages?after=99')).toMatchObject({ status: 200, body: [] });
    expect(log.count).toBe(4);
  });

  test('tells of itself in the shapes of the contract', async () => {
    const { ask } = await open();
    await ask('/?message=a', { method: 'POST' });
    expect(await ask('/state')).toMatchObject({ status: 200, body: '1 1' });
    expect(await ask('/leader')).toMatchObject({ status: 200, body: '1' });
    expect(await ask('/lamport_time')).toMatchObject({ status: 200, body: { time: 1 } });
    const { body } = await ask('/health');
    const healthy = { status: 'healthy', node_id: 1, leader_id: 1, is_leader: true, lamport_time: 1 };
    expect(body).toEqual({ ...healthy, uptime: expect.any(Number) });
    expect(await ask('/metrics')).toMatchObject({ body: { messages_sent: 1, latency_measurements: 1 } });
    const scraped = await ask('/metrics', { headers: { accept: 'text/plain;version=0.0.4' } });
    expect(scraped.body).toMatch(/^log_appends_accepted\{.*\} 1$/m);
    const { body: page } = await ask('/dashboard');
    expect(page).toContain('<!doctype html>');
    expect(await ask('/openapi.json')).toMatchObject({ body: { paths: { '/': { post: {} }, '/messages': {} } } });
  });

  test('answers a busy log with 503 and when to come again, and an unknown outcome with what is safe', async () => {
    const { url, log, ask } = await open();
    log.outcomes.push({ kind: 'busy' }, { kind: 'unknown', reason: 'the leader changed' });
    const busy = await fetch(`${url}/?message=a`, { method: 'POST' });
    expect({ status: busy.status, wait: busy.headers.get('retry-after') }).toEqual({ status: 503, wait: '1' });
    expect(await busy.json()).toMatchObject({ error: expect.any(String), code: 'busy' });
    expect(await ask('/', message('b'))).toMatchObject({
      status: 504,
      body: { error: expect.stringContaining('the leader changed'), hint: expect.stringContaining('Idempotency-Key') },
    });
  });

  test('gives the log the key and the times of the message', async () => {
    const { ask, log } = await open();
    await ask('/', post('{"message":"a"}', { 'idempotency-key': 'k-1' }));
    expect(log.drafts).toEqual([
      { content: 'a', nodeId: 1, lamportTime: 0, physicalTimestamp: expect.any(Number), idempotencyKey: 'k-1' },
    ]);
  });
});

describe('what is refused changes nothing, and is told what is wrong', () => {
  const forwarded = { 'x-forwarded-by-node': '2', 'x-cluster-secret': secret };
  const ahead = String(Date.now() / 1000 + 3600);
  const refused: readonly (readonly [string, string, RequestInit, number, string])[] = [
    ['no message', '/', { method: 'POST' }, 400, 'no_message'],
    ['a body without one', '/', post('{"text":"a"}'), 400, 'no_message'],
    ['an empty message', '/', message(''), 400, 'empty_message'],
    ['an empty message in the query', '/?message=', { method: 'POST' }, 400, 'empty_message'],
    ['half a document', '/', post('{"message":'), 400, 'malformed_json'],
    ['bytes that are no UTF-8', '/', post(Buffer.from([0x22, 0xff, 0x22])), 400, 'malformed_json'],
    ['a text', '/', post('a', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
    ['a NUL', '/', message('a\0b'), 400, 'control_character'],
    ['bytes in the query that are no UTF-8', '/?message=a%ff%fe', { method: 'POST' }, 400, 'malformed_text'],
    ['an escape character in the query', '/?message=%1b%5b', { method: 'POST' }, 400, 'control_character'],
    ['half a surrogate pair', '/', message('a\ud800'), 400, 'malformed_text'],
    ['one byte too many', '/', message('a'.repeat(longestContentBytes + 1)), 413, 'message_too_long'],
    ['10 MB', '/', message('a'.repeat(10_000_000)), 413, 'message_too_long'],
    ['a key with a space', '/', post('{"message":"a"}', { 'idempotency-key': 'a b' }), 400, 'invalid_idempotency_key'],
    [
      'a key of 129',
      '/',
      post('{"message":"a"}', { 'idempotency-key': 'a'.repeat(129) }),
      400,
      'invalid_idempotency_key',
    ],
    [
      'an unknown node',
      '/',
      post('{"message":"a"}', { ...forwarded, 'x-forwarded-by-node': '9' }),
      400,
      'unknown_node',
    ],
    ['no proof', '/', post('{"message":"a"}', { 'x-forwarded-by-node': '2' }), 403, 'not_a_node'],
    ['a wrong proof', '/', post('{"message":"a"}', { ...forwarded, 'x-cluster-secret': 'x' }), 403, 'not_a_node'],
    // Far ahead, no whole number, and none at all.
    ...['9e15', '100.5', 'x'].map((time) => {
      const headers = { ...forwarded, 'x-lamport-time': time };
      return [`the Lamport time ${time}`, '/', post('{"message":"a"}', headers), 400, 'lamport_time_ahead'] as const;
    }),
    [
      'a clock far ahead',
      '/',
      post('{"message":"a"}', { ...forwarded, 'x-physical-timestamp': ahead }),
      400,
      'clock_ahead',
    ],
  ];

  test('by whichever way it comes', async () => {
    const { ask, log } = await open({ lab: true });
    const check = async () => {
      for (const [name, path, init, status, code] of refused) {
        const { body, ...answer } = await ask(path, init);
        expect({ name, status: answer.status, body }).toMatchObject({
          name,
          status,
          body: { error: expect.any(String), code },
        });
      }
    };
    await check();
    // With a fault armed requests go through Fastify.
    await ask('/inject-failure', post('{"type":"latency","latency_ms":1}'));
    await check();
    expect(log.drafts).toEqual([]);
    expect(await ask('/', message('a'.repeat(longestContentBytes)))).toMatchObject({ status: 200, body: { id: 1 } });
  });

  test('also of pages of messages, and of what only bully mode has', async () => {
    const { ask } = await open();
    expect(await ask('/messages?after=x')).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    expect(await ask('/messages?limit=0')).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    expect(await ask('/', { method: 'GET' })).toMatchObject({ status: 405 });
    expect(await ask('/leader_selected?sleader=2')).toMatchObject({ status: 409, body: { error: expect.any(String) } });
    expect(await ask('/message_received', message('a'))).toMatchObject({ status: 409 });
  });
});

test('the page is told of the node at once, and again every second; what clients write stays text', async () => {
  const { url, ask } = await open();
  await ask('/', message('<script>alert(1)</script>'));
  const page = await fetch(`${url}/dashboard`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const events = await fetch(`${url}/dashboard/events`);
  expect(events.headers.get('content-type')).toBe('text/event-stream');
  const told: unknown[] = [];
  for await (const chunk of events.body ?? []) {
    told.push(JSON.parse(Buffer.from(chunk).toString().replace('data: ', '')));
    if (told.length === 2) break;
  }
  const latest = [{ id: 1, content: '<script>alert(1)</script>', violation: false }];
  expect(told).toMatchObject(Array(2).fill({ nodeId: 1, role: 'leader', metrics: { messages_sent: 1 }, latest }));
});

test('/kill is there only in a process that a lab started, and only for callers of this machine', async () => {
  const alone = await open();
  expect(await alone.ask('/kill')).toMatchObject({ status: 404 });
  const { ask, facts } = await open({ lab: true });
  expect(await ask('/kill', { headers: { origin: 'http://elsewhere.example' } })).toMatchObject({ status: 404 });
  expect(await ask('/kill', { headers: { 'x-forwarded-for': '10.0.0.1' } })).toMatchObject({ status: 404 });
  expect(facts).not.toContainEqual(expect.objectContaining({ type: 'crash-asked' }));
});
