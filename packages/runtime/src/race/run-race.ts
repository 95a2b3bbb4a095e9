import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { resolve as resolvePath } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { RaceContext, RaceResult } from '@temblor/lab/system/race';
import type { RaceCommand, RaceMessage } from './race-messages.ts';
import { raceMessage } from './race-messages.ts';

/** How long a race that is given up may take to end by itself. */
const endWithinMs = 2000;

/** So many of the last lines of its standard error are told where it ends without a word. */
const lastLines = 10;

interface RunRaceOptions extends Pick<RaceContext, 'entrances' | 'instances' | 'options' | 'note' | 'progress'> {
  /** By URL, or by a path relative to where this process was started. */
  readonly module: URL | string;
  /** Gives the race up; what it was aborted with is thrown once the process has ended. */
  readonly signal: AbortSignal;
}

/**
 * Plays a race in a process of its own, and resolves when that has ended.
 *
 * @throws TemblorError `race-failed` with what its module threw, `race-lost` where the process ended without a word; the
 * reason of the signal.
 */
export async function runRace(options: RunRaceOptions): Promise<RaceResult> {
  const { signal } = options;
  signal.throwIfAborted();
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const exited = exitOf(child);
  const words = lastWordsOf(child);
  const giveUp = (): void => {
    const { reason } = signal;
    send(child, { kind: 'give-up', reason: messageOf(reason) });
    setTimeout(() => child.kill('SIGKILL'), endWithinMs).unref();
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const ending = untilEnd(child, exited, words, options);
    send(child, playCommand(options));
    const end = await ending;
    if (end.kind === 'finished') return end.result;
    throw new TemblorError('race-failed', end.message, end.hint === undefined ? {} : { hint: end.hint });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
    if ((await withTimeout(exited, endWithinMs)) === undefined) child.kill('SIGKILL');
    await exited;
  }
}

function playCommand({ module, entrances, instances, options }: RunRaceOptions): RaceCommand {
  const copied = Object.entries(entrances).map(([service, urls]) => [service, [...urls]]);
  return {
    kind: 'play',
    module: moduleUrl(module),
    entrances: Object.fromEntries(copied),
    instances: { ...instances },
    options,
  };
}

function moduleUrl(module: URL | string): string {
  if (module instanceof URL) return module.href;
  return URL.canParse(module) ? module : pathToFileURL(resolvePath(module)).href;
}

type RaceEnd = Extract<RaceMessage, { kind: 'finished' | 'failed' }>;

/** Passes on what the race says, up to its last word. @throws TemblorError `race-lost`. */
async function untilEnd(
  child: ChildProcess,
  exited: Promise<string>,
  words: readonly string[],
  { note, progress }: RunRaceOptions,
): Promise<RaceEnd> {
  const { promise, resolve } = Promise.withResolvers<RaceEnd>();
  child.on('message', (sent) => {
    const { data, error } = raceMessage.safeParse(sent);
    if (data === undefined)
      resolve({ kind: 'failed', message: `the race said what nobody understands: ${error.message}` });
    else if (data.kind === 'note') note(data.line);
    else if (data.kind === 'progress') progress(data.progress);
    else resolve(data);
  });
  const lost = exited.then((how): RaceEnd => {
    const said = words.length === 0 ? '' : `: ${words.join('\n')}`;
    throw new TemblorError('race-lost', `the process of the race ended by itself (${how})${said}`);
  });
  return await Promise.race([promise, lost]);
}

/** How the process ended, once all that it said has been read. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(messageOf(error)));
    child.once('close', (code, signal) => resolve(signal === null ? `exit code ${code}` : `by ${signal}`));
  });
}

function lastWordsOf(child: ChildProcess): readonly string[] {
  const words: string[] = [];
  if (child.stderr === null) return words;
  createInterface({ input: child.stderr }).on('line', (line) => {
    words.push(line);
    if (words.length > lastLines) words.shift();
  });
  return words;
}

/** A process that is gone hears nothing any more; that it is gone is seen by its exit. */
function send(child: ChildProcess, command: RaceCommand): void {
  if (child.connected) child.send(command, () => {});
}
