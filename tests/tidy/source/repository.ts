/** Reads the repository: what the rules are applied to. */
import type { Dirent } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspacesOf } from '../../../scripts/rewrite-module.ts';
import type { SourceFile } from './source-file.ts';
import { parseSource } from './source-file.ts';

/** Everything that a rule may look at. Paths count from the root, with forward slashes. */
export interface Repository {
  /** The TypeScript modules. */
  readonly sources: readonly SourceFile[];
  /** Every file and folder, generated ones and those of npm left out. */
  readonly files: readonly string[];
  readonly documents: readonly Document[];
  /** Where the subpaths of a workspace lie, by its name: `@temblor/lab` → `packages/lab/src/`. */
  readonly workspaces: ReadonlyMap<string, string>;
  /** The names of the npm scripts. */
  readonly scripts: ReadonlyMap<string, string>;
}

/** A Markdown page. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** What no one wrote: wherever it lies, and at the root alone. */
const generated = /(^|\/)(node_modules|\.temblor|\.git)$|^(dist|coverage|runs|artifacts|apps\/dashboard\/dist)$/;

/** Reads this repository from disk. */
export async function readRepository(): Promise<Repository> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const files: string[] = [];
  for await (const entry of glob('**/*', { cwd: root, withFileTypes: true, exclude: isGenerated(root) })) {
    if (entry.isFile()) files.push(relative(root, join(entry.parentPath, entry.name)));
  }
  files.sort();
  const read = (path: string) => readFile(join(root, path), 'utf8');
  const sources = files.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'));
  const pages = files.filter((path) => path.endsWith('.md'));
  const workspaces = await workspacesOf(root, ['packages', 'systems', 'apps']);
  const manifest: unknown = JSON.parse(await read('package.json'));
  const scripts = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'scripts') : {};
  return {
    sources: await Promise.all(sources.map(async (path) => parseSource(path, await read(path)))),
    files: [...files, ...foldersOf(files)],
    documents: await Promise.all(pages.map(async (path) => ({ path, text: await read(path) }))),
    workspaces: new Map(workspaces.map(({ name, folder, sources: inner }) => [name, `${folder}/${inner}`])),
    scripts: new Map(Object.entries(scripts).map(([name, command]) => [name, String(command)])),
  };
}

/** Every folder that holds one of the files, at whatever depth. */
function foldersOf(files: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return folders;
}

function isGenerated(root: string): (entry: Dirent) => boolean {
  return (entry) => generated.test(relative(root, join(entry.parentPath, entry.name)));
}

/** A repository in memory, for proving that a rule fails: modules and pages by path. */
export function plantedRepository(files: Readonly<Record<string, string>>): Repository {
  const entries = Object.entries(files);
  const folders = ['foundation', 'protocols', 'checkers', 'lab', 'runtime', 'simulator', 'kit', 'view'];
  return {
    sources: entries.filter(([path]) => /\.tsx?$/.test(path)).map(([path, text]) => parseSource(path, text)),
    files: [...Object.keys(files), ...foldersOf(Object.keys(files))],
    documents: entries.filter(([path]) => path.endsWith('.md')).map(([path, text]) => ({ path, text })),
    workspaces: new Map([
      ...folders.map((name) => [`@temblor/${name}`, `packages/${name}/src/`] as const),
      ['@temblor/system-voting', 'systems/voting/'],
      ['@temblor/cli', 'apps/cli/src/'],
      ['@temblor/control', 'apps/control/src/'],
    ]),
    scripts: new Map([['test', 'vitest run']]),
  };
}
