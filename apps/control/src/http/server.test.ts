import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TestLab } from '../testing/open-test-lab.fixture.ts';
import { openTestLab } from '../testing/open-test-lab.fixture.ts';

interface RawAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** A request whose headers are exactly the given ones. */
function raw(test: TestLab, path: string, headers: Record<string, string>): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(test.lab.url);
    // The path as it is given: a URL would have been tidied.
    const call = request({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('access to the control API', () => {
  test('everything but the page and /health wants the token', async () => {
    await using test = await openTestLab();
    expect(await raw(test, '/health', {})).toMatchObject({ status: 200 });
    for (const path of ['/status', '/openapi.json', '/journal', '/journal/history', '/runs/last/journal', '/nowhere']) {
      expect(await raw(test, path, {}), path).toMatchObject({ status: 401, body: expect.stringContaining('lab.json') });
      expect(await raw(test, path, { authorization: 'Bearer wrong' }), path).toMatchObject({ status: 401 });
    }
  });

  test('a foreign Host or Origin is refused even with the token', async () => {
    await using test = await openTestLab();
    const authorization = `Bearer ${test.lab.token}`;
    expect(await raw(test, '/status', { authorization, host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await raw(test, '/health', { host: 'evil.example:7070' })).toMatchObject({ status: 403 });
    expect(await raw(test, '/status', { authorization, origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await raw(test, '/status', { authorization, origin: test.lab.url })).toMatchObject({ status: 200 });
  });

  test('no spelling of a path gets past the token', async () => {
    await using test = await openTestLab();
    const spellings = ['//assets', '//status', '/assets', '/assets//', '/%2e%2e/', '/./status', '/status/'];
    const climbing = ['/assets/../status', '/assets/x/../../status', '/health/../status', '/%73tatus', '/STATUS'];
    for (const path of [...spellings, ...climbing, '/index.html', '/health/', 'http://127.0.0.1/status']) {
      expect((await raw(test, path, {})).status, path).toBe(401);
    }
    for (const path of ['/?/status', '/#/../status', '/;/status', '*']) {
      expect((await raw(test, path, {})).body, path).not.toContain('"systems"');
    }
    for (const path of [
      '/assets/',
      '/assets/%2e%2e%2fstatus',
      '/assets/..',
      '/assets/%2e%2e',
      '/assets/..%2findex.html',
    ]) {
      expect((await raw(test, path, {})).status, path).toBe(404);
    }
  });

  test('a page of another site is refused by what its browser says of it', async () => {
    await using test = await openTestLab();
    const authorization = `Bearer ${test.lab.token}`;
    for (const site of ['cross-site', 'same-site']) {
      const headers = { authorization, 'sec-fetch-site': site };
      expect(await raw(test, '/status', headers)).toMatchObject({ status: 403 });
      expect(await raw(test, '/journal', headers)).toMatchObject({ status: 403 });
      expect(await raw(test, '/health', headers)).toMatchObject({ status: 403 });
    }
    for (const site of ['same-origin', 'none']) {
      expect(await raw(test, '/status', { authorization, 'sec-fetch-site': site })).toMatchObject({ status: 200 });
    }
  });

  test('the page is for whoever follows a link to it, under the Host of the lab alone', async () => {
    await using test = await openTestLab();
    expect((await raw(test, '/', { 'sec-fetch-site': 'cross-site' })).status).not.toBe(403);
    expect(await raw(test, '/', { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await raw(test, '/', { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect((await raw(test, '/', {})).headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('the journal over the API', () => {
  test('the history is what the lab still has of a range', async () => {
    await using test = await openTestLab();
    for (let number = 1; number <= 600; number += 1) test.journal.append('shop', number, { type: 'system-stopped' });
    const read = async (query: string) => {
      const authorization = `Bearer ${test.lab.token}`;
      const { status, headers, body } = await raw(test, `/journal/history${query}`, { authorization });
      const sequences = body.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).sequence as number]));
      return { status, missed: headers['x-temblor-missed'], type: headers['content-type'], sequences };
    };
    const all = await read('');
    expect(all).toMatchObject({ status: 200, missed: '0', type: expect.stringContaining('application/x-ndjson') });
    expect(all.sequences).toEqual(Array.from({ length: test.journal.nextSequence - 1 }, (_, index) => index + 1));
    expect(await read('?since=5&until=7')).toMatchObject({ missed: '0', sequences: [5, 6, 7] });
    expect(await read('?since=7&until=5')).toMatchObject({ missed: '0', sequences: [] });
    expect(await read('?since=99999')).toMatchObject({ missed: '0', sequences: [] });
    expect(await read('?since=0')).toMatchObject({ status: 400 });
  });

  test('that of a run is its file, and a run that is not there is not found', async () => {
    await using test = await openTestLab();
    const headers = { authorization: `Bearer ${test.lab.token}` };
    const folder = join(test.folder, 'runs', '20260101-000000-shop-faults');
    const text = `${JSON.stringify({ sequence: 1 })}\n`.repeat(10_000);
    mkdirSync(folder, { recursive: true });
    expect(await raw(test, '/runs/last/journal', headers)).toMatchObject({ status: 404 });
    writeFileSync(join(folder, 'journal.ndjson'), text);
    expect(await raw(test, '/runs/last/journal', headers)).toMatchObject({ status: 200, body: text });
    for (const run of ['nothing', '..', '%2e%2e%2f..']) {
      const { status, body } = await raw(test, `/runs/${run}/journal`, headers);
      expect(status, run).toBe(404);
      expect(JSON.parse(body)).toMatchObject({ detail: expect.any(String) });
    }
    expect(test.defects).toEqual([]);
  });

  test('that of a run whose file is something else is a problem that says what, and no defect', async () => {
    await using test = await openTestLab();
    const put: Record<string, (file: string) => void> = {
      'a folder': (file) => mkdirSync(file),
      'a pipe': (file) => void execFileSync('mkfifo', [file]),
      'a symbolic link': (file) => symlinkSync('/etc/passwd', file),
    };
    for (const [number, [what, make]] of Object.entries(put).entries()) {
      const run = `2026010${number + 1}-000000-shop-faults`;
      mkdirSync(join(test.folder, 'runs', run), { recursive: true });
      make(join(test.folder, 'runs', run, 'journal.ndjson'));
      const answer = await test.call('GET', `/runs/${run}/journal`);
      expect(answer, what).toMatchObject({ status: 409, body: { detail: expect.stringContaining(what) } });
      expect(await test.call('GET', `/runs/${run}/report`), what).toMatchObject({ status: 404 });
    }
    expect(test.defects).toEqual([]);
  });

  test('streams to a client that has another epoch from the first event on', async () => {
    await using test = await openTestLab();
    const headers = { authorization: `Bearer ${test.lab.token}`, 'last-event-id': 'of-another-lab.70' };
    const response = await fetch(`${test.lab.url}/journal`, { headers });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('event: journal')) text += (await reader?.read())?.value ?? '';
    const epoch = JSON.parse(/^event: lab\ndata: (.*)$/m.exec(text)?.[1] ?? '').epoch as string;
    expect(text).toContain(`id: ${epoch}.1\nevent: journal\ndata: {"sequence":1,`);
    await reader?.cancel();
  });
});

describe('bad input', () => {
  const cases: readonly [string, string, unknown, number, string][] = [
    ['malformed JSON', '/running', '{', 400, 'bad-request'],
    ['a body too large', '/running', { system: 'x'.repeat(70_000) }, 413, 'bad-request'],
    ['a wrong type', '/running', { system: 5 }, 400, 'invalid-request'],
    ['an unknown key', '/running', { system: 'shop', prots: 'auto' }, 400, 'invalid-request'],
    ['an unknown fault', '/running/shop/faults', { kind: 'crush', target: { instance: 'a' } }, 400, 'invalid-request'],
    [
      'a system that is not up',
      '/running/shop/faults',
      { kind: 'crash', target: { instance: 'a' } },
      404,
      'system-not-up',
    ],
    ['a path that is not there', '/nowhere', {}, 404, 'unknown-path'],
  ];
  for (const [name, path, body, status, code] of cases) {
    test(`${name} gets a problem document without a stack trace`, async () => {
      await using test = await openTestLab();
      const answer = await test.call('POST', path, body);
      expect(answer).toMatchObject({ status, body: { status, code, detail: expect.any(String) } });
      expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts/);
      expect(test.defects).toEqual([]);
    });
  }

  test.each([
    ['a malformed escape', '/running/%zz', 400],
    ['a parameter too long', `/running/${'x'.repeat(300)}`, 414],
  ])('%s, which the router refuses, gets one too', async (_name, path, status) => {
    await using test = await openTestLab();
    const answer = await test.call('GET', path);
    expect(answer).toMatchObject({ status, body: { type: 'about:blank', status, detail: expect.any(String) } });
    expect(test.defects).toEqual([]);
  });

  test('another media type is refused as such', async () => {
    await using test = await openTestLab();
    const response = await fetch(`${test.lab.url}/running`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.lab.token}`, 'content-type': 'text/xml' },
      body: '<a/>',
    });
    expect(response.status).toBe(415);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('the description', () => {
  test('is OpenAPI 3.1 and names every path', async () => {
    await using test = await openTestLab();
    const { body } = await test.call('GET', '/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0' });
    expect(Object.keys((body as { paths: object }).paths)).toEqual(
      expect.arrayContaining([
        '/status',
        '/systems',
        '/running/{id}/faults',
        '/runs/{run}',
        '/runs/{run}/journal',
        '/journal',
        '/journal/history',
        '/',
        '/shutdown',
      ]),
    );
  });
});
