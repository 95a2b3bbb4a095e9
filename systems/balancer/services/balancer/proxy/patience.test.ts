import { describe, expect, test } from 'vitest';
import { defaultProxyOptions } from './options.ts';
import { Patience } from './patience.ts';

const patience = () => new Patience(defaultProxyOptions, 0);

describe('the patience with a client', () => {
  test('a head has ten seconds, and no client sixty without one', () => {
    const client = patience();
    client.begin(1000);
    expect([client.headIsLate(10_999), client.headIsLate(11_000)]).toEqual([false, true]);
    expect([client.isIdle(60_999), client.isIdle(61_000)]).toEqual([false, true]);
  });

  test('a body may be slow, but not without end: each 500 bytes earn a second', () => {
    const client = patience();
    client.beginBody(0);
    // 10 bytes a second never stall.
    for (let second = 1; second <= 30; second += 1) client.bodyCame(10, second * 1000);
    expect(client.bodyIsLate(30_500)).toBe(false);
    expect(client.bodyIsLate(30_600)).toBe(true);
    client.bodyCame(500_000, 30_600);
    expect([client.bodyIsLate(60_000), client.bodyIsLate(60_600)]).toEqual([false, true]);
  });

  test('the time in which the replica is behind is not counted against the client', () => {
    const client = patience();
    client.beginBody(0);
    client.bodyPaused(1000);
    expect(client.bodyIsLate(500_000)).toBe(false);
    client.bodyResumed(500_000);
    expect([client.bodyIsLate(528_000), client.bodyIsLate(530_000)]).toEqual([false, true]);
  });

  test('an answer that moves is read, however slowly; one that does not is unread after sixty seconds', () => {
    const client = patience();
    expect(client.isUnread(0, { bytesWritten: 1000, writableLength: 1000 })).toBe(false);
    expect(client.isUnread(59_000, { bytesWritten: 2000, writableLength: 1999 })).toBe(false);
    expect(client.isUnread(118_000, { bytesWritten: 2000, writableLength: 1999 })).toBe(false);
    expect(client.isUnread(119_000, { bytesWritten: 2000, writableLength: 1999 })).toBe(true);
    expect(client.isUnread(200_000, { bytesWritten: 2000, writableLength: 0 })).toBe(false);
  });

  test('a client that lingers has its time from when everything is written', () => {
    const client = patience();
    client.begin(0);
    expect(client.lingeredEnough(5000, 10)).toBe(false);
    expect([client.lingeredEnough(5999, 0), client.lingeredEnough(6000, 0)]).toEqual([false, true]);
  });
});
