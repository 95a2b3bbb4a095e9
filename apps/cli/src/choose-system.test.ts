/** Which system a command means, and how each command has it named, against a stub of a lab in which two run. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstanceStatus, LabStatus, SystemStatus } from '@temblor/control/api/schemas';
import { labFolderName, writeLabFile } from '@temblor/control/folder/lab-file';
import { processStartTime } from '@temblor/runtime/processes/process-identity';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chooseSystem } from './choose-system.ts';
import { runProgram } from './program.ts';

const voting: SystemStatus = {
  ...{ id: 'voting', system: 'voting', title: 'Voting', state: 'running', run: null, load: null },
  ...{ instances: [], links: [], faults: [], stores: [], actions: [] },
};
const naming = (id: string) => `temblor down ${id}`;

describe('the system that is meant', () => {
  const two = [voting, { ...voting, id: 'voting-2' }];

  test('is the only one, or the named one', () => {
    expect(chooseSystem([voting], undefined, naming).id).toBe('voting');
    expect(chooseSystem(two, 'voting-2', naming).id).toBe('voting-2');
  });

  test('must be named where several run, and be up', () => {
    expect(() => chooseSystem(two, undefined, naming)).toThrowError(
      expect.objectContaining({
        code: 'ambiguous-system',
        hint: 'name one of voting, voting-2, such as: temblor down voting',
      }),
    );
    expect(() => chooseSystem(two, 'votign', naming)).toThrowError(
      expect.objectContaining({ hint: expect.stringContaining("did you mean 'voting'") }),
    );
    expect(() => chooseSystem([], undefined, naming)).toThrowError(expect.objectContaining({ code: 'system-not-up' }));
  });
});

/** Runs a command in a folder whose lab says that these systems are up, and answers all else with one document. */
async function runBeside(systems: readonly SystemStatus[], args: readonly string[], answer: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'temblor-choose-'));
  const lab = { pid: process.pid, url: '', version: '0', folder, mode: 'foreground', startedAt: '' } as const;
  const status: LabStatus = { lab, systems: [...systems] };
  const server = createServer((request, response) => {
    response.writeHead(200).end(JSON.stringify(request.url === '/status' ? status : answer));
  });
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const startTime = processStartTime(process.pid) ?? '';
  mkdirSync(join(folder, labFolderName));
  const { pid, version, mode } = lab;
  const found = { pid, startTime, url: `http://127.0.0.1:${port}`, token: 'x', version, mode };
  writeLabFile(join(folder, labFolderName), found);
  const written: string[] = [];
  const stream = { write: (text: string) => void written.push(text) };
  const codes: number[] = [];
  await runProgram([...args], {
    ...{ environment: {}, folder, stdout: stream, stderr: stream, openBrowser: undefined },
    interrupt: { signal: new AbortController().signal, trigger: () => {}, [Symbol.dispose]: () => {} },
    exit: (code) => void codes.push(code),
  });
  return { code: codes[0], text: written.join('') };
}

describe('a command that does not know which system is meant', () => {
  const log = { ...voting, id: 'log', system: 'log' };
  const balancer = { ...voting, id: 'balancer', system: 'balancer' };

  test.each([
    [['load', '--stop'], 'temblor load log --stop'],
    [['load'], 'temblor load log'],
    [['down'], 'temblor down log'],
    [['logs', 'node-1'], 'temblor logs node-1 --system log'],
    [['restart', 'node-1'], 'temblor restart log node-1'],
    [['inject', 'crash', 'node-1'], 'temblor inject log crash …'],
  ])('%j: proposes the form that it takes', async (args, form) => {
    const { code, text } = await runBeside([log, voting], args);
    expect(code).toBe(64);
    expect(text).toContain(`name one of log, voting, such as: ${form}\n`);
  });

  test('monitor takes the id as an option, among the systems of its kind', async () => {
    const { text } = await runBeside([balancer, { ...balancer, id: 'balancer-2' }, log], ['monitor', 'balancer']);
    expect(text).toContain('name one of balancer, balancer-2, such as: temblor monitor balancer --id balancer\n');
  });

  test('heal tells a system from a fault', async () => {
    const { code, text } = await runBeside([log, voting], ['heal', '--all', 'log']);
    expect(code).toBe(64);
    expect(text).toContain("'log' is a system, and no fault");
    expect(text).toContain('temblor heal --all --system log\n');
    expect((await runBeside([log, voting], ['heal', '--all', '--system', 'log'])).code).toBe(0);
  });
});

describe('inject', () => {
  const node: InstanceStatus = {
    ...{ id: 'node-1', service: 'node', state: 'running', pid: 1, port: 1, url: '', restarts: 0, trouble: null },
    ...{ leads: true, flags: [], health: { state: 'ON', by: null, detector: null, reason: '', sinceUs: null } },
  };
  const log = { ...voting, id: 'log', instances: [node] };
  const fault = { id: 'f1', kind: 'pause', target: { instance: 'node-1' }, parameters: {} };
  const injected = (evidence: object) =>
    runBeside([log], ['inject', 'pause', 'node-1'], { ...fault, evidence, appliedAtUs: 1, remainingMs: 100 });

  test('exits with 1 where a fault is not confirmed, and not where nothing met it yet, as its help says', async () => {
    expect((await injected({ kind: 'not-confirmed', reason: 'gone' })).code).toBe(1);
    const pending = await injected({ kind: 'pending' });
    expect(pending).toEqual({ code: 0, text: expect.stringContaining('not seen to act yet') });
    const { text } = await runBeside([], ['help', 'inject']);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('One that is not seen to act yet goes on, and is no failure');
  });

  test('tells whoever means the leader who leads', async () => {
    const { code, text } = await runBeside([log, voting], ['inject', 'log', 'crash', 'leader']);
    expect(code).toBe(64);
    expect(text).toContain('node-1 leads now\n');
  });
});
