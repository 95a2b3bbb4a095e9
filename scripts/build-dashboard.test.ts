import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test.each([
  [[], { status: 69, stdout: '', stderr: expect.stringMatching(/^temblor: .*first: npm ci\n$/) }],
  [['--if-possible'], { status: 0, stdout: expect.stringContaining('is not built'), stderr: '' }],
])('without the development dependencies, %j says so in one line', (words, expected) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'temblor-build-'));
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  const script = join(folder.path, 'build-dashboard.ts');
  copyFileSync(fileURLToPath(new URL('build-dashboard.ts', import.meta.url)), script);
  expect(spawnSync(process.execPath, [script, ...words], { encoding: 'utf8' })).toMatchObject(expected);
});
