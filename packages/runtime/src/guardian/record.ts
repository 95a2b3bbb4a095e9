/**
 * The guardian's record: a file that names every process it started and every folder it owns, so that they can be
 * ended even where lab and guardian died together. One JSON line an entry, appended synchronously.
 */
import { openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, messageOf } from '@temblor/foundation/errors/temblor-error';
import type { EndTarget } from './end-processes.ts';

export type RecordEntry =
  | { kind: 'guardian'; pid: number; startTime: string; labPid: number; labStartTime: string; token: string }
  | { kind: 'child'; name: string; pid: number; startTime: string; endSignal: NodeJS.Signals }
  | { kind: 'child-gone'; pid: number }
  | { kind: 'folder'; path: string }
  | { kind: 'folder-gone'; path: string };

export interface RecordedChild extends EndTarget {
  readonly name: string;
}

/** What a record says is there. */
export interface Recorded {
  /** Absent where the file was torn before its first line was complete. */
  readonly guardian: Extract<RecordEntry, { kind: 'guardian' }> | undefined;
  readonly children: readonly RecordedChild[];
  readonly folders: readonly string[];
}

/** Where the guardian of a folder keeps its record. */
export function recordFileOf(folder: string): string {
  return join(folder, 'children.ndjson');
}

/**
 * Writes one entry; it is with the operating system when this returns undefined.
 * @returns why not, where it could not be written, as on a full disk. It is then written with the next entry that can.
 */
export type AppendRecord = (entry: RecordEntry) => string | undefined;

/** How much may wait for a full disk to have room again; what comes beyond it stays unwritten. */
const maximumUnwrittenBytes = 1_048_576;

/**
 * Opens a new record for as long as the process lives: once the file is removed, late entries do not bring it back.
 * @param write as `fs.writeSync`: answers how many bytes were taken. @throws where the file cannot be made.
 */
export function openRecord(file: string, write: (file: number, bytes: Buffer) => number = writeSync): AppendRecord {
  const descriptor = openSync(file, 'ax', 0o600);
  let unwritten: Buffer = Buffer.alloc(0);
  return (entry) => {
    if (unwritten.length < maximumUnwrittenBytes) {
      unwritten = Buffer.concat([unwritten, Buffer.from(`${JSON.stringify(entry)}\n`)]);
    }
    try {
      while (unwritten.length > 0) unwritten = unwritten.subarray(write(descriptor, unwritten));
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
}

/** @returns what is recorded; undefined where there is no such file. */
export function readRecord(file: string): Recorded | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  return foldRecord(text.split('\n').flatMap(parseEntry));
}

/** Removes a folder and all in it; one that is not there is no error. */
export function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

function parseEntry(line: string): RecordEntry[] {
  if (line === '') return [];
  try {
    const entry: RecordEntry = JSON.parse(line);
    return [entry];
  } catch {
    return []; // torn by a power cut or a full disk: what was not written in full had not begun to matter
  }
}

function foldRecord(entries: readonly RecordEntry[]): Recorded {
  let guardian: Recorded['guardian'];
  const children = new Map<number, RecordedChild>();
  const folders = new Set<string>();
  for (const entry of entries) {
    switch (entry.kind) {
      case 'guardian':
        guardian = entry;
        break;
      case 'child':
        children.set(entry.pid, entry);
        break;
      case 'child-gone':
        children.delete(entry.pid);
        break;
      case 'folder':
        folders.add(entry.path);
        break;
      case 'folder-gone':
        folders.delete(entry.path);
        break;
      default:
        entry satisfies never;
    }
  }
  return { guardian, children: [...children.values()], folders: [...folders] };
}
