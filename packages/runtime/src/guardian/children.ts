/** The guardian's side of its children: starting them, signals, leases of pauses, and the news of their end. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Clock } from '@temblor/foundation/clock/clock';
import { codeOf, messageOf } from '@temblor/foundation/errors/temblor-error';
import { listProcesses, readProcess } from '../processes/process-table.ts';
import type { EndTarget } from './end-processes.ts';
import { guardianVariable, signalGroup } from './end-processes.ts';
import type { ChildSpecification, PauseEnd } from './guardian.ts';
import type { OutputDrain } from './output-drain.ts';
import type { AppendRecord } from './record.ts';
import type { Answer, GuardianMessage } from './wire.ts';

export interface ChildrenOptions {
  readonly clock: Clock;
  readonly token: string;
  readonly record: AppendRecord;
  readonly drain: OutputDrain;
  readonly send: (message: GuardianMessage) => void;
}

interface LivingChild extends EndTarget {
  readonly process: ChildProcess;
  /** The lease of the pause that acts; absent where none does. */
  lease: NodeJS.Timeout | undefined;
}

/**
 * How long the end of a child's output may come after its own: normally no time, but a grandchild that left the process
 * group may hold the pipe for good.
 */
const outputAfterExitMs = 250;
const pauseSeenWithinMs = 500;
const maximumInputBytes = 1_048_576;

export class Children {
  readonly #options: ChildrenOptions;
  readonly #living = new Map<number, LivingChild>();

  constructor(options: ChildrenOptions) {
    this.#options = options;
  }

  /** What is to be ended when the lab is gone. */
  targets(): EndTarget[] {
    return [...this.#living.values()];
  }

  spawn(child: number, specification: ChildSpecification): Promise<Answer> {
    const { clock, token, drain, record } = this.#options;
    const startedUs = clock.nowUs();
    let started: ChildProcess;
    try {
      started = spawn(specification.file, specification.args, {
        cwd: specification.directory,
        env: { ...specification.environment, [guardianVariable]: token },
        detached: true, // its own session and process group
        stdio: 'pipe',
        ...(specification.uid === undefined ? {} : { uid: specification.uid }),
        ...(specification.gid === undefined ? {} : { gid: specification.gid }),
      });
    } catch (error) {
      return Promise.resolve(spawnFailure(error, specification));
    }
    const { pid, stdout, stderr, stdin } = started;
    if (pid === undefined) {
      return new Promise((resolve) => {
        started.once('error', (error) => resolve(spawnFailure(error, specification)));
      });
    }
    started.on('error', () => {}); // a signal that came too late; the exit tells
    const startTime = readProcess(pid)?.startTime ?? '';
    const endSignal = specification.endSignal ?? 'SIGKILL';
    // What a full disk keeps out of the record is still ended with the lab: it is known here.
    record({ kind: 'child', name: specification.name, pid, startTime, endSignal });
    this.#living.set(child, { process: started, pid, startTime, endSignal, lease: undefined });
    stdin?.on('error', () => {}); // a child that closed its input or is gone
    if (stdout !== null) drain.attach(child, 'stdout', stdout);
    if (stderr !== null) drain.attach(child, 'stderr', stderr);
    this.#awaitExit(child, started, pid);
    return Promise.resolve({ kind: 'spawned', pid, startTime, startedUs });
  }

  signal(child: number, signal: NodeJS.Signals): Answer {
    const living = this.#living.get(child);
    if (living === undefined) return { kind: 'done' };
    const atUs = this.#options.clock.nowUs();
    signalGroup(living.pid, signal);
    return { kind: 'signalled', atUs };
  }

  write(child: number, line: string): void {
    const stdin = this.#living.get(child)?.process.stdin;
    if (stdin === null || stdin === undefined || !stdin.writable) return;
    if (stdin.writableLength > maximumInputBytes) {
      this.#options.send({ type: 'cut', child, lines: 1, bytes: line.length });
      return;
    }
    stdin.write(`${line}\n`);
  }

  async pause(child: number, leaseMs: number): Promise<Answer> {
    const living = this.#living.get(child);
    if (living === undefined) return { kind: 'not-seen' };
    clearTimeout(living.lease);
    // Node counts whole milliseconds, and may be one early: a pause is never shorter than it was asked to be.
    const lease = setTimeout(() => this.#continue(child, 'lease'), leaseMs + 1);
    living.lease = lease;
    signalGroup(living.pid, 'SIGSTOP');
    const deadlineMs = performance.now() + pauseSeenWithinMs;
    while (living.lease === lease && performance.now() < deadlineMs) {
      if (isStopped(living.pid)) return { kind: 'stopped', atUs: this.#options.clock.nowUs() };
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return { kind: 'not-seen' };
  }

  resume(child: number): void {
    this.#continue(child, 'resume');
  }

  #continue(child: number, by: PauseEnd['by']): void {
    const living = this.#living.get(child);
    if (living?.lease === undefined) return;
    clearTimeout(living.lease);
    living.lease = undefined;
    signalGroup(living.pid, 'SIGCONT');
    this.#options.send({ type: 'continued', child, end: { atUs: this.#options.clock.nowUs(), by } });
  }

  #awaitExit(child: number, started: ChildProcess, pid: number): void {
    const { clock, record, drain, send } = this.#options;
    started.once('exit', (code, signal) => {
      const exit = { code, signal, atUs: clock.nowUs() };
      clearTimeout(this.#living.get(child)?.lease);
      this.#living.delete(child);
      signalGroup(pid, 'SIGKILL'); // what it left in its group would hold its port
      record({ kind: 'child-gone', pid });
      let told = false;
      const tell = () => {
        if (told) return;
        told = true;
        clearTimeout(timer);
        started.stdout?.destroy();
        started.stderr?.destroy();
        drain.finish(child); // its last words come before the news of its end
        send({ type: 'exited', child, exit });
      };
      const timer = setTimeout(tell, outputAfterExitMs);
      started.once('close', tell);
    });
  }
}

/**
 * Whether a group leader is listed as stopped. One that was caught in the middle of vfork waits, uninterruptibly (`D`),
 * for the other process of its group that is stopped in its stead.
 */
function isStopped(leader: number): boolean {
  const state = readProcess(leader)?.state;
  if (state !== 'D') return state === 'T';
  return listProcesses().some((entry) => entry.group === leader && entry.state === 'T');
}

function spawnFailure(error: unknown, { file, directory }: ChildSpecification): Answer {
  const code = codeOf(error);
  if (code === 'ENOENT' && !isDirectory(directory)) {
    return { kind: 'failed', message: `the folder ${directory} is not there`, hint: 'check `directory`' };
  }
  if (code === 'ENOENT') {
    return {
      kind: 'failed',
      message: `the program '${file}' was not found`,
      hint: 'install it, or give its whole path; a script needs the interpreter of its first line',
    };
  }
  if (code === 'EACCES') {
    return {
      kind: 'failed',
      message: `'${file}' may not be executed, or the folder ${directory} not entered`,
      hint: `make it executable: chmod +x '${file}'`,
    };
  }
  return { kind: 'failed', message: messageOf(error), hint: 'run the command by hand to see what is missing' };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
