/** What an attempt tells of its replica where its connection comes to nothing. */
import { describe, expect, test, vi } from 'vitest';
import type { Admission } from '../replicas/upstream.ts';
import type { AttemptOwner } from './attempt.ts';
import { Attempt } from './attempt.ts';
import { ConnectionPool } from './connection-pool.ts';
import { defaultProxyOptions } from './options.ts';
import { answerToFailure } from './own-answer.ts';
import { fakeReplica } from './testing/fake-replica.ts';
import { UpstreamConnection } from './upstream-connection.ts';

const silent = () => undefined;

function owner() {
  const failed = vi.fn<AttemptOwner['attemptFailed']>();
  const others = {
    attemptConnected: silent,
    attemptDrained: silent,
    attemptAnswered: silent,
    attemptBegan: silent,
    attemptContinued: silent,
    attemptPassed: silent,
  };
  return { failed, owner: { ...others, attemptFailed: failed } satisfies AttemptOwner };
}

describe('an attempt to connect', () => {
  test.each([
    ['EMFILE', 'cancelled', 'no-socket', 503],
    ['ENFILE', 'cancelled', 'no-socket', 503],
    ['EADDRNOTAVAIL', 'cancelled', 'no-socket', 503],
    ['ENOBUFS', 'cancelled', 'no-socket', 503],
    ['ECONNREFUSED', 'failure', 'connection-refused', 502],
    [undefined, 'failure', 'connection-refused', 502],
  ])('that ends with %s is a %s', async (code, outcome, reason, status) => {
    await using replica = await fakeReplica(silent);
    const upstream = { id: 'image-1', host: '127.0.0.1', port: replica.port };
    const admission: Admission = { upstream, isProbe: false };
    const pool = new ConnectionPool({ ...upstream, options: defaultProxyOptions });
    const settle = vi.fn();
    const upstreams = { all: [upstream], admit: () => admission, settle, onDown: silent };
    const { failed, owner: told } = owner();
    const parts = { upstreams, pool, options: defaultProxyOptions, time: { nowMs: () => 0 } };
    const attempt = new Attempt(told, admission, 'GET', true, parts);
    attempt.send('GET / HTTP/1.1\r\n\r\n', []);
    attempt.broke(code);
    expect(settle.mock.calls).toEqual([[admission, outcome, 0]]);
    expect(failed.mock.calls).toEqual([[attempt, { reason, progress: 'nothing-sent' }]]);
    const failure = failed.mock.calls[0]?.[1];
    expect(failure && answerToFailure(failure).status).toBe(status);
    await pool.close();
  });

  test('is told the code of the system', async () => {
    const gone = await fakeReplica(silent);
    await gone[Symbol.asyncDispose]();
    const broke = vi.fn();
    const user = { connected: silent, received: silent, drained: silent, ended: silent, broke };
    new UpstreamConnection('127.0.0.1', gone.port, user, silent);
    await expect.poll(() => broke.mock.calls).toEqual([['ECONNREFUSED']]);
  });
});
