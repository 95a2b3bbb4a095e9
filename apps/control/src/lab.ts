/** The one lab of a folder: its journal, its World, its systems, its runs, and the API over them. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@temblor/foundation/clock/clock';
import { anchorClocks } from '@temblor/foundation/clock/clock';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { Journal } from '@temblor/lab/journal/journal';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import type { World } from '@temblor/lab/world/world';
import type { LabStatus } from './api/schemas.ts';
import { takeFolderLock } from './folder/folder-lock.ts';
import type { LabFile } from './folder/lab-file.ts';
import { labFolderName, readLabFile, removeLabFile, writeLabFile } from './folder/lab-file.ts';
import { readLastPort, writeLastPort } from './folder/port-file.ts';
import { takeToken } from './folder/token-file.ts';
import { builtPage, readPageFiles } from './http/page-files.ts';
import { openControlServer } from './http/server.ts';
import type { RunParts } from './runs/execute-run.ts';
import type { ExecuteRun } from './runs/run-manager.ts';
import { RunManager } from './runs/run-manager.ts';
import { LabSystems } from './systems/lab-systems.ts';
import { describeSystem } from './systems/system-status.ts';

/** How often a lab that ends when it is idle looks whether it is. */
const idleCheckMs = 30_000;

/** What a lab is made of. */
export interface LabOptions {
  /** Where the user stands: run folders and `.temblor/` are made in it. */
  readonly folder: string;
  readonly systems: readonly SystemDeclaration[];
  readonly clock: Clock;
  readonly version: string;
  readonly mode: LabFile['mode'];
  /** Whether the lab ends when a user stops its last system. */
  readonly endsWhenIdle: boolean;
  /** The last lab's port comes before the preferred one, unless `strict`. 0: any that is free. */
  readonly controlPort: { readonly preferredPort: number; readonly strict: boolean };
  /** What tells this process from a later one of the same pid. */
  readonly startTime: string;
  /** `onLost` is for the World to call when it can run nothing any more, with the reason: the lab then ends. */
  readonly openWorld: (parts: {
    journal: Journal;
    clock: Clock;
    folder: string;
    onLost: (reason: string) => void;
  }) => Promise<World>;
  /** Makes what carries out runs. */
  readonly executeRuns: (parts: RunParts) => ExecuteRun;
  readonly onDefect: (error: unknown) => void;
}

/** A lab that is open. Disposing of it ends everything in it. */
export interface Lab extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /**
   * Settles with the reason when someone asked the lab to end, over its API or by ending its last system; rejects with
   * `guardian-lost` when its World was lost, so that nothing is left to do but to dispose of it.
   */
  readonly endRequested: Promise<string>;
}

/**
 * Opens the lab of a folder.
 *
 * @throws TemblorError `lab-running` when the folder has one already, naming its pid and URL; `folder-unusable`;
 *   `port-taken`; whatever the World cannot be opened for.
 */
export async function openLab(options: LabOptions): Promise<Lab> {
  const labFolder = join(options.folder, labFolderName);
  await using opened = new AsyncDisposableStack();
  const lock = takeFolderLock(labFolder);
  if (lock === undefined) throw alreadyRunning(labFolder);
  opened.use(lock);

  const { clock, version } = options;
  const journal = new Journal();
  const anchor = anchorClocks(clock);
  const labStarted = journal.append(null, anchor.monotonicUs, {
    type: 'lab-started',
    pid: process.pid,
    wallClockMs: anchor.wallClockMs,
    version,
  });
  const ending = Promise.withResolvers<string>();
  ending.promise.catch(() => undefined); // told where it is awaited
  const onLost = (reason: string) => ending.reject(worldLost(reason));
  const world = opened.use(await options.openWorld({ journal, clock, folder: labFolder, onLost }));
  const url = { value: '' };
  const pageOf = (id: string): string => `${url.value}/#/running/${encodeURIComponent(id)}`;
  const systems = opened.use(new LabSystems(options.systems, world, journal, clock, pageOf));
  const runs = opened.use(
    new RunManager(
      options.folder,
      systems,
      options.executeRuns({ journal, clock, version, labStarted, anchor, onDefect: options.onDefect }),
    ),
  );

  const token = takeToken(labFolder);
  const startedAt = new Date().toISOString();
  const status = (): LabStatus => ({
    lab: { pid: process.pid, url: url.value, version, folder: options.folder, mode: options.mode, startedAt },
    systems: systems.list().map(describeSystem),
  });
  const isIdle = () => options.endsWhenIdle && systems.list().length === 0 && runs.active().length === 0;
  const onStopped = (): boolean => {
    const idle = isIdle();
    if (idle) setImmediate(() => ending.resolve('its last system was ended'));
    return idle;
  };
  opened.use(watchIdleness(isIdle, () => ending.resolve('nothing runs in it')));
  const server = await openControlServer(
    {
      systems,
      runs,
      journal,
      epoch: randomBytes(8).toString('hex'),
      clock,
      page: readPageFiles(builtPage),
      folder: options.folder,
      token,
      version,
      status,
      onStopped,
      onShutdown: () => ending.resolve('it was asked to end'),
      onDefect: options.onDefect,
    },
    {
      ports: chooseControlPorts(options.controlPort, readLastPort(labFolder)),
      strict: options.controlPort.strict,
    },
  );
  opened.use(server);
  writeLastPort(labFolder, server.port);
  url.value = server.url;
  const { mode, startTime } = options;
  writeLabFile(labFolder, { pid: process.pid, startTime, url: server.url, token, version, mode });
  opened.defer(() => removeLabFile(labFolder));
  const everything = opened.move();
  return {
    url: server.url,
    token,
    endRequested: ending.promise,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/**
 * The last lab's port first: pages that it left open find the new lab there, however that was started. Then the wanted one.
 * Only that, where no other will do.
 */
function chooseControlPorts(wanted: LabOptions['controlPort'], last: number | undefined): [number, ...number[]] {
  const { preferredPort, strict } = wanted;
  return strict || last === undefined ? [preferredPort] : [last, preferredPort];
}

/** Calls back when a lab has been idle twice in a row: a lab whose starter died before it started anything ends. */
function watchIdleness(isIdle: () => boolean, onIdle: () => void): Disposable {
  let wasIdle = false;
  const timer = setInterval(() => {
    const idle = isIdle();
    if (idle && wasIdle) onIdle();
    wasIdle = idle;
  }, idleCheckMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function worldLost(reason: string): TemblorError {
  return new TemblorError('guardian-lost', `the lab ends, because ${reason}`, {
    hint: 'everything that it ran has been ended; start it again',
  });
}

function alreadyRunning(labFolder: string): TemblorError {
  const other = readLabFile(labFolder);
  const who = other === undefined ? 'it is starting or ending just now' : `pid ${other.pid}, ${other.url}`;
  return new TemblorError('lab-running', `a lab runs in this folder already (${who})`, {
    hint: 'use it: temblor status, temblor run <system>, temblor up <system>; or end it: temblor down --all',
  });
}
