/** The launcher `temblor`, in a folder of its own with a program in the place of the command. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const launcher = fileURLToPath(new URL('../../temblor', import.meta.url));
const platformPackage = `node-${process.platform}-${process.arch}`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-launcher-'));
  await mkdir(join(folder, 'package'));
  await copyFile(launcher, join(folder, 'package/temblor'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A program that tells who it is, and ends as it is told. */
async function plantMain(path: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(
    join(folder, path),
    `console.log(process.pid, process.argv[2]); process.exit(Number(process.argv[3]));`,
  );
}

async function plantNode(modules: string): Promise<void> {
  const bin = join(folder, modules, platformPackage, 'bin');
  await mkdir(bin, { recursive: true });
  await symlink(process.execPath, join(bin, 'node'));
}

/** Runs the launcher where no other Node is to be found. */
function launch(path: string, args: readonly string[]) {
  const env = { PATH: '/usr/bin:/bin' };
  return new Promise<{ code: unknown; pid: number | undefined; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(join(folder, path), args, { env, timeout: 10_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, pid: child.pid, stdout, stderr });
    });
  });
}

describe('the launcher', () => {
  test('becomes the pinned Node: its pid is the program, its exit code the program`s', async () => {
    await plantMain('package/apps/cli/src/main.ts');
    await plantNode('package/node_modules');
    const { code, pid, stdout } = await launch('package/temblor', ['a b', '7']);
    expect({ code, stdout }).toEqual({ code: 7, stdout: `${pid} a b\n` });
  });

  test('finds what was built where there is no source, and Node beside its package, through links', async () => {
    await plantMain('package/dist/apps/cli/src/main.js');
    await plantNode('node_modules');
    await mkdir(join(folder, 'bin'));
    await symlink('../package/temblor', join(folder, 'bin/first'));
    await symlink('first', join(folder, 'bin/second'));
    expect(await launch('bin/second', ['x', '0'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+ x\n$/),
    });
  });

  test('says what to do in a clone where nothing is installed', async () => {
    await plantMain('package/apps/cli/src/main.ts');
    const { code, stderr } = await launch('package/temblor', []);
    expect(code).toBe(69);
    expect(stderr).toContain(`run 'npm ci'`);
  });

  test('says so where no Node fits', async () => {
    await plantMain('package/dist/apps/cli/src/main.js');
    const { code, stdout, stderr } = await launch('package/temblor', ['x', '0']);
    // Unless the machine brings a Node that is new enough, which is then taken.
    if (code === 0) expect(stdout).toMatch(/ x\n$/);
    else expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining('Install Node 26') });
  });
});
