/**
 * The port that the last lab of a folder had, in `.temblor/port`: open pages look for the next lab there. It is a
 * convenience: a lab opens whatever is in its place.
 */
import { join } from 'node:path';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { readKeptFile, replaceKeptFile } from './kept-file.ts';

/** The last port; undefined where there was no lab, or the file says no port. */
export function readLastPort(labFolder: string): number | undefined {
  const text = readText(join(labFolder, 'port'));
  const port = /^\d{1,5}\n?$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function readText(file: string): string {
  try {
    const found = readKeptFile(file);
    return found.kind === 'file' ? found.text : '';
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return '';
  }
}

/** Remembers the port of the lab that opened, where that can be. */
export function writeLastPort(labFolder: string, port: number): void {
  try {
    replaceKeptFile(join(labFolder, 'port'), `${port}\n`);
  } catch (error) {
    if (!(error instanceof TemblorError)) throw error;
  }
}
