/** Files that nothing starts or imports, and exports that nobody imports. */
import type { Repository } from '../source/repository.ts';
import { isTest, resolveImport } from '../source/source-file.ts';
import type { Rule } from '../source/violation.ts';

/** What the package of npm offers, an export of package.json each: not imported from within. */
const publicSurfaces = new Set(['packages/lab/src/config/temblor.ts', 'packages/resilience/src/resilience.ts']);

/** What is run by name: the command, its npm scripts, the configuration of tools and what it names, and what the guides show. */
const entries = [
  /^apps\/cli\/src\/main\.ts$/,
  /^apps\/dashboard\/src\/main\.tsx$/,
  /(^|\/)[^/]+\.config\.ts$/,
  /^benchmarks\/[^/]+\.ts$/,
  /^tests\/browser\/fixtures\/shared-lab\.ts$/,
  /^docs\//,
];

/** Programs that tests start by a name they put together. */
const startedByTests = /^tests\/.*fixtures\//;

/** Modules that no entry reaches; what only tests reach is dead too. Tests and their parts are reached from a test file. */
export const deadFiles: Rule = (repository) => {
  const isEntry = (path: string) =>
    publicSurfaces.has(path) || entries.some((entry) => entry.test(path)) || isScript(repository, path);
  const alive = reach(repository, isEntry);
  const tested = reach(repository, (path) => path.endsWith('.test.ts') || startedByTests.test(path));
  return repository.sources.flatMap(({ path }) => {
    if (alive.has(path) || path.endsWith('.test.ts') || (isTest(path) && tested.has(path))) return [];
    const message = tested.has(path) ? 'is reached by tests only: use it or delete it' : 'is not reached: delete it';
    return [{ path, line: 0, message }];
  });
};

/**
 * Exports that no other module imports. A type may be exported with what speaks of it in the same module: a function's
 * options with the function.
 */
export const unusedExports: Rule = ({ sources, workspaces }) => {
  const used = new Map<string, Set<string>>();
  for (const file of sources) {
    for (const { specifier, names, kind } of file.imports) {
      const target = resolveImport(file.path, specifier, workspaces);
      if (target === undefined) continue;
      const taken = used.get(target) ?? new Set();
      for (const name of kind === 'started' ? ['*'] : names) taken.add(name);
      used.set(target, taken);
    }
  }
  return sources.flatMap(({ path, exports, code }) => {
    const taken = used.get(path) ?? new Set();
    if (publicSurfaces.has(path) || taken.has('*') || entries.some((entry) => entry.test(path))) return [];
    const speaksOf = (name: string) => [...code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length > 1;
    const unused = exports.filter(({ name, isType }) => !taken.has(name) && !(isType && speaksOf(name)));
    return unused.map(({ name, line }) => ({ path, line, message: `exports '${name}', which nobody imports` }));
  });
};

function isScript({ scripts }: Repository, path: string): boolean {
  return path.startsWith('scripts/') && [...scripts.values()].some((command) => command.includes(path));
}

function reach({ sources, workspaces }: Repository, isStart: (path: string) => boolean): Set<string> {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const open = [...byPath.keys()].filter(isStart);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) continue;
    reached.add(path);
    open.push(...file.imports.map(({ specifier }) => resolveImport(file.path, specifier, workspaces) ?? ''));
  }
  return reached;
}
