import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { LogLine, RunningSystem } from '@temblor/lab/world/world';

/**
 * Writes what the instances of a run's system print, one file each, in the run's folder: `logs/inventory_1.log`. What
 * they had printed before is first, as far as it is remembered. Disposing of it writes what is left and closes the files.
 *
 * @param onFailure called once when a file cannot be written; the run goes on without its logs.
 */
export async function writeLogs(
  runFolder: string,
  system: Pick<RunningSystem, 'instances' | 'recentLogs' | 'followLogs'>,
  onFailure: (error: unknown) => void,
): Promise<AsyncDisposable> {
  const folder = join(runFolder, 'logs');
  let hasFailed = false;
  const fail = (error: unknown): void => {
    if (!hasFailed) onFailure(error);
    hasFailed = true;
  };
  await mkdir(folder, { recursive: true }).catch(fail);
  const files = new Map(
    system.instances().map(({ id }) => {
      const stream = createWriteStream(join(folder, `${id.replaceAll('-', '_')}.log`));
      return [id, { stream, closed: finished(stream).catch(fail) }];
    }),
  );
  const write = ({ instance, text }: LogLine): void => {
    const stream = files.get(instance)?.stream;
    if (stream?.writable) stream.write(`${text}\n`);
  };
  const earlier: LogLine[] = [];
  const since = system.followLogs((line) => earlier.push(line));
  const recent = (await Promise.all([...files.keys()].map((instance) => system.recentLogs(instance)))).flat();
  since[Symbol.dispose]();
  const subscription = system.followLogs(write);
  for (const line of new Set([...recent, ...earlier])) write(line);
  return {
    [Symbol.asyncDispose]: async () => {
      subscription[Symbol.dispose]();
      for (const { stream } of files.values()) stream.end();
      await Promise.all([...files.values()].map(({ closed }) => closed));
    },
  };
}
