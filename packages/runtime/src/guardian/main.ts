/**
 * The guardian process. Started by `open-guardian.ts` as `main.ts <record file> <lab's pid> <lab's start time>`, with
 * one end of a socket pair as descriptor 3: when that closes, whatever the reason, the lab is gone, and so is
 * everything that it started within two seconds.
 *
 * It imports little, so that it starts fast and stays small.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { isAbsolute, normalize } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import { processStartTime } from '../processes/process-identity.ts';
import { Children } from './children.ts';
import { endProcesses } from './end-processes.ts';
import { OutputDrain } from './output-drain.ts';
import type { AppendRecord } from './record.ts';
import { openRecord, removeTree } from './record.ts';
import type { Answer, GuardianMessage, LabMessage } from './wire.ts';
import { encodeMessage, messageReader } from './wire.ts';

/** Beyond this many bytes not yet read by the lab, output of children waits or gives way. */
const maximumUnreadBytes = 2_097_152;

const [recordFile = '', labPid = '', labStartTime = ''] = process.argv.slice(2);
process.title = 'temblor-guardian';
// A Ctrl-C on the terminal, or its closing, is the lab's to handle; the guardian ends after the lab.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => {});

const token = randomBytes(16).toString('hex');
const lab = new Socket({ fd: 3, readable: true, writable: true });
const record = startRecord();
const folders = new Set<string>();
let ending = false;

const send = (message: GuardianMessage) => {
  if (lab.writable) lab.write(encodeMessage(message));
};
const drain = new OutputDrain(monotonicClock, {
  accepts: () => lab.writableLength < maximumUnreadBytes,
  lines: (lines) => send({ type: 'lines', lines }),
  cut: (child, lines, bytes) => send({ type: 'cut', child, lines, bytes }),
});
const children = new Children({ clock: monotonicClock, token, record, drain, send });

/** Ends the process with a reason on stderr where there can be no record: nothing has been started yet. */
function startRecord(): AppendRecord {
  let failure: string | undefined;
  try {
    const append = openRecord(recordFile);
    const startTime = processStartTime(process.pid) ?? '';
    failure = append({
      kind: 'guardian',
      pid: process.pid,
      startTime,
      labPid: Number(labPid),
      labStartTime,
      token,
    });
    if (failure === undefined) return append;
  } catch (error) {
    failure = messageOf(error);
  }
  writeSync(2, `its record ${recordFile} cannot be written: ${failure}\n`);
  process.exit(1);
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  const left = await endProcesses(children.targets(), { graceMs: 500, deadlineMs: 1500, token });
  const removed = [...folders].map(tryRemove);
  if (left.length === 0 && !removed.includes(false)) removeTree(recordFile); // else a later clean-up still knows it
  if (!lab.writable) process.exit(0);
  lab.end(encodeMessage({ type: 'closed', left: left.length }), () => process.exit(0));
  setTimeout(() => process.exit(0), 200); // a lab that lives but does not read
}

function tryRemove(folder: string): boolean {
  try {
    removeTree(folder);
    return true;
  } catch {
    return false; // it stays recorded
  }
}

function ownFolder(path: string): Answer {
  if (!isAbsolute(path) || normalize(path).split('/').filter(Boolean).length < 2) {
    return {
      kind: 'failed',
      message: `'${path}' is no folder to own`,
      hint: 'give the whole path of a folder made for it',
    };
  }
  folders.add(path);
  record({ kind: 'folder', path });
  return { kind: 'done' };
}

function removeFolder(path: string): Answer {
  if (!folders.delete(path)) {
    return { kind: 'failed', message: `the folder ${path} is not owned`, hint: 'own it first' };
  }
  removeTree(path);
  record({ kind: 'folder-gone', path });
  return { kind: 'done' };
}

function perform(message: Exclude<LabMessage, { type: 'write' | 'close' }>): Answer | Promise<Answer> {
  switch (message.type) {
    case 'spawn':
      return children.spawn(message.child, message.specification);
    case 'signal':
      return children.signal(message.child, message.signal);
    case 'pause':
      return children.pause(message.child, message.leaseMs);
    case 'resume':
      children.resume(message.child);
      return { kind: 'done' };
    case 'own-folder':
      return ownFolder(message.path);
    case 'remove-folder':
      return removeFolder(message.path);
    default:
      return message satisfies never;
  }
}

async function handle(message: LabMessage): Promise<void> {
  if (ending) return;
  if (message.type === 'close') return end();
  if (message.type === 'write') return children.write(message.child, message.line);
  const answer = await Promise.try(perform, message).catch(
    (error: unknown): Answer => ({ kind: 'failed', message: messageOf(error), hint: '' }),
  );
  send({ type: 'answer', id: message.id, answer });
}

const read = messageReader<LabMessage>();
lab.setEncoding('utf8');
lab.on('data', (chunk: string) => {
  for (const message of read(chunk)) void handle(message);
});
lab.on('error', () => void end()); // the lab died with something unread
lab.on('close', () => void end());
send({ type: 'hello' });
