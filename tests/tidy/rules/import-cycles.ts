import { resolveImport } from '../source/source-file.ts';
import type { Rule, Violation } from '../source/violation.ts';

/** Modules that import each other in a circle, by whatever kind of import, types included. One violation a circle. */
export const importCycles: Rule = ({ sources, workspaces }) => {
  const graph = new Map(
    sources.map((file) => {
      const imports = file.imports.filter(({ kind }) => kind !== 'started');
      return [file.path, imports.map(({ specifier }) => resolveImport(file.path, specifier, workspaces) ?? '')];
    }),
  );
  const finished = new Set<string>();
  const violations: Violation[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      const circle = [...trail.slice(start), path].join(' → ');
      violations.push({ path, line: 0, message: `is in a circle of imports: ${circle}` });
      return;
    }
    if (finished.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return violations;
};
