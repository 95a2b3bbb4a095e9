/** The rewriting of module specifiers that turns workspace sources into one package. */
import { glob, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { z } from 'zod';

/** A workspace: its package name, its folder from the root, and where under it a subpath lies (`src/` or nothing). */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly sources: string;
}

const manifest = z.looseObject({ name: z.string(), exports: z.looseObject({ './*': z.string() }) });

/** Reads the workspaces of the given folders. @throws ZodError where a package.json exports no `./*`. */
export async function workspacesOf(root: string, folders: readonly string[]): Promise<Workspace[]> {
  const workspaces: Workspace[] = [];
  for await (const file of glob(`{${folders.join(',')}}/*/package.json`, { cwd: root })) {
    const { name, exports } = manifest.parse(JSON.parse(await readFile(join(root, file), 'utf8')));
    const sources = exports['./*'].replace(/^\.\//, '').replace(/\*\.ts$/, '');
    workspaces.push({ name, folder: dirname(file), sources });
  }
  return workspaces;
}

/**
 * The text of an emitted module with every import of a workspace made relative, and every `new URL('….ts',
 * import.meta.url)` naming the emitted file. (In declarations the compiler leaves `.ts` in relative imports too.)
 *
 * @param file the module's path from the output's root, slashes forward.
 * @throws Error where an import names a workspace that is not there.
 */
export function rewriteModule(text: string, file: string, workspaces: readonly Workspace[]): string {
  const relativeTo = (specifier: string): string => {
    const workspace = workspaces.find(({ name }) => specifier.startsWith(`${name}/`));
    if (workspace === undefined) throw new Error(`${file} imports '${specifier}', which no workspace exports`);
    const target = `${workspace.folder}/${workspace.sources}${specifier.slice(workspace.name.length + 1)}.js`;
    const path = posix.relative(posix.dirname(file), target);
    return path.startsWith('.') ? path : `./${path}`;
  };
  return text
    .replace(/(\bfrom\s*|\bimport\s*\(?\s*)(['"])(@temblor\/[^'"]+)\2/g, (_, before, quote, specifier) => {
      return `${before}${quote}${relativeTo(specifier)}${quote}`;
    })
    .replace(/(\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.js$2')
    .replace(/(new URL\(\s*['"]\.[^'"]*)\.ts(['"],\s*import\.meta\.url)/g, '$1.js$2');
}
