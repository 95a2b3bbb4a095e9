import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { processStartTime } from '@temblor/runtime/processes/process-identity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandFolder } from './cli-fixtures/temblor-command.ts';
import { isListening, openCommandFolder } from './cli-fixtures/temblor-command.ts';

/**
 * So long it is awaited that nothing is left, whatever ended the lab. That it takes two seconds at most where the lab is
 * killed is measured by `npm run bench:killed-lab`.
 */
const goneWithinMs = 20_000;

async function expectNothingLeft(folder: CommandFolder): Promise<void> {
  await pollUntil(async () => (await folder.survivors()).length === 0, { timeoutMs: goneWithinMs, intervalMs: 20 });
  expect(await folder.survivors()).toEqual([]);
}

describe('a lab in the background', () => {
  let folder: CommandFolder;
  beforeAll(async () => {
    folder = openCommandFolder();
    const up = await folder.json('up', 'echo', '--ports', 'auto');
    expect(up).toMatchObject({ code: 0, document: { id: 'echo', state: 'running' } });
    folder.remember();
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  test('is seen from another terminal: instances with state, pid and address, links, faults, stores', async () => {
    const { code, document } = await folder.json('status');
    expect(code).toBe(0);
    expect(document).toMatchObject({
      lab: { mode: 'background', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
      systems: [
        {
          id: 'echo',
          instances: [
            {
              id: 'front',
              state: 'running',
              pid: expect.any(Number),
              url: expect.stringContaining('http://127.0.0.1:'),
            },
            { id: 'backend-1', state: 'running' },
            { id: 'backend-2', state: 'running' },
          ],
          links: expect.arrayContaining([expect.objectContaining({ id: 'front->backend-1' })]),
          faults: [],
          stores: [],
        },
      ],
    });
  });

  test('its file is for its owner alone', () => {
    expect(statSync(join(folder.path, '.temblor', 'lab.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder.path, '.temblor')).mode & 0o777).toBe(0o700);
  });

  test('a second lab on the same folder is refused, naming the first', async () => {
    const { code, stderr } = await folder.temblor('start', 'echo', '--ports', 'auto');
    expect(code).toBe(69);
    expect(stderr).toMatch(/a lab runs in this folder already \(pid \d+, http:\/\/127\.0\.0\.1:\d+\)/);
  });

  test('a fault is injected with its evidence, seen with its remaining time, and healed', async () => {
    const injected = await folder.json('inject', 'pause', 'backend-1', '--for', '20s');
    expect(injected).toMatchObject({
      code: 0,
      document: { faults: [{ kind: 'pause', target: { instance: 'backend-1' }, evidence: { kind: 'confirmed' } }] },
    });
    const { document } = await folder.json('status');
    expect(document).toMatchObject({
      systems: [{ faults: [{ evidence: { kind: 'confirmed' }, remainingMs: expect.any(Number) }] }],
    });
    expect((await folder.temblor('heal', '--all')).stdout).toMatch(/^healed: /);
    expect(await folder.json('status')).toMatchObject({ document: { systems: [{ faults: [] }] } });
  });

  test('mistyped names are answered with the nearest', async () => {
    const target = await folder.temblor('inject', 'crash', 'bakend-1');
    expect(target).toMatchObject({ code: 64, stderr: expect.stringContaining("did you mean 'backend-1'") });
    const kind = await folder.temblor('inject', 'crush', 'backend-1');
    expect(kind).toMatchObject({ code: 64, stderr: expect.stringContaining("did you mean 'crash'") });
    const system = await folder.temblor('up', 'ecko');
    expect(system).toMatchObject({ code: 64, stderr: expect.stringContaining("did you mean 'echo'") });
  });

  test('an instance is restarted under a new pid', async () => {
    const pidOf = async () => {
      const { document } = await folder.json('status');
      return JSON.stringify(document).match(/"id":"backend-2"[^}]*?"pid":(\d+)/)?.[1];
    };
    const before = await pidOf();
    expect((await folder.temblor('restart', 'backend-2')).code).toBe(0);
    folder.remember();
    expect(await pidOf()).not.toBe(before);
  });

  test('load is laid on it and judged', async () => {
    const { code, document } = await folder.json('load', 'echo', '--rate', '20', '--for', '1s');
    expect(document).toMatchObject({ intended: expect.any(Number), failed: 0 });
    expect([0, 2]).toContain(code);
  });

  test('ends with its last system, and leaves nothing', async () => {
    expect(await folder.json('down')).toMatchObject({ code: 0, document: { ended: ['echo'], labEnded: true } });
    await expectNothingLeft(folder);
    expect(existsSync(join(folder.path, '.temblor', 'lab.json'))).toBe(false);
    const status = await folder.temblor('status');
    expect(status).toMatchObject({ code: 69, stderr: expect.stringContaining('temblor up') });
  });
});

test('a load is ended whose command is interrupted early: before, while and after the lab begins it', async () => {
  await using folder = openCommandFolder();
  expect((await folder.temblor('up', 'echo', '--ports', 'auto')).code).toBe(0);
  for (const afterMs of [200, 350, 500, 650, 800]) {
    const load = folder.launch('load', 'echo', '--rate', '20', '--for', '60s');
    await sleep(afterMs);
    load.process.kill('SIGINT');
    await load.finished;
    expect(await folder.json('status')).toMatchObject({ document: { systems: [{ load: null }] } });
  }
});

describe('a lab of which a part is killed', () => {
  test('ends its system although the load generator is gone, and starts it again', async () => {
    await using folder = openCommandFolder();
    expect((await folder.temblor('up', 'echo', '--ports', 'auto')).code).toBe(0);
    const load = folder.launch('load', 'echo', '--rate', '20', '--for', '60s');
    await load.said('ok ');
    process.kill(await folder.recorded('echo/load'), 'SIGKILL');
    expect(await load.finished).toMatchObject({ code: 2, stdout: expect.stringContaining('ended by SIGKILL') });
    folder.remember();
    expect(await folder.json('down')).toMatchObject({ code: 0, document: { ended: ['echo'], labEnded: true } });
    await expectNothingLeft(folder);
    expect((await folder.temblor('up', 'echo', '--ports', 'auto')).code).toBe(0);
    expect((await folder.temblor('down')).code).toBe(0);
    const log = readFileSync(join(folder.path, '.temblor', 'lab.log'), 'utf8');
    expect(log.match(/the lab is open/g), 'the log of the first lab is kept').toHaveLength(2);
  });

  test('ends when its guardian is gone, says so, and leaves nothing', async () => {
    await using folder = openCommandFolder();
    const start = folder.launch('start', 'echo', '--no-experiment', '--ports', 'auto');
    await start.said('Ctrl-C ends it.');
    folder.remember();
    const guardian = await folder.recorded('guardian');
    process.kill(guardian, 'SIGKILL');
    const { code, stderr } = await start.finished;
    expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining('the guardian ended with SIGKILL') });
    await expectNothingLeft(folder);
    expect(existsSync(join(folder.path, '.temblor', 'lab.json'))).toBe(false);
  });

  test('in the background too, and its log says why', async () => {
    await using folder = openCommandFolder();
    expect((await folder.temblor('up', 'echo', '--ports', 'auto')).code).toBe(0);
    folder.remember();
    const lab = JSON.parse(readFileSync(join(folder.path, '.temblor', 'lab.json'), 'utf8'));
    process.kill(await folder.recorded('guardian'), 'SIGKILL');
    const ended = await pollUntil(() => processStartTime(lab.pid) !== lab.startTime, {
      timeoutMs: goneWithinMs,
      intervalMs: 20,
    });
    expect(ended).toBe(true);
    await expectNothingLeft(folder);
    expect(readFileSync(join(folder.path, '.temblor', 'lab.log'), 'utf8')).toContain('the guardian ended with SIGKILL');
  });

  test('breaks a run off', async () => {
    await using folder = openCommandFolder();
    const run = folder.launch('run', 'echo', '--ports', 'auto');
    await run.said('phase baseline');
    folder.remember();
    process.kill(await folder.recorded('guardian'), 'SIGKILL');
    const { code, stderr } = await run.finished;
    expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining('the guardian ended with SIGKILL') });
    await expectNothingLeft(folder);
  });
});

describe('an experiment', () => {
  let folder: CommandFolder;
  beforeAll(() => {
    folder = openCommandFolder();
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  test('prints its report as one document, exits with its verdict, and writes its files', async () => {
    const codes = { passed: 0, failed: 1, inconclusive: 2 };
    const junit = ['--junit', join(folder.path, 'results', 'junit.xml')];
    const { code, document } = await folder.json('run', 'echo', '--quick', '--ports', 'auto', '--seed', '7', ...junit);
    expect(document, JSON.stringify(document)).toMatchObject({
      verdict: expect.stringMatching(/^(passed|failed|inconclusive)$/),
      experiment_info: { seed: 7, quick: true, command: expect.stringContaining('temblor run echo crash --seed 7') },
      results: [{ phase: 'baseline' }, { phase: 'crash', ttd_ms: expect.any(Number), ttr_ms: expect.any(Number) }],
    });
    const { verdict } = document as { verdict: keyof typeof codes };
    expect(code).toBe(codes[verdict]);
    const [run = ''] = readdirSync(join(folder.path, 'runs'));
    expect(readdirSync(join(folder.path, 'runs', run)).sort()).toEqual([
      'history.ndjson',
      'journal.ndjson',
      'junit.xml',
      'logs',
      'report.html',
      'report.json',
      'report.md',
    ]);
    expect(existsSync(join(folder.path, 'results', 'junit.xml'))).toBe(true);
    expect(existsSync(join(folder.path, '.temblor', 'lab.json'))).toBe(false);
    expect(await folder.json('runs')).toMatchObject({ document: { runs: [{ run, verdict }] } });
    expect((await folder.temblor('report', 'last', '--format', 'md')).stdout).toContain('crash');
    expect((await folder.temblor('compare', 'last', 'last')).code).toBe(0);
  });

  test('that is unknown is refused before anything starts', async () => {
    expect(await folder.json('run', 'echo', 'crsh', '--ports', 'auto')).toMatchObject({
      code: 64,
      document: { error: { code: 'unknown-experiment', hint: expect.stringContaining("did you mean 'crash'") } },
    });
  });

  test('says in words, without a stack, what a timer of its configuration throws, and leaves nothing', async () => {
    await using other = openCommandFolder();
    const file = join(other.path, 'temblor.config.mjs');
    const sign = join(other.path, 'throw');
    const late = `if (fs.existsSync(${JSON.stringify(sign)})) throw new Error('thrown late');`;
    await appendFile(file, `import fs from 'node:fs';\nsetInterval(() => { ${late} }, 20);\n`);
    const run = other.launch('run', 'echo', '--ports', 'auto');
    await other.recorded('echo/front');
    other.remember();
    await writeFile(sign, '');
    const { code, stderr } = await run.finished;
    expect(code).toBe(70);
    expect(stderr).toContain(`thrown late (${file}:`);
    expect(stderr).not.toContain('    at ');
    await expectNothingLeft(other);
  });

  test('ends in order at Ctrl-C, with a report that says so', async () => {
    const run = folder.launch('run', 'echo', '--ports', 'auto');
    await run.said('phase baseline');
    folder.remember();
    run.process.kill('SIGINT');
    expect((await run.finished).code).toBe(130);
    await expectNothingLeft(folder);
    const { document } = await folder.json('report');
    expect(document).toMatchObject({
      verdict: 'inconclusive',
      reasons: expect.arrayContaining([expect.stringContaining('aborted')]),
    });
  });

  test('leaves nothing when it is killed', async () => {
    const run = folder.launch('run', 'echo', '--ports', 'auto');
    await run.said('phase baseline');
    folder.remember();
    run.process.kill('SIGKILL');
    await run.finished;
    await expectNothingLeft(folder);
    expect((await folder.temblor('cleanup')).code).toBe(0);
  });
});

describe('a lab in the foreground', () => {
  test('stays up after the experiment, is used from elsewhere, and leaves nothing at two Ctrl-C in a row', async () => {
    await using folder = openCommandFolder();
    const start = folder.launch('start', 'echo', '--no-experiment', '--ports', 'auto');
    await start.said('Ctrl-C ends it.');
    folder.remember();
    expect((await folder.temblor('inject', 'crash', 'backend-1')).code).toBe(0);
    await start.said('confirmed');
    const { document } = await folder.json('status');
    const port = Number(/"port":(\d+)/.exec(JSON.stringify(document))?.[1]);
    expect(await isListening(port)).toBe(true);
    start.process.kill('SIGINT');
    setTimeout(() => start.process.kill('SIGINT'), 300);
    expect((await start.finished).code).toBe(130);
    await expectNothingLeft(folder);
    expect(await isListening(port)).toBe(false);
  });

  test('ends when its system is taken down from elsewhere', async () => {
    await using folder = openCommandFolder();
    const start = folder.launch('start', 'echo', '--no-experiment', '--ports', 'auto');
    await start.said('Ctrl-C ends it.');
    folder.remember();
    expect((await folder.temblor('down')).code).toBe(0);
    expect((await start.finished).code).toBe(0);
    await expectNothingLeft(folder);
  });
});
