import {
  chmodSync,
  mkdirSync,
  mkdtempDisposableSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLastPort, writeLastPort } from './port-file.ts';
import { takeToken } from './token-file.ts';

const makeFolder = () => mkdtempDisposableSync(join(tmpdir(), 'temblor-folder-'));

describe('the token of a folder', () => {
  test('is the same for every lab of the folder, and its owner alone can read it', () => {
    using folder = makeFolder();
    const token = takeToken(folder.path);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(takeToken(folder.path)).toBe(token);
    expect(statSync(join(folder.path, 'token')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder.path, '.gitignore'), 'utf8')).toBe('*\n');
    using other = makeFolder();
    expect(takeToken(other.path)).not.toBe(token);
  });

  const spoilt: readonly [string, (file: string) => void][] = [
    ['that others can read', (file) => chmodSync(file, 0o644)],
    ['that its group can write', (file) => chmodSync(file, 0o620)],
    ['that is cut', (file) => writeFileSync(file, 'abc\n')],
    ['that is too long', (file) => writeFileSync(file, `${'a'.repeat(64)}\n`)],
    ['with other characters', (file) => writeFileSync(file, `${'a'.repeat(42)} \n`)],
    ['that is empty', (file) => writeFileSync(file, '')],
    [
      'that is a symbolic link',
      (file) => {
        renameSync(file, `${file}.elsewhere`);
        symlinkSync(`${file}.elsewhere`, file);
      },
    ],
    [
      'that is a folder',
      (file) => {
        renameSync(file, `${file}.elsewhere`);
        mkdirSync(file);
      },
    ],
  ];
  test.each(spoilt)('one %s is replaced', (_what, spoil) => {
    using folder = makeFolder();
    const file = join(folder.path, 'token');
    const token = takeToken(folder.path);
    spoil(file);
    const next = takeToken(folder.path);
    expect(next).not.toBe(token);
    expect(next).toMatch(/^[\w-]{43}$/);
    expect(takeToken(folder.path)).toBe(next);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('the last port of a folder', () => {
  test('is remembered', () => {
    using folder = makeFolder();
    expect(readLastPort(folder.path)).toBeUndefined();
    writeLastPort(folder.path, 51_234);
    expect(readLastPort(folder.path)).toBe(51_234);
  });

  test.each(['', '0', '65536', 'abc', '70 70', '-1'])('%j is no port', (text) => {
    using folder = makeFolder();
    writeFileSync(join(folder.path, 'port'), text);
    expect(readLastPort(folder.path)).toBeUndefined();
  });
});
