/** The folders of runs: `runs/<time>-<system>-<experiment>/`. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';

/** The folder of all runs, inside the folder of the lab. */
const runsFolderName = 'runs';

/** The files of a report by format. */
export const reportFiles = {
  json: 'report.json',
  md: 'report.md',
  html: 'report.html',
  junit: 'junit.xml',
} as const;
/** What builds the page that a report.html is made of, also where development dependencies were left out; a package has it. */
export const buildDashboardCommand = 'npm ci && npm run build:dashboard';

/**
 * Makes the folder of a new run, named so that names sort by time; a number is added where the name is taken.
 * @throws TemblorError `folder-unusable`.
 */
export async function createRunFolder(
  folder: string,
  at: Date,
  system: string,
  experiment: string,
): Promise<{ run: string; folder: string }> {
  const time = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const name = `${time}-${system}-${experiment}`;
  try {
    await mkdir(join(folder, runsFolderName), { recursive: true });
    for (let number = 1; ; number += 1) {
      const run = number === 1 ? name : `${name}-${number}`;
      const path = join(folder, runsFolderName, run);
      const made = await mkdir(path).then(
        () => true,
        (error: unknown) => {
          if (codeOf(error) === 'EEXIST') return false;
          throw error;
        },
      );
      if (made) return { run, folder: path };
    }
  } catch (error) {
    throw new TemblorError('folder-unusable', `the folder of the run cannot be made: ${messageOf(error)}`, {
      hint: `make sure that ${join(folder, runsFolderName)} may be written to and that the disk is not full`,
      exitCode: 78,
      cause: error,
    });
  }
}

/** The folder of a run. */
export function runFolderOf(folder: string, run: string): string {
  return join(folder, runsFolderName, run);
}

/** Where a file of a run is. */
export function runFileOf(folder: string, run: string, name: string): string {
  return join(folder, runsFolderName, run, name);
}

/**
 * The one run that a user means: its whole name, the number at its end, an unambiguous part of it, or `last`.
 * @throws TemblorError `unknown-run`, `ambiguous-run`.
 */
export async function resolveRun(folder: string, wanted: string): Promise<string> {
  const names = await readRunNames(folder);
  const last = names.at(-1);
  if (last === undefined) {
    throw usageError('unknown-run', 'there are no runs in this folder yet', 'make one: temblor run voting --quick');
  }
  if (wanted === 'last' || wanted === 'latest') return last;
  if (names.includes(wanted)) return wanted;
  // Never a part of a name: whoever asks for these means a folder.
  const isPart = !['', '.', '..'].includes(wanted);
  // A bare number is the seed of a simulated run, with which its name ends, rather than a part of some time.
  const seeds = /^\d+$/.test(wanted) ? names.filter((name) => name.endsWith(`-${wanted}`)) : [];
  const parts = seeds.length > 0 ? seeds : names.filter((name) => isPart && name.includes(wanted));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  if (parts.length > 1) {
    throw usageError('ambiguous-run', `'${wanted}' means ${parts.length} runs`, `one of: ${parts.join(', ')}`);
  }
  throw usageError('unknown-run', `there is no run '${wanted}'`, suggestName(wanted, ['last', ...names.slice(-10)]));
}

/** The names of all runs, oldest first. */
export async function readRunNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(folder, runsFolderName), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
