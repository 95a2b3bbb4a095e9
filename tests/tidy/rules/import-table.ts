/** The import table of the house: which part may import which. */
import type { Repository } from '../source/repository.ts';
import type { Import, SourceFile } from '../source/source-file.ts';
import { resolveImport } from '../source/source-file.ts';
import type { Rule } from '../source/violation.ts';

/** A path prefix of what may be imported; `types` where only types may. */
type Allowed = string | { readonly types: string };

const everyPackage = ['packages/'];

/** By path prefix of the importing module, the first that fits; a part that stands here may always import itself. */
const table: readonly (readonly [from: string, allowed: readonly Allowed[]])[] = [
  ['packages/foundation/', []],
  ['packages/protocols/', ['packages/foundation/']],
  ['packages/resilience/', ['packages/foundation/']],
  ['packages/host/', ['packages/protocols/', 'packages/foundation/']],
  ['packages/checkers/', ['packages/foundation/']],
  ['packages/lab/', ['packages/foundation/', 'packages/checkers/']],
  ['packages/runtime/', ['packages/lab/', 'packages/foundation/', { types: 'packages/checkers/' }]],
  ['packages/simulator/', ['packages/lab/', 'packages/protocols/', 'packages/checkers/', 'packages/foundation/']],
  [
    'packages/kit/',
    [
      'packages/lab/src/journal/',
      'packages/resilience/',
      'packages/protocols/',
      'packages/host/',
      'packages/foundation/',
    ],
  ],
  [
    'packages/view/',
    [
      'packages/lab/src/journal/',
      'packages/lab/src/measure/',
      'packages/lab/src/report/',
      { types: 'packages/lab/src/faults/' },
    ],
  ],
  ['systems/', everyPackage],
  ['apps/cli/', [...everyPackage, 'systems/', 'apps/control/']],
  ['apps/control/', [...everyPackage, 'systems/']],
  [
    'apps/dashboard/',
    [
      'packages/view/',
      'packages/lab/src/journal/',
      'packages/lab/src/measure/',
      'packages/lab/src/report/',
      { types: 'packages/lab/src/faults/' },
      { types: 'apps/control/src/api/' },
      'systems/',
    ],
  ],
  ['scripts/', ['apps/dashboard/vite.config.ts']],
  ['benchmarks/', ['packages/', 'systems/', 'apps/', 'tests/browser/fixtures/']],
  ['tests/', ['packages/', 'systems/', 'apps/', 'scripts/', 'docs/']],
  ['docs/', ['systems/log/client/']],
];

/** An import that the table does not allow; a part that is not in the table may import nothing of the house. */
export const importTable: Rule = (repository) =>
  repository.sources.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const target = resolveImport(file.path, imported.specifier, repository.workspaces);
      const message = target === undefined ? unknownWorkspace(imported) : forbidden(file, target, imported);
      return message === undefined ? [] : [{ path: file.path, line: imported.line, message }];
    }),
  );

/** An import of a module that is not there. */
export const importsExist: Rule = (repository) => {
  const files = new Set(repository.files);
  return repository.sources.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const target = resolveImport(file.path, imported.specifier, repository.workspaces);
      if (target === undefined || files.has(target) || target.startsWith('..')) return [];
      return [{ path: file.path, line: imported.line, message: `names '${imported.specifier}', which is not there` }];
    }),
  );
};

function unknownWorkspace({ specifier }: Import): string | undefined {
  return specifier.startsWith('@temblor/') ? `imports '${specifier}', which no workspace exports` : undefined;
}

function forbidden(file: SourceFile, target: string, { kind, specifier }: Import): string | undefined {
  const row = table.find(([from]) => file.path.startsWith(from));
  const own = partOf(file.path);
  const isAtRoot = !target.includes('/');
  if (own === undefined || (isAtRoot && ['tests', 'scripts', 'benchmarks'].includes(own))) return undefined;
  if (partOf(target) === own) {
    return specifier.startsWith('@temblor/')
      ? `imports its own part as '${specifier}'; use a relative path`
      : undefined;
  }
  if (specifier.startsWith('.') && ['packages', 'systems', 'apps'].includes(target.split('/')[0] ?? '')) {
    if (kind !== 'started' && !own.startsWith('tests') && own !== 'benchmarks') {
      return `reaches into '${target}' by a relative path; import it as @temblor/…`;
    }
  }
  const fits = (allowed: Allowed) =>
    typeof allowed === 'string' ? target.startsWith(allowed) : kind === 'type' && target.startsWith(allowed.types);
  if (row?.[1].some(fits)) return undefined;
  return `imports '${specifier}': the import table does not let ${own} import ${partOf(target) ?? target}`;
}

/** `packages/lab`, `systems/voting`, `apps/cli`, `scripts`; undefined for a file at the root. */
function partOf(path: string): string | undefined {
  const [first, second, third] = path.split('/');
  if (second === undefined) return undefined;
  return first !== undefined && ['packages', 'systems', 'apps'].includes(first) && third !== undefined
    ? `${first}/${second}`
    : first;
}

/** The parts that the table knows, for the test that no part of the repository is missing in it. */
export function partsMissing(repository: Repository): string[] {
  const parts = new Set(repository.sources.map(({ path }) => path).filter((path) => path.includes('/')));
  return [...parts].filter((path) => !table.some(([from]) => path.startsWith(from)));
}
