/** What the page is made of runs in a browser, and brings no more into its bundle than it must. */
import type { SourceFile } from '../source/source-file.ts';
import { resolveImport } from '../source/source-file.ts';
import type { Rule } from '../source/violation.ts';

const page = 'apps/dashboard/src/main.tsx';

/** What may be imported of npm; everything else is the server's, or too large. */
const bundled = /^(react|react-dom|uplot|@dagrejs\/dagre)(\/|$)/;

/** Modules that the page reaches by imports of values, and that import of Node or of npm what a page must not have. */
export const pageIsBrowserSafe: Rule = ({ sources, workspaces }) => {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const reached = new Set<SourceFile>();
  const open = [page];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const file = byPath.get(path);
    if (file === undefined || reached.has(file)) continue;
    reached.add(file);
    for (const { specifier, kind } of file.imports) {
      if (kind !== 'type') open.push(resolveImport(file.path, specifier, workspaces) ?? '');
    }
  }
  return [...reached].flatMap((file) =>
    file.imports
      .filter(({ specifier, kind }) => kind !== 'type' && isForeign(specifier) && !bundled.test(specifier))
      .map(({ specifier, line }) => ({
        path: file.path,
        line,
        message: `imports '${specifier}', and is part of the page: import a type, or keep the value out of it`,
      })),
  );
};

function isForeign(specifier: string): boolean {
  return !specifier.startsWith('.') && !specifier.startsWith('@temblor/');
}
