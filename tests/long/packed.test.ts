/** What `npm pack` makes is installed in a folder elsewhere, and used there as anyone would. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = join(root, 'docs/guides/your-own-system');

let folder: string;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with the rest of this machine's environment but not what npm added to it. */
function run(file: string, args: readonly string[], cwd: string, timeoutMs = 60_000): Promise<Ended> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST)/.test(name));
  const options = {
    cwd,
    env: { ...Object.fromEntries(kept), CI: '1' },
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

const temblor = (args: readonly string[], timeoutMs?: number) => run('npx', ['temblor', ...args], folder, timeoutMs);

async function succeed(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(file, args, cwd, 110_000);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  return stdout;
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'temblor-packed-')));
  const packed = await succeed('npm', ['pack', '--silent', '--pack-destination', folder], root);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'someone', private: true, type: 'module' }));
  const tarball = join(folder, packed.trim().split('\n').at(-1) ?? '');
  await succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder);
  await cp(guide, folder, { recursive: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the package, installed elsewhere', () => {
  test('lists the systems that come with it, and those of the folder, as one JSON document', async () => {
    const { code, stdout } = await temblor(['systems', '--json']);
    expect(code).toBe(0);
    const { systems } = z.object({ systems: z.array(z.object({ name: z.string() })) }).parse(JSON.parse(stdout));
    expect(systems.map(({ name }) => name)).toEqual(expect.arrayContaining(['voting', 'key-value']));
  });

  test('brings types with which a configuration checks', async () => {
    const options = { module: 'nodenext', target: 'es2024', lib: ['es2024', 'esnext.disposable'], strict: true };
    const compilerOptions = {
      ...options,
      types: [],
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const compiler = join(root, 'node_modules/.bin/tsc');
    expect(await run(compiler, ['--project', folder], folder)).toMatchObject({ code: 0, stdout: '' });
    const wrong = `import { defineSystem } from 'temblor';\nexport const a = defineSystem({ name: 1 });\n`;
    await writeFile(join(folder, 'wrong.ts'), wrong);
    const { code, stdout } = await run(compiler, ['--project', folder], folder);
    await rm(join(folder, 'wrong.ts'));
    expect(code).not.toBe(0);
    expect(stdout).toContain('wrong.ts(2');
  });

  test('runs the example of the resilience guide with `temblor/resilience`', async () => {
    await cp(join(root, 'docs/guides/resilience'), join(folder, 'resilience'), { recursive: true });
    const { code, stdout, stderr } = await run(process.execPath, ['resilience/call-a-flaky-service.ts'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/→ .*/g)).toEqual(['→ 7', '→ 7', '→ unknown', '→ unknown']);
    expect(stdout).toContain('breaker: breaker-opened');
  });

  test('says what is wrong with a configuration, without a stack trace', async () => {
    await writeFile(join(folder, 'broken.config.ts'), `export default { systems: [{ nam: 'a' }] };\n`);
    const { code, stderr } = await temblor(['systems', '--config', 'broken.config.ts']);
    expect(code).toBe(78);
    expect(stderr).toContain(`nam: unknown key; did you mean 'name'?`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('starts the voting system with its database, answers with its dashboard, and stops it', async () => {
    const { code, stdout, stderr } = await temblor(['up', 'voting', '--ports', 'auto', '--json'], 90_000);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { dashboard } = z.object({ dashboard: z.string() }).parse(JSON.parse(stdout));
    await expectPage(new URL(dashboard).origin);
    expect(await temblor(['down', 'voting'], 30_000)).toMatchObject({ code: 0 });
  });
});

/** The page, its script and its styles come from a lab without a token. */
async function expectPage(lab: string): Promise<void> {
  const page = await (await fetch(`${lab}/`)).text();
  const addresses = [...page.matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g)].map(([, address = '']) => address);
  expect(page).toContain('<div id="root">');
  expect(addresses.map((address) => address.split('.').at(-1)).sort()).toEqual(['css', 'js']);
  for (const address of addresses) {
    const answer = await fetch(new URL(address, `${lab}/`));
    expect({ status: answer.status, size: (await answer.text()).length }).toMatchObject({
      ...{ status: 200, size: expect.toSatisfy((size: number) => size > 1000) },
    });
  }
}

const report = z.object({
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  results: z.array(z.object({ phase: z.string(), ttd_ms: z.number().nullable(), ttr_ms: z.number().nullable() })),
  checks: z.array(z.object({ check: z.string(), verdict: z.string() })),
});

const python = await run('python3', ['--version'], tmpdir());

describe.skipIf(python.code !== 0)('a replicated program in Python that knows nothing of Temblor', () => {
  test('is started, broken and measured: times to detect and to recover, and a check of its own', async () => {
    const { code, stdout, stderr } = await temblor(
      ['run', 'key-value', '--quick', '--ports', 'auto', '--json'],
      110_000,
    );
    // A busy machine may not keep the load's schedule: the verdict is then inconclusive, and the times are measured.
    expect({ code, stderr }).toMatchObject({ code: expect.toSatisfy((value: number) => value === 0 || value === 2) });
    const { results, checks } = report.parse(JSON.parse(stdout));
    expect(results.map(({ phase }) => phase)).toEqual(['baseline', 'crash', 'latency', 'pause']);
    for (const { phase, ttd_ms, ttr_ms } of results.slice(1)) {
      expect({ phase, ttd_ms }).toMatchObject({ ttd_ms: expect.any(Number) });
      expect({ phase, ttr_ms }).toMatchObject({ ttr_ms: expect.any(Number) });
    }
    expect(checks).toEqual([expect.objectContaining({ check: 'newest writes are kept', verdict: 'passed' })]);
    const page = await temblor(['report', 'last', '--format', 'html']);
    const bundle = await readFile(join(folder, 'node_modules/temblor/dist/apps/dashboard/dist/assets/dashboard.js'));
    expect(page.stdout).toContain('id="temblor-journal">\n{"sequence":1,');
    expect(page.stdout.length).toBeGreaterThan(bundle.length);
  });
});
