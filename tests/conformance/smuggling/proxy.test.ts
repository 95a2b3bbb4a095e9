/** The corpus against the whole proxy, in front of a replica that keeps every byte. */
import assert from 'node:assert/strict';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { Proxy as OpenProxy } from '@temblor/system-balancer/services/balancer/proxy/open-proxy';
import { openProxy } from '@temblor/system-balancer/services/balancer/proxy/open-proxy';
import { defaultProxyOptions } from '@temblor/system-balancer/services/balancer/proxy/options';
import type { Upstream, Upstreams } from '@temblor/system-balancer/services/balancer/replicas/upstream';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { corpus } from './corpus.ts';
import type { CorpusCase, ExpectedRequest } from './corpus-case.ts';
import { get } from './corpus-case.ts';
import { RawClient } from './raw-client.ts';
import type { RecordingUpstream } from './recording-upstream.ts';
import { openRecordingUpstream } from './recording-upstream.ts';
import { assertSeen } from './seen-requests.ts';

const goodTarget = '/good';
const good: ExpectedRequest = { method: 'GET', target: goodTarget };

/** Cases up to this are sent in small pieces as well. */
const smallBytes = 2_000;

let upstream: RecordingUpstream;
let proxy: OpenProxy;

beforeAll(async () => {
  upstream = await openRecordingUpstream();
  proxy = await openProxy({
    host: '127.0.0.1',
    port: 0,
    upstreams: only({ id: 'image-1', host: '127.0.0.1', port: upstream.port }),
    pages: undefined,
    options: { ...defaultProxyOptions, hedges: false },
    time: { nowMs: () => performance.now() },
    random: seededRandom(1),
    observe: () => {},
  });
});

afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
});

for (const { name, cases } of corpus) {
  describe(`the proxy, on ${name}`, () => {
    for (const each of cases) {
      test(`${each.name} (${each.source})`, async () => {
        await play(each, (client, bytes) => client.send(bytes));
        if (each.bytes.length <= smallBytes) await play(each, (client, bytes) => client.sendInPieces(bytes, 7));
      });
    }
  });
}

async function play({ bytes, must }: CorpusCase, send: (client: RawClient, bytes: string) => unknown): Promise<void> {
  upstream.forget();
  using client = new RawClient(proxy.port);
  switch (must.kind) {
    case 'refuse':
      // What comes behind a refused request is not read as one.
      await send(client, bytes + get([], '/behind'));
      await client.closed();
      assert.equal(upstream.bytes, 0);
      assertRefused(client, 0, must.statuses);
      break;
    case 'wait':
      await send(client, bytes);
      client.end();
      await client.closed();
      assert.equal(upstream.bytes, 0);
      assert.deepEqual(
        client.statuses.filter((status) => status < 400),
        [],
      );
      break;
    case 'break-off':
      await send(client, bytes);
      if (must.by === 'leaving') client.end();
      await client.closed();
      await upstream.settled();
      assertSeen(upstream.requests, []);
      assert.deepEqual(
        client.statuses.filter((status) => status < 400),
        [],
      );
      break;
    case 'forward':
      await send(client, bytes);
      await client.answered(must.requests.length);
      if (must.thenRefuse === undefined) client.end();
      await client.closed();
      assert.deepEqual(
        client.statuses.slice(0, must.requests.length),
        must.requests.map(() => 200),
      );
      assertRefused(client, must.requests.length, must.thenRefuse);
      assertSeen(upstream.requests, must.requests);
      break;
    default:
      must satisfies never;
  }
  assert.deepEqual(upstream.faults, []);
  await assertStillServes();
}

/** @param statuses undefined: nothing comes behind the answers. */
function assertRefused(client: RawClient, answers: number, statuses: readonly number[] | undefined): void {
  const behind = client.statuses.slice(answers);
  if (statuses === undefined) assert.deepEqual(behind, []);
  else {
    assert.equal(behind.length, 1, `one refusal, not ${behind.join(', ')}`);
    assert.ok(statuses.includes(behind[0] ?? 0), `refused with ${statuses.join(' or ')}, not with ${behind[0]}`);
  }
}

/** Another client's request goes through, and is all that the replica gets. */
async function assertStillServes(): Promise<void> {
  upstream.forget();
  using client = new RawClient(proxy.port);
  client.send(get([], goodTarget));
  await client.answered(1);
  assert.deepEqual(client.statuses, [200]);
  assertSeen(upstream.requests, [good]);
}

/** One replica that is always there. */
function only(replica: Upstream): Upstreams {
  return {
    all: [replica],
    admit: ({ tried }) => (tried.includes(replica) ? undefined : { upstream: replica, isProbe: false }),
    settle: () => {},
    onDown: () => {},
  };
}
