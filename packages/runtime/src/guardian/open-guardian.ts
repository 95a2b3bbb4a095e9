/** Starts the guardian process and fills the port of `guardian.ts` for the lab. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@temblor/foundation/clock/clock';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { compileCacheFolder } from '../processes/command-line.ts';
import { processStartTime } from '../processes/process-identity.ts';
import { endRecorded } from './end-recorded.ts';
import type { Child, ChildLine, ChildSpecification, Guardian } from './guardian.ts';
import type { OutputCut } from './guardian-connection.ts';
import { GuardianConnection } from './guardian-connection.ts';
import { recordFileOf } from './record.ts';

export interface GuardianOptions {
  /** Where the guardian keeps its record of processes and folders; created where it is not there. One lab, one folder. */
  readonly folder: string;
  readonly clock?: Clock;
}

const startWithinMs = 10_000;
const closeWithinMs = 4000;

/**
 * Ends what a former lab of this folder left, and starts a guardian for this one.
 *
 * @throws TemblorError `lab-running` when the folder's lab is alive, `guardian-failed` when the process does not start.
 */
export async function openGuardian(options: GuardianOptions): Promise<Guardian> {
  try {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw guardianFailed(`the guardian's folder cannot be made: ${messageOf(error)}`, options.folder);
  }
  const recordFile = recordFileOf(options.folder);
  await endRecorded(recordFile);
  const guardian = startGuardian(recordFile);
  const { process: guardianProcess, socket } = guardian;
  const connection = new GuardianConnection(socket);
  const outcome = await withTimeout(
    Promise.race([connection.greeted.then(() => undefined), guardian.ended]),
    startWithinMs,
  );
  if (outcome !== undefined || guardianProcess.pid === undefined) {
    throw guardianFailed(outcome ?? 'the guardian could not be started', options.folder);
  }
  return new ProcessGuardian(guardianProcess.pid, guardian, connection, recordFile, options.clock ?? monotonicClock);
}

/** The error of a guardian that did not start, for the reason given. */
export function guardianFailed(reason: string, folder: string): TemblorError {
  const hint = /\b(ENOSPC|EDQUOT)\b/.test(reason)
    ? `free disk space where ${folder} is`
    : `check that ${folder} can be written`;
  return new TemblorError('guardian-failed', reason, { hint });
}

interface GuardianProcess {
  readonly process: ChildProcess;
  readonly socket: Socket;
  /** Settles with the reason when the process is gone; never rejects. */
  readonly ended: Promise<string>;
}

function startGuardian(recordFile: string): GuardianProcess {
  const flags = ['--disable-warning=ExperimentalWarning', '--max-old-space-size=64', '--max-semi-space-size=1'];
  const program = fileURLToPath(new URL('./main.ts', import.meta.url));
  const identity = [String(process.pid), processStartTime(process.pid) ?? ''];
  const started = spawn(process.execPath, [...flags, program, recordFile, ...identity], {
    detached: true, // its own session: the terminal's Ctrl-C does not reach it
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'], // descriptor 3 is a socket pair
    cwd: '/',
    env: { NODE_COMPILE_CACHE: compileCacheFolder(process.env) }, // 40 ms of 110 until it greets
  });
  const socket = started.stdio[3];
  if (!(socket instanceof Socket)) throw new Error('descriptor 3 of the guardian is no socket');
  let lastWords = '';
  started.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-4000);
  });
  const ended = new Promise<string>((resolve) => {
    started.once('error', (error) => resolve(`the guardian could not be started: ${messageOf(error)}`));
    started.once('close', (code, signal) => {
      const words = lastWords === '' ? '' : `: ${lastWords.trim()}`;
      resolve(`the guardian ended with ${signal ?? `code ${code}`}${words}`);
    });
  });
  return { process: started, socket, ended };
}

class ProcessGuardian implements Guardian {
  readonly pid: number;
  readonly #guardian: GuardianProcess;
  readonly #connection: GuardianConnection;
  readonly #recordFile: string;
  readonly #lostListeners = new Set<(reason: string) => void>();
  /** Settles when the guardian is gone and so is everything it had started. */
  readonly #settled: Promise<void>;
  #closing = false;

  constructor(
    pid: number,
    guardian: GuardianProcess,
    connection: GuardianConnection,
    recordFile: string,
    clock: Clock,
  ) {
    this.pid = pid;
    this.#guardian = guardian;
    this.#connection = connection;
    this.#recordFile = recordFile;
    this.#settled = guardian.ended.then((reason) => this.#settle(reason, clock));
  }

  spawn(specification: ChildSpecification): Promise<Child> {
    return this.#connection.spawn(specification);
  }

  async ownFolder(path: string): Promise<void> {
    await this.#command({ type: 'own-folder', path });
  }

  async removeFolder(path: string): Promise<void> {
    await this.#command({ type: 'remove-folder', path });
  }

  onLines(listener: (lines: readonly ChildLine[]) => void): Disposable {
    return this.#connection.onLines(listener);
  }

  onCut(listener: (cut: OutputCut) => void): Disposable {
    return this.#connection.onCut(listener);
  }

  onLost(listener: (reason: string) => void): Disposable {
    this.#lostListeners.add(listener);
    return { [Symbol.dispose]: () => this.#lostListeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    this.#connection.send({ type: 'close' });
    const ended = await withTimeout(this.#guardian.ended, closeWithinMs);
    if (ended === undefined) this.#guardian.process.kill('SIGKILL');
    await this.#settled;
  }

  async #command(question: { type: 'own-folder' | 'remove-folder'; path: string }): Promise<void> {
    const answer = await this.#connection.ask(question);
    if (answer.kind !== 'failed') return;
    throw new TemblorError('folder-failed', answer.message, { hint: answer.hint });
  }

  /** The record is gone where the guardian did its work; where it died, what it names is ended here. */
  async #settle(reason: string, clock: Clock): Promise<void> {
    this.#connection.lose(reason);
    try {
      await endRecorded(this.#recordFile);
    } finally {
      this.#connection.settleExits({ code: null, signal: 'SIGKILL', atUs: clock.nowUs() });
      if (!this.#closing) for (const listener of this.#lostListeners) listener(reason);
    }
  }
}
