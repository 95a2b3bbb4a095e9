/** The port that the last lab of a folder had, in `.temblor/port`: open pages look for the next lab there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '@temblor/foundation/errors/temblor-error';

/** The last port; undefined where there was no lab, or the file says no port. */
export function readLastPort(labFolder: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(join(labFolder, 'port'), 'utf8');
  } catch (error) {
    // Whatever keeps it from being read: it is a convenience, and a lab opens without it.
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
  const port = /^\d{1,5}\n?$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** Remembers the port of the lab that opened. */
export function writeLastPort(labFolder: string, port: number): void {
  writeFileSync(join(labFolder, 'port'), `${port}\n`, { mode: 0o600 });
}
