/** What the rules look at: a module with its imports and exports. */
import { posix } from 'node:path';
import { blankOut } from './blank-out.ts';

/**
 * `static`: `import … from`, `export … from`, `import '…'`. `type`: the same with `type`, or `import('…')` as a type.
 * `dynamic`: `import('…')`. `started`: `new URL('…', import.meta.url)`, a module that runs in a process or thread of
 * its own, or an asset.
 */
export type ImportKind = 'static' | 'type' | 'dynamic' | 'started';

export interface Import {
  readonly kind: ImportKind;
  readonly specifier: string;
  readonly line: number;
  /** The names it takes; '*' for all of them. */
  readonly names: readonly string[];
}

export interface Export {
  readonly name: string;
  readonly line: number;
  /** False for `export … from` and `export { … }`: the docstring stands where the thing is declared. */
  readonly declared: boolean;
  /** A type leaves nothing behind when it is erased; anything else is a value. */
  readonly isType: boolean;
  readonly documented: boolean;
}

/** A module, by its path from the root of the repository. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of strings blanked out; positions agree with `text`. */
  readonly code: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
}

/** Reads a module's imports and exports. */
export function parseSource(path: string, text: string): SourceFile {
  const code = blankOut(text);
  return { path, text, code, imports: findImports(text, code), exports: findExports(text, code) };
}

/** The line of a position, from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Whether a module is a test, or a part of tests. */
export function isTest(path: string): boolean {
  return /\.(test|fixture)\.ts$|\/testing\//.test(path) || path.startsWith('tests/');
}

/**
 * The path of the module that an import means, from the root of the repository; undefined for what npm or Node brings.
 *
 * @param sources where the subpaths of a workspace lie, by its name: `@temblor/lab` → `packages/lab/src/`.
 */
export function resolveImport(
  from: string,
  specifier: string,
  sources: ReadonlyMap<string, string>,
): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const [, workspace = '', subpath = ''] = /^(@temblor\/[^/]+)\/(.+)$/.exec(specifier) ?? [];
  const folder = sources.get(workspace);
  if (folder === undefined) return undefined;
  return /\.(tsx|css)$/.test(subpath) ? `${folder}${subpath}` : `${folder}${subpath}.ts`;
}

const importPatterns: readonly { kind: ImportKind; pattern: RegExp }[] = [
  { kind: 'static', pattern: /^\s*(?:import|export)\s+(?!type\s)(?<names>[\w\s{},*$]*?)\s*from\s*(?<quote>['"])/gm },
  { kind: 'type', pattern: /^\s*(?:import|export)\s+type\s+(?<names>[\w\s{},*$]*?)\s*from\s*(?<quote>['"])/gm },
  { kind: 'static', pattern: /^\s*import\s*(?<quote>['"])/gm },
  { kind: 'dynamic', pattern: /\bimport\s*\(\s*(?<quote>['"])/g },
  { kind: 'started', pattern: /\bnew URL\(\s*(?<quote>['"])(?=_*['"],\s*import\.meta\.url)/g },
];

function findImports(text: string, code: string): Import[] {
  const found = importPatterns.flatMap(({ kind, pattern }) =>
    [...code.matchAll(pattern)].map((match) => {
      const start = match.index + match[0].length;
      const specifier = text.slice(start, text.indexOf(match.groups?.quote ?? "'", start));
      const names = match.groups?.names;
      return { kind, specifier, line: lineAt(text, start), names: names === undefined ? ['*'] : namesIn(names) };
    }),
  );
  return found.filter(({ specifier }) => /\w$/.test(specifier)).sort((left, right) => left.line - right.line);
}

/** `{ a, b as c }` → a, b; `* as x` → *; a default import → default. */
function namesIn(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1];
  const outside = clause
    .replace(/\{[^}]*\}/, '')
    .replaceAll(',', ' ')
    .trim();
  const inside = (braces ?? '').split(',').flatMap(
    (part) =>
      part
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/)[0] || [],
  );
  if (outside === '') return inside;
  return [outside.startsWith('*') ? '*' : 'default', ...inside];
}

function findExports(text: string, code: string): Export[] {
  const declared =
    /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\*?|const|let|class|interface|type)\s+(\w+)/gm;
  const exports = [...code.matchAll(declared)].map((match) => ({
    name: match[2] ?? '',
    isType: match[1] === 'interface' || match[1] === 'type',
    line: lineAt(text, match.index),
    declared: true,
    documented: text.slice(0, match.index).trimEnd().endsWith('*/') && hasDocstringAt(text, match.index),
  }));
  const listed = [...code.matchAll(/^export\s+(?:type\s+)?\{([^}]*)\}/gm)].flatMap((match) =>
    (match[1] ?? '').split(',').flatMap((part) => {
      const name =
        part
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+/)
          .at(-1) ?? '';
      return name === ''
        ? []
        : [{ name, line: lineAt(text, match.index), declared: false, isType: false, documented: true }];
    }),
  );
  return [...exports, ...listed];
}

/** Whether a docstring ends right before a position, with no blank line after it. */
function hasDocstringAt(text: string, index: number): boolean {
  const before = text.slice(0, index);
  const comment = before.trimEnd();
  if (before.slice(comment.length).split('\n').length > 2) return false;
  const previousEnd = comment.lastIndexOf('*/', comment.length - 3);
  return comment.slice(previousEnd + 1).includes('/**');
}
