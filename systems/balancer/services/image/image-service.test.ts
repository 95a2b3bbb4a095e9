import { connect } from 'node:net';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { RunningService } from '@temblor/kit/service/start-service';
import { startService } from '@temblor/kit/service/start-service';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { openImageService } from './image-service.ts';

let service: RunningService;

beforeAll(async () => {
  const environment = {
    HOST: '127.0.0.1',
    PORT: 0,
    INSTANCE_ID: 'image-2',
    INSTANCE_NUMBER: 2,
    LOG_LEVEL: 'silent' as const,
    TEMBLOR_LAB: '1',
    TEMBLOR_SEED: 1,
    DRAIN_NOTICE_MS: 0,
  };
  const definition = openImageService(environment, monotonicClock);
  service = await startService({ ...definition, writeLine: () => undefined });
});

afterAll(async () => {
  await service.stop();
});

const ask = (path: string, options: RequestInit = {}) => fetch(`${service.url}${path}`, options);

/** Images of 4K are made here: on a machine with other work each may take a second. */
const patience = { timeout: 20_000 };

describe('an image server', patience, () => {
  test('says which replica answers, by its body and on every answer', async () => {
    const who = await ask('/whoami');
    expect(await who.json()).toEqual({ instance: 'image-2', port: service.port });
    for (const path of ['/whoami', '/images', '/nothing', '/images/dawn?width=0', '/health']) {
      expect((await ask(path)).headers.get('x-served-by')).toBe('image-2');
    }
  });

  test('lists its images', async () => {
    const list = await (await ask('/images')).json();
    const images = catalogue.map(({ id, title }) => ({ id, title, width: 3840, height: 2160 }));
    expect(list).toEqual({ images });
  });

  test('answers an image in the size and the format that are asked for', async () => {
    const answer = await ask('/images/dawn?width=320&height=200&format=webp&filter=sepia');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    const bytes = await answer.arrayBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 320, height: 200, format: 'webp' });
  });

  test('answers the original in 4K, and its head alone to HEAD', async () => {
    const original = await ask('/images/dawn');
    const bytes = await original.arrayBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 3840, height: 2160, format: 'jpeg' });
    expect(bytes.byteLength).toBeGreaterThan(500_000);
    const head = await ask('/images/dawn', { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(head.headers.get('etag')).toBe(original.headers.get('etag'));
    expect((await head.arrayBuffer()).byteLength).toBe(0);
  });

  test('does not send again what the client has', async () => {
    const tag = (await ask('/images/dawn?width=64')).headers.get('etag') ?? '';
    for (const sent of [tag, `"other", W/${tag}`, '*']) {
      const again = await ask('/images/dawn?width=64', { headers: { 'if-none-match': sent } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
    }
    const other = await ask('/images/dawn?width=65', { headers: { 'if-none-match': tag } });
    expect(other.status).toBe(200);
  });

  test.each([
    ['width=0', 'query.width'],
    ['width=3841', 'query.width'],
    ['height=2161', 'query.height'],
    ['height=1.5', 'query.height'],
    ['format=gif', 'query.format'],
    ['filter=invert', 'query.filter'],
    ['size=3', 'query'],
  ])('refuses ?%s, names the field, and lets nobody keep that', async (query, field) => {
    const answer = await ask(`/images/dawn?${query}`);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'invalid_request', hint: expect.any(String), errors: [{ field }] },
    ]);
    expect([answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([null, null]);
  });

  test('names the images that there are where one is asked for that there is not', async () => {
    const answer = await ask('/images/dune');
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { code: 'unknown_image', hint: expect.stringContaining("'dunes'"), images: catalogue.map(({ id }) => id) },
    ]);
  });

  test('answers what it has room for, sheds the rest with when to come again, and stays healthy', async () => {
    const crowd = Array.from({ length: 60 }, (_, at) => ask(`/images/dawn?width=${900 + at}`));
    const [health, who] = await Promise.all([ask('/health'), ask('/whoami')]);
    expect([health.status, who.status]).toEqual([200, 200]);
    const answers = await Promise.all(crowd);
    const shed = answers.filter(({ status }) => status !== 200);
    expect(shed.length).toBeGreaterThan(0);
    expect(shed.length).toBeLessThan(60 - 34 + 1);
    expect([shed[0]?.status, shed[0]?.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await shed[0]?.json()).toMatchObject({ code: 'overloaded', hint: expect.any(String) });
  });

  test('works for nobody who left before its turn', async () => {
    const sockets = Array.from({ length: 20 }, () => connect(service.port, '127.0.0.1'));
    for (const [at, socket] of sockets.entries()) {
      socket.write(`GET /images/dawn?width=${3000 + at}&format=webp HTTP/1.1\r\nhost: x\r\n\r\n`);
    }
    const waiting = async () => {
      const metrics = await (await ask('/metrics')).text();
      return Number(/^images_waiting\S* (\d+)$/m.exec(metrics)?.[1]);
    };
    await expect.poll(waiting, patience).toBeGreaterThan(10);
    for (const socket of sockets) socket.destroy();
    await expect.poll(waiting, patience).toBe(0);
  });

  test('names another replica at /whoami where it is to answer wrongly, and only there', async () => {
    const arm = (type: string) =>
      ask('/inject-failure', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type }),
      });
    await arm('incorrect_response');
    const who = await ask('/whoami');
    expect([await who.json(), who.headers.get('x-served-by')]).toMatchObject([{ instance: 'image-3' }, 'image-2']);
    expect(await (await ask('/health')).json()).toMatchObject({ instance_id: 'image-2' });
    await arm('clear');
    expect(await (await ask('/whoami')).json()).toMatchObject({ instance: 'image-2' });
  });
});
