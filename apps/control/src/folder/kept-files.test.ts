import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLabFile, removeLabFile, writeLabFile } from './lab-file.ts';
import { readLastPort, writeLastPort } from './port-file.ts';
import { takeToken } from './token-file.ts';

const makePipe = (file: string) => void execFileSync('mkfifo', ['-m', '600', file]);
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
      'that is a pipe which nobody writes',
      (file) => {
        renameSync(file, `${file}.elsewhere`);
        makePipe(file);
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

describe('the token of a folder that something else has the place of', () => {
  test('is refused with the path, and a folder is not removed', () => {
    using folder = makeFolder();
    const file = join(folder.path, 'token');
    mkdirSync(file);
    writeFileSync(join(file, 'precious'), '');
    expect(() => takeToken(folder.path)).toThrow(
      expect.objectContaining({ exitCode: 78, message: expect.stringContaining(file), hint: expect.any(String) }),
    );
    expect(readdirSync(folder.path).sort()).toEqual(['.gitignore', 'token']);
    expect(existsSync(join(file, 'precious'))).toBe(true);
  });

  test('is made where the list for repositories cannot be, and that of somebody else stays', () => {
    using folder = makeFolder();
    writeFileSync(join(folder.path, 'precious'), 'precious');
    symlinkSync(join(folder.path, 'precious'), join(folder.path, '.gitignore'));
    expect(takeToken(folder.path)).toMatch(/^[\w-]{43}$/);
    expect(readFileSync(join(folder.path, 'precious'), 'utf8')).toBe('precious');
    using other = makeFolder();
    mkdirSync(join(other.path, '.gitignore'));
    expect(takeToken(other.path)).toMatch(/^[\w-]{43}$/);
  });
});

describe('the file of a lab', () => {
  const content = {
    pid: 1,
    startTime: 'x',
    url: 'http://127.0.0.1:1',
    token: 't',
    version: '0',
    mode: 'foreground',
  } as const;

  test.each([
    ['a symbolic link', (file: string) => symlinkSync('/nowhere', file)],
    ['a pipe', makePipe],
    ['something torn', (file: string) => writeFileSync(file, '{"pid":')],
  ])('is none where there is %s, which it replaces', (_what, put) => {
    using folder = makeFolder();
    put(join(folder.path, 'lab.json'));
    expect(readLabFile(folder.path)).toBeUndefined();
    writeLabFile(folder.path, content);
    expect(readLabFile(folder.path)).toEqual(content);
    removeLabFile(folder.path);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('says the path where there is a folder, and leaves that alone', () => {
    using folder = makeFolder();
    const file = join(folder.path, 'lab.json');
    mkdirSync(file);
    expect(readLabFile(folder.path)).toBeUndefined();
    expect(() => writeLabFile(folder.path, content)).toThrow(
      expect.objectContaining({ exitCode: 78, message: expect.stringContaining(file) }),
    );
    removeLabFile(folder.path);
    expect(readdirSync(folder.path)).toEqual(['lab.json']);
  });
});

describe('the last port of a folder', () => {
  test.each([
    ['a folder', (file: string) => mkdirSync(file)],
    ['a pipe', makePipe],
    ['a symbolic link', (file: string) => symlinkSync('precious', file)],
  ])('is unknown where there is %s, and a lab opens all the same', (_what, put) => {
    using folder = makeFolder();
    writeFileSync(join(folder.path, 'precious'), '70');
    put(join(folder.path, 'port'));
    expect(readLastPort(folder.path)).toBeUndefined();
    writeLastPort(folder.path, 51_234);
    expect(readFileSync(join(folder.path, 'precious'), 'utf8')).toBe('70');
    expect(readdirSync(folder.path)).toHaveLength(2);
  });

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
