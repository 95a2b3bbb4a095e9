/** The folders of runs: `runs/<time>-<system>-<experiment>/`. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import { z } from 'zod';
import type { RunList } from '../api/schemas.ts';
import { verdict } from '../api/schemas.ts';

/** The folder of all runs, inside the folder of the lab. */
const runsFolderName = 'runs';

/** The files of a report by format. */
export const reportFiles = {
  json: 'report.json',
  md: 'report.md',
  html: 'report.html',
  junit: 'junit.xml',
} as const;
/** What builds the page that a report.html is made of; a package has it built. */
export const buildDashboardCommand = 'npm run build:dashboard';

type ReportFormat = keyof typeof reportFiles;

/** The part of a report that a list of runs shows. */
const reportHead = z.object({ verdict, experiment_info: z.object({ start_time: z.string() }) });

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

/** Every run of a folder, oldest first, with what its report says. */
export async function listRuns(folder: string): Promise<RunList['runs']> {
  const root = join(folder, runsFolderName);
  const names = await readdir(root, { withFileTypes: true }).then(
    (entries) => entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    },
  );
  return Promise.all(
    names.sort().map(async (run) => {
      const head = await readHead(join(root, run, reportFiles.json));
      return {
        run,
        folder: join(root, run),
        verdict: head?.verdict ?? null,
        startedAt: head?.experiment_info.start_time ?? null,
      };
    }),
  );
}

/**
 * The one run that a user means: its whole name, an unambiguous part of it, or `last`.
 * @throws TemblorError `unknown-run`, `ambiguous-run`.
 */
export async function resolveRun(folder: string, wanted: string): Promise<string> {
  const names = (await listRuns(folder)).map(({ run }) => run);
  const last = names.at(-1);
  if (last === undefined) {
    throw usageError('unknown-run', 'there are no runs in this folder yet', 'make one: temblor run voting --quick');
  }
  if (wanted === 'last' || wanted === 'latest') return last;
  if (names.includes(wanted)) return wanted;
  const parts = names.filter((name) => name.includes(wanted));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  if (parts.length > 1) {
    throw usageError('ambiguous-run', `'${wanted}' means ${parts.length} runs`, `one of: ${parts.join(', ')}`);
  }
  throw usageError('unknown-run', `there is no run '${wanted}'`, suggestName(wanted, ['last', ...names.slice(-10)]));
}

/** The report of a run. @throws TemblorError `no-report` where the run wrote none. */
export async function readReport(folder: string, run: string, format: ReportFormat): Promise<string> {
  try {
    return await readFile(join(folder, runsFolderName, run, reportFiles[format]), 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const isFinished = format === 'html' && existsSync(join(folder, runsFolderName, run, reportFiles.json));
    throw new TemblorError('no-report', `the run ${run} has no ${reportFiles[format]}`, {
      hint: isFinished
        ? `the dashboard was not built when it ran; build it (${buildDashboardCommand}) and run it again`
        : 'it still runs, or its lab was killed before the report was written',
    });
  }
}

async function readHead(file: string): Promise<z.infer<typeof reportHead> | undefined> {
  try {
    return reportHead.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
