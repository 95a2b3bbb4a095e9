import { mkdirSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Fastify from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { describe, expect, test } from 'vitest';
import { readPageFiles } from '../page-files.ts';
import { addPageRoutes } from './page.ts';

function serve(folder: string) {
  const app = Fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  addPageRoutes(app, readPageFiles(pathToFileURL(`${folder}/`)));
  return app;
}

function makePage(folder: string): void {
  mkdirSync(join(folder, 'assets', 'below'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'dashboard.js'), 'start()');
  writeFileSync(join(folder, 'assets', 'a b#.css'), 'a {}');
  writeFileSync(join(folder, 'assets', 'below', 'x.js'), '');
  writeFileSync(join(folder, 'secret'), 'secret');
  symlinkSync(join(folder, 'secret'), join(folder, 'assets', 'link.js'));
}

describe('the page', () => {
  test('is served with its files, their types, and the least that a page may do', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'temblor-page-'));
    makePage(folder.path);
    await using app = serve(folder.path);
    const index = await app.inject('/');
    expect(index).toMatchObject({ statusCode: 200, body: '<!doctype html>' });
    expect(index.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    const script = await app.inject('/assets/dashboard.js');
    expect(script).toMatchObject({ statusCode: 200, body: 'start()' });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await app.inject('/assets/a%20b%23.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    for (const { headers } of [index, script]) {
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
          "img-src 'self' data:; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
      );
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    }
  });

  test('is not sent again to a browser that has it', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'temblor-page-'));
    makePage(folder.path);
    await using app = serve(folder.path);
    const { headers } = await app.inject('/assets/dashboard.js');
    const again = await app.inject({ url: '/assets/dashboard.js', headers: { 'if-none-match': String(headers.etag) } });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
    const other = await app.inject({ url: '/assets/dashboard.js', headers: { 'if-none-match': '"old"' } });
    expect(other.statusCode).toBe(200);
  });

  test.each(['nothing.js', 'below', 'below%2fx.js', 'link.js', '%2e%2e%2fsecret', '..%2fsecret', '__proto__'])(
    'has no file %s',
    async (name) => {
      using folder = mkdtempDisposableSync(join(tmpdir(), 'temblor-page-'));
      makePage(folder.path);
      await using app = serve(folder.path);
      const answer = await app.inject(`/assets/${name}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.body).not.toContain('secret');
    },
  );

  test('that is not built says how to build it', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'temblor-page-'));
    await using app = serve(folder.path);
    const answer = await app.inject('/');
    expect(answer).toMatchObject({ statusCode: 404, body: expect.stringContaining('npm run build:dashboard') });
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  });
});
