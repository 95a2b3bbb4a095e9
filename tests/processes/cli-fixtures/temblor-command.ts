/** Runs the command `temblor` of this clone in a folder of its own, with a small system of three processes declared there. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { processStartTime } from '@temblor/runtime/processes/process-identity';

const command = fileURLToPath(new URL('../../../temblor', import.meta.url));
const race = fileURLToPath(new URL('./echo-race.ts', import.meta.url));
const service = fileURLToPath(new URL('../fixtures/echo-service.ts', import.meta.url));

/** What a command came to. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
  readonly process: ChildProcess;
  readonly finished: Promise<CommandResult>;
  /** Resolves when standard output holds a text. */
  said(text: string): Promise<void>;
}

/** A folder with a configuration, and the command in it. */
export interface CommandFolder extends AsyncDisposable {
  readonly path: string;
  launch(...args: string[]): RunningCommand;
  temblor(...args: string[]): Promise<CommandResult>;
  /** Runs a command with `--json` and reads its document; fails where there is more than one. */
  json(...args: string[]): Promise<{ code: number | null; document: unknown }>;
  /** Which of the processes that this folder's labs ever recorded are alive, and which of their ports are open. */
  survivors(): Promise<string[]>;
  /** Takes note of what runs now, for `survivors`. */
  remember(): void;
  /** The pid under which the guardian last recorded a child, `echo/front` say, or itself: `guardian`; once it has. */
  recorded(name: string): Promise<number>;
}

/** @param ports of the service `front`; a free one where none is given. */
export function openCommandFolder(ports: readonly number[] = []): CommandFolder {
  const path = mkdtempSync(join(tmpdir(), 'temblor-cli-'));
  writeFileSync(join(path, 'temblor.config.mjs'), configuration(ports));
  const remembered = new Map<number, string>();
  const launch = (...args: string[]): RunningCommand => {
    const child = spawn(command, args, { cwd: path, env: { ...process.env, CI: '1' } });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        output[name] += chunk;
      });
    }
    const finished = new Promise<CommandResult>((resolve) => {
      child.on('close', (code) => resolve({ code, ...output }));
    });
    const said = async (text: string): Promise<void> => {
      const found = await pollUntil(() => output.stdout.includes(text) || child.exitCode !== null, {
        timeoutMs: 60_000,
        intervalMs: 10,
      });
      if (found === undefined || !output.stdout.includes(text)) {
        throw new Error(`'${text}' was not said:\n${output.stdout}\n${output.stderr}`);
      }
    };
    return { process: child, finished, said };
  };
  const temblor = (...args: string[]) => launch(...args).finished;
  return {
    path,
    launch,
    temblor,
    async json(...args) {
      const { code, stdout, stderr } = await temblor(...args, '--json');
      try {
        return { code, document: JSON.parse(stdout) };
      } catch {
        throw new Error(`not one JSON document:\n${stdout}\n${stderr}`);
      }
    },
    remember() {
      for (const pid of recordedPids(path)) remembered.set(pid, processStartTime(pid) ?? '');
    },
    async recorded(name) {
      const own = name === 'guardian' ? '"kind":"guardian"' : `"name":"${name}"`;
      const find = () =>
        readRecord(path)
          .split('\n')
          .findLast((line) => line.includes(own))
          ?.match(/"pid":(\d+)/)?.[1];
      const pid = await pollUntil(find, { timeoutMs: 30_000, intervalMs: 10 });
      if (pid === undefined) throw new Error(`${name} is not recorded:\n${readRecord(path)}`);
      return Number(pid);
    },
    async survivors() {
      return [...remembered].filter(([pid, start]) => processStartTime(pid) === start).map(([pid]) => `pid ${pid}`);
    },
    async [Symbol.asyncDispose]() {
      if (existsSync(join(path, '.temblor', 'lab.json'))) await temblor('down', '--all');
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Whether someone listens on a loopback port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Every process that the guardian of a folder has recorded, itself included. */
function recordedPids(path: string): number[] {
  return [...readRecord(path).matchAll(/"pid":(\d+)/g)].map((match) => Number(match[1]));
}

function readRecord(path: string): string {
  const file = join(path, '.temblor', 'children.ndjson');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function configuration(ports: readonly number[]): string {
  const experiment = {
    title: 'One crash',
    description: 'A backend crashes and is started again.',
    steadyState: { requests: [{ service: 'front', path: '/health', status: 200 }] },
    load: { ratePerSecond: 50, workload: { requests: [{ service: 'front', path: '/health' }] } },
    warmUpMs: 200,
    samplesPerPhase: 50,
    quickSamplesPerPhase: 20,
    phases: [
      { name: 'baseline' },
      // Held down until it is sure to be put OFF: on a busy machine a first probe fails after half a second.
      { name: 'crash', faults: [{ kind: 'crash', target: { instance: 'backend-1' }, durationMs: 2_000 }] },
    ],
    limits: { ttdMs: 5000, ttrMs: 20_000, successPercent: 50, p95Ms: null },
    checks: [],
  };
  const system = {
    name: 'echo',
    title: 'Echo',
    description: 'A front that asks one of two backends.',
    services: {
      front: { run: { module: service }, calls: ['backend'], ports },
      backend: { run: { module: service }, replicas: 2 },
    },
    entrances: ['front'],
    detections: [{ kind: 'probe', service: 'backend', intervalMs: 20, timeoutMs: 500 }],
    experiments: { crash: experiment },
    race: { module: race, title: 'To the front', description: 'Clients that all want to be answered.' },
  };
  return `export default { systems: [${JSON.stringify(system)}] };\n`;
}
