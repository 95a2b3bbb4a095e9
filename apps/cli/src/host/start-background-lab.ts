import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabFile } from '@temblor/control/folder/lab-file';
import { labFolderName } from '@temblor/control/folder/lab-file';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { findLab } from '../client/find-lab.ts';
import type { CommandContext } from '../command-context.ts';
import type { BackgroundTask } from './background/messages.ts';
import { backgroundMessage } from './background/messages.ts';
import type { HostOptions } from './host-lab.ts';

/** A log larger than this is moved to `lab.log.1` before the next lab writes. */
const maximumLogBytes = 1_048_576;

/** Neither follows a link nor waits for somebody to read a pipe. */
const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
const appendOnly = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;

/**
 * Starts the lab of a folder in a process of its own session, which outlives this one, and resolves when it is open.
 * @throws TemblorError what kept the lab from opening; `folder-unusable`; `lab-not-opened` when it ended without a word.
 */
export async function startBackgroundLab(context: CommandContext, ports: HostOptions['ports']): Promise<LabFile> {
  const { folder, configFile, interrupt } = context;
  const labFolder = join(folder, labFolderName);
  const logFile = join(labFolder, 'lab.log');
  const { log, earlierBytes } = openLog(labFolder, logFile);
  const task: BackgroundTask = { folder, ports, ...(configFile === undefined ? {} : { configFile }) };
  const program = fileURLToPath(new URL('./background/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, program, JSON.stringify(task)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => {
    child.kill('SIGTERM');
    reject(interrupt.signal.reason);
  };
  interrupt.signal.addEventListener('abort', onAbort, { once: true });
  child.on('error', (error) => reject(notOpened(messageOf(error), logFile)));
  child.on('exit', () => reject(notOpened(lastWords(logFile, earlierBytes), logFile)));
  child.on('message', (message) => {
    const parsed = backgroundMessage.parse(message);
    if (parsed.kind === 'open') return resolve();
    const { code, text, hint, exitCode } = parsed;
    return reject(new TemblorError(code, text, hint === undefined ? { exitCode } : { exitCode, hint }));
  });
  try {
    await promise;
  } finally {
    interrupt.signal.removeEventListener('abort', onAbort);
    if (child.connected) child.disconnect();
    child.removeAllListeners();
    child.unref();
  }
  const lab = findLab(folder);
  if (lab === undefined) throw notOpened('it ended at once', logFile);
  return lab;
}

/**
 * Opens the log to append to it: it may be that of a lab that is alive, since only the new lab will know whether it gets
 * the folder. One that has grown too large is moved away; a lab that writes in it goes on doing so there.
 * @throws TemblorError `folder-unusable`.
 */
function openLog(labFolder: string, file: string): { readonly log: number; readonly earlierBytes: number } {
  try {
    mkdirSync(labFolder, { recursive: true });
    chmodSync(labFolder, 0o700);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && found.size > maximumLogBytes) renameSync(file, `${file}.1`);
    const log = openSync(file, appendOnly, 0o600);
    const opened = fstatSync(log);
    if (!opened.isFile()) throw new Error(`${file} is not a file`);
    return { log, earlierBytes: opened.size };
  } catch (error) {
    throw new TemblorError('folder-unusable', `the folder ${labFolder} cannot be used: ${messageOf(error)}`, {
      hint: 'run temblor in a folder that you may write to, or name one with -C',
      exitCode: 78,
      cause: error,
    });
  }
}

/** The end of what was printed since the start. */
function lastWords(file: string, earlierBytes: number): string {
  return readFileSync(file).subarray(earlierBytes).toString('utf8').trim().slice(-2000);
}

function notOpened(reason: string, logFile: string): TemblorError {
  return new TemblorError('lab-not-opened', `the lab did not open: ${reason}`, { hint: `see ${logFile}` });
}
