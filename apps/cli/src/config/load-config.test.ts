import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

interface Answer {
  readonly systems?: readonly {
    name: string;
    services: Record<string, { run: object; health: object }>;
    stores: object;
  }[];
  readonly failure?: { code: string; message: string; hint?: string; exitCode: number };
}

let folder: string;
let reader: Worker;

beforeAll(() => {
  reader = new Worker(new URL('./load-config.fixture.ts', import.meta.url));
});

afterAll(async () => {
  await reader.terminate();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-config-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(file?: string): Promise<Answer> {
  reader.postMessage({ folder, file });
  const [answer]: Answer[] = await once(reader, 'message', { signal: AbortSignal.timeout(20_000) });
  return answer ?? {};
}

async function systemsOf(file?: string) {
  const { systems, failure } = await read(file);
  if (systems === undefined) throw new Error(`expected systems, got ${failure?.message}`);
  return systems;
}

async function failureOf(file?: string) {
  const { failure } = await read(file);
  if (failure === undefined) throw new Error('expected a failure, got systems');
  expect(failure.exitCode).toBe(78);
  expect(failure.message).not.toMatch(/\n\s+at /);
  return failure;
}

const service = `{ run: { command: ['python3', 'server.py', '{port}'] }, replicas: 3 }`;
const experiment = `{ title: 't', description: 'd', steadyState: { requests: [] }, phases: [{ name: 'baseline' }], checks: [],
  load: { ratePerSecond: 10, workload: { requests: [{ service: 'node', path: '/' }] } },
  limits: { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null } }`;

function system(rest = ''): string {
  return `{ name: 'mine', title: 'Mine', description: 'd', services: { node: ${service} }, entrances: ['node'], ${rest} }`;
}

function config(body: string): string {
  return `import { defineConfig, defineSystem } from 'temblor';\nexport default ${body};\n`;
}

async function write(text: string, name = 'temblor.config.ts'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('a configuration that is right', () => {
  test('a folder without one declares no systems', async () => {
    expect(await systemsOf()).toEqual([]);
  });

  test('is found, and its systems get their defaults', async () => {
    await write(config(`defineConfig({ systems: [defineSystem(${system()})] })`));
    const [mine] = await systemsOf();
    expect(mine?.services.node?.health).toEqual({ path: '/health', status: 200, readyWithinMs: 15_000 });
  });

  test('may be a plain object in JavaScript', async () => {
    await write(`export default { systems: [${system()}] };`, 'temblor.config.mjs');
    expect((await systemsOf()).map(({ name }) => name)).toEqual(['mine']);
  });

  test('is taken from a given file, relative to the folder', async () => {
    await mkdir(join(folder, 'lab'));
    await write(config(`defineConfig({ systems: [${system()}] })`), 'lab/other.ts');
    expect(await systemsOf('lab/other.ts')).toHaveLength(1);
  });

  test('counts relative paths from its own folder', async () => {
    await mkdir(join(folder, 'lab'));
    const services = `services: { a: { run: { command: ['x'] } }, b: { run: { command: ['x'], directory: 'deep' } },
      c: { run: { module: './c.ts' } }, d: { run: { module: new URL('./d.ts', import.meta.url) } } }`;
    await write(
      config(`defineConfig({ systems: [{ name: 'mine', title: '', description: '', ${services},
        stores: { db: { kind: 'postgresql', schema: 'db.sql' } } }] })`),
      'lab/c.ts',
    );
    const [mine] = await systemsOf('lab/c.ts');
    expect(mine?.services.a?.run).toMatchObject({ directory: join(folder, 'lab') });
    expect(mine?.services.b?.run).toMatchObject({ directory: join(folder, 'lab/deep') });
    expect(mine?.services.c?.run).toMatchObject({ module: join(folder, 'lab/c.ts') });
    expect(String(Reflect.get(mine?.services.d?.run ?? {}, 'module'))).toMatch(/^file:.*\/lab\/d\.ts$/);
    expect(mine?.stores).toMatchObject({ db: { schema: join(folder, 'lab/db.sql') } });
  });
});

describe('a configuration that is wrong says where and what', () => {
  test('a file that is not there', async () => {
    expect((await failureOf('nowhere.ts')).message).toContain('nowhere.ts');
  });

  test('a syntax error, with file and line', async () => {
    const path = await write('const a = 1;\nexport default {{;\n');
    expect((await failureOf()).message).toContain(`${path}:2`);
  });

  test('a syntax error in plain JavaScript, with file and line', async () => {
    const path = await write('const a = 1;\nexport default {{;\n', 'temblor.config.mjs');
    expect((await failureOf()).message).toContain(`${path}:2`);
  });

  test('a syntax error in a module beside it', async () => {
    const path = await write('export const a = ;\n', 'parts.ts');
    await write(`import { a } from './parts.ts';\nexport default a;\n`);
    expect((await failureOf()).message).toContain(`${path}:1`);
  });

  test('TypeScript that Node does not run', async () => {
    await write('enum State { On }\nexport default { systems: [State] };\n');
    const error = await failureOf();
    expect(error.message).toContain('enum');
    expect(error.hint).toContain('no enum');
  });

  test('an import that is not there', async () => {
    await write(`import x from 'not-installed';\nexport default x;\n`);
    const error = await failureOf();
    expect(error.message).toContain(`'not-installed'`);
    expect(error.hint).toContain('install');
  });

  test('an exception of its own, with file and line', async () => {
    const path = await write(`\n\nthrow new Error('no such thing');\n`);
    expect((await failureOf()).message).toMatch(new RegExp(`${path}:3:\\d+: no such thing`));
  });

  test('no default export', async () => {
    await write('export const systems = [];\n');
    expect((await failureOf()).message).toContain('no default export');
  });

  test('an export that is no configuration', async () => {
    await write('export default { system: [] };\n');
    expect((await failureOf()).message).toContain(`system: unknown key; did you mean 'systems'?`);
  });

  test('an unknown key, with the nearest known one and the line of the declaration', async () => {
    const path = await write(
      config(
        `defineConfig({\nsystems: [\ndefineSystem(${system(`services: { node: { run: { command: ['x'] }, replica: 3 } }`)})] })`,
      ),
    );
    const { message } = await failureOf();
    expect(message).toContain(`services.node.replica: unknown key; did you mean 'replicas'?`);
    expect(message).toContain(`${path}:4`);
  });

  test('a misspelt alternative of a union', async () => {
    await write(config(`defineConfig({ systems: [${system(`services: { node: { run: { comand: ['x'] } } }`)}] })`));
    const { message } = await failureOf();
    expect(message).toContain(`services.node.run.comand: unknown key; did you mean 'command'?`);
    expect(message).not.toContain('module');
  });

  test('an unknown kind of detection, and an unknown key of a known one', async () => {
    await write(
      config(
        `defineConfig({ systems: [${system(`detections: [{ kind: 'log-patern' },
        { kind: 'probe', service: 'node', interval: 5 }]`)}] })`,
      ),
    );
    const { message } = await failureOf();
    expect(message).toContain(`detections[0].kind: 'log-patern' is not known; did you mean 'log-pattern'?`);
    expect(message).toContain(`detections[1].interval: unknown key; did you mean 'intervalMs'?`);
  });

  test('a name that refers to nothing', async () => {
    await write(config(`defineConfig({ systems: [${system(`detections: [{ kind: 'probe', service: 'nodes' }]`)}] })`));
    expect((await failureOf()).message).toContain(`'nodes' is not there; did you mean 'node'?`);
  });

  test('an experiment whose fault, target or workload is not known', async () => {
    const broken = (phases: string) =>
      write(
        config(
          `defineConfig({ systems: [${system(`experiments: { e: { ...${experiment}, phases: [${phases}] } }`)}] })`,
        ),
        `${crypto.randomUUID()}.ts`,
      );
    const messageOf = async (phases: string) => (await failureOf(await broken(phases))).message;
    expect(await messageOf(`{ name: 'p', faults: [{ kind: 'crsh', target: { instance: 'node-1' } }] }`)).toContain(
      `experiments.e.phases[0].faults[0].kind: 'crsh' is not known; did you mean 'crash'?`,
    );
    expect(await messageOf(`{ name: 'p', faults: [{ kind: 'crash', target: { instance: 'node-4' } }] }`)).toContain(
      `experiments.e: phase 'p', fault 'crash': 'node-4' is not there; did you mean 'node-`,
    );
    expect(await messageOf(`{ name: 'p', fault: [] }`)).toContain(`did you mean 'faults'?`);
  });

  test('two systems of one name', async () => {
    await write(config(`defineConfig({ systems: [${system()}, ${system()}] })`));
    expect((await failureOf()).message).toContain(`two systems are named 'mine'`);
  });
});

describe('code that would end the process instead', () => {
  test.each([
    ['an exit', 'process.exit(0);', 'process.exit(0)'],
    ['an exit by another name', `import { exit } from 'node:process'; exit(0);`, 'process.exit(0)'],
    [
      'an exit from a timer',
      'setTimeout(() => process.exit(0), 1); await new Promise(() => undefined);',
      'process.exit(0)',
    ],
    ['a throw from a timer', `setTimeout(() => { throw new Error('late'); }, 1); await new Promise(() => {});`, 'late'],
  ])('%s is a failure of the configuration', async (_name, text, words) => {
    const path = join(folder, 'temblor.config.ts');
    await writeFile(path, text);
    const { code, message } = await failureOf();
    expect(code).toBe('config-broken');
    expect(message).toContain(path);
    expect(message).toContain(words);
  });
});
