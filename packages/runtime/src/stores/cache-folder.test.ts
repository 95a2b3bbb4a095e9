import assert from 'node:assert/strict';
import { chmod, chown, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { openCacheFolder } from './cache-folder.ts';
import type { Account } from './postgresql-account.ts';

const self: Account = { name: 'self', uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, foreign: false };
const other: Account = { name: 'somebody', uid: 54_321, gid: 54_321, foreign: true };

describe('the cache folder', () => {
  let base = '';
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'temblor-cache-'));
    await chmod(base, 0o755);
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  test('is the one that is named, made where it is not there', async () => {
    const folder = await openCacheFolder(other, join(base, 'cache'));
    assert.equal(folder, join(base, 'cache', 'temblor'));
    assert.equal((await lstat(folder)).mode & 0o022, 0);
    assert.equal(await openCacheFolder(other, join(base, 'cache')), folder);
  });

  test('is another one where the account may not enter it', async () => {
    const closed = join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    assert.notEqual(await openCacheFolder(other, closed), join(closed, 'temblor'));
    await assert.rejects(lstat(join(closed, 'temblor')), { code: 'ENOENT' });
    assert.equal(await openCacheFolder(self, closed), join(closed, 'temblor'));
  });

  test('is never one in which others may write', async () => {
    await mkdir(join(base, 'temblor'));
    await chmod(join(base, 'temblor'), 0o777);
    assert.notEqual(await openCacheFolder(self, base), join(base, 'temblor'));
  });

  test('is never one that others may replace', async () => {
    await chmod(base, 0o777);
    assert.notEqual(await openCacheFolder(self, base), join(base, 'temblor'));
    await chmod(base, 0o1777);
    assert.equal(await openCacheFolder(self, base), join(base, 'temblor'));
  });

  test.runIf(process.getuid?.() === 0)('is never one that somebody else owns', async () => {
    await mkdir(join(base, 'temblor'), { mode: 0o755 });
    await chown(join(base, 'temblor'), other.uid, other.gid);
    assert.notEqual(await openCacheFolder(self, base), join(base, 'temblor'));
  });
});
