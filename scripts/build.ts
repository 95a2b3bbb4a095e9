/**
 * Makes JavaScript with types of the TypeScript that a clone runs as it is: Node strips no types under `node_modules`.
 *
 * Usage: npm run build        (npm pack runs it too)
 *
 * `tsc` emits packages/, systems/ and apps/ into dist/, tree kept. Then imports of workspaces (`@temblor/lab/…`) become
 * relative ones, since a packed package has no workspaces, and the module files that are started by
 * `new URL('./main.ts', import.meta.url)` are named `.js`. Files that are not TypeScript (SQL, HTML) are copied.
 *
 * What runs in a browser (packages/view, apps/dashboard, systems/<name>/panel) is in the package as the dashboard's bundle
 * alone, with React and all else that it needs within.
 */
import { execFile } from 'node:child_process';
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rewriteModule, workspacesOf } from './rewrite-module.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'dist');
const roots = ['packages', 'systems', 'apps'];
const bundle = 'apps/dashboard/dist/';
/** As in tsconfig.build.json. */
const browserSources = /^(packages\/view|apps\/dashboard|systems\/[^/]+\/panel)\//;

await rm(output, { recursive: true, force: true });
await execute('build-dashboard', process.execPath, [join(root, 'scripts/build-dashboard.ts')]);
await execute('build', join(root, 'node_modules/.bin/tsc'), ['--project', join(root, 'tsconfig.build.json')]);
const workspaces = await workspacesOf(root, roots);
for await (const file of glob('**/*.{js,d.ts}', { cwd: output })) {
  const path = join(output, file);
  await writeFile(path, rewriteModule(await readFile(path, 'utf8'), file, workspaces));
}
for (const folder of roots) {
  for await (const file of glob(`${folder}/*/**/*`, { cwd: root, withFileTypes: true })) {
    if (file.isFile() && isAsset(file.name, file.parentPath)) await copy(join(file.parentPath, file.name));
  }
}

/** Runs a step to its end; where it fails, what it printed says why, and nothing is packed. */
async function execute(step: string, file: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(file, args, { cwd: root });
  } catch (error) {
    const printed = error instanceof Error && 'stdout' in error && 'stderr' in error;
    console.error(`${step} failed, nothing was built\n${printed ? `${error.stdout}${error.stderr}` : String(error)}`);
    process.exit(1);
  }
}

function isAsset(name: string, folder: string): boolean {
  const path = relative(root, join(folder, name));
  if (path.startsWith(bundle)) return true;
  if (browserSources.test(path)) return false;
  return !/\.(ts|tsx|md)$|^package\.json$/.test(name) && !/\/(node_modules|\.temblor)(\/|$)/.test(folder);
}

async function copy(path: string): Promise<void> {
  const destination = join(output, relative(root, path));
  await mkdir(dirname(destination), { recursive: true });
  await cp(path, destination);
}
