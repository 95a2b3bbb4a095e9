import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { TestLab } from '../testing/open-test-lab.fixture.ts';
import { openTestLab } from '../testing/open-test-lab.fixture.ts';

/** A request whose headers are exactly the given ones. */
function raw(test: TestLab, path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${test.lab.url}${path}`, { headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('access to the control API', () => {
  test('everything but /health wants the token', async () => {
    await using test = await openTestLab();
    expect(await raw(test, '/health', {})).toMatchObject({ status: 200 });
    for (const path of ['/status', '/openapi.json', '/journal', '/nowhere']) {
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
      expect.arrayContaining(['/status', '/systems', '/running/{id}/faults', '/runs/{run}', '/journal', '/shutdown']),
    );
  });
});
