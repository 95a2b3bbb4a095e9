import { describe, expect, test } from 'vitest';
import { openTestLab } from '../testing/open-test-lab.fixture.ts';
import { checkStoreUrls } from './check-store-urls.ts';

const shop = { name: 'shop', stores: { postgres: { kind: 'postgresql', database: 'app' } } } as const;

describe('a database server that is given', () => {
  test.each(['postgres://localhost/app', 'postgresql://u:p@10.0.0.1:5432/app'])('may be %s', (url) => {
    expect(() => checkStoreUrls(shop, { postgres: url })).not.toThrow();
  });

  test.each(['garbage', '', 'http://localhost/app', 'postgres://', 'postgres://a:b c/'])('may not be "%s"', (url) => {
    const expected = { code: 'invalid-store-url', exitCode: 64, hint: expect.stringContaining('postgres://') };
    expect(() => checkStoreUrls(shop, { postgres: url })).toThrowError(expect.objectContaining(expected));
  });

  test('is for a store of the system', () => {
    const expected = { code: 'unknown-store', exitCode: 64, hint: expect.stringContaining("'postgres'") };
    expect(() => checkStoreUrls(shop, { postgers: 'postgres://x/y' })).toThrowError(expect.objectContaining(expected));
  });

  test('is checked before a system or a run is started', async () => {
    await using lab = await openTestLab();
    const storeUrls = { nosuch: 'postgres://x/y' };
    for (const path of ['/running', '/runs']) {
      const answer = await lab.call('POST', path, { system: 'shop', storeUrls });
      expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-store', exitCode: 64 } });
    }
    expect(await lab.call('GET', '/runs')).toMatchObject({ body: { runs: [] } });
  });
});
