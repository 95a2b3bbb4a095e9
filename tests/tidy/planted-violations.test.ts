/** Every rule is shown to fail: a violation is planted in a small repository, beside something like it that is right. */
import { describe, expect, test } from 'vitest';
import { pageIsBrowserSafe } from './rules/browser-safe.ts';
import { deadFiles, unusedExports } from './rules/dead-code.ts';
import { commandsExist, linksLead, pathsExist } from './rules/documents.ts';
import { importCycles } from './rules/import-cycles.ts';
import { importsExist, importTable } from './rules/import-table.ts';
import { environmentIsReadInMain, purePackagesDoNoInput, purePackagesStayPure } from './rules/purity.ts';
import { docstrings, fileLengths, fileNames, typeSafety } from './rules/shape.ts';
import { plantedRepository } from './source/repository.ts';
import type { Rule } from './source/violation.ts';
import { formatViolation } from './source/violation.ts';

function violations(rule: Rule, files: Readonly<Record<string, string>>): string[] {
  return rule(plantedRepository(files)).map(formatViolation);
}

describe('the import table', () => {
  const forbidden: readonly (readonly [path: string, code: string])[] = [
    ['packages/foundation/src/a.ts', `import { b } from '@temblor/lab/journal/journal';`],
    ['packages/protocols/src/a.ts', `import { b } from '@temblor/checkers/history/operation';`],
    ['packages/checkers/src/a.ts', `import type { b } from '@temblor/lab/journal/event';`],
    ['packages/lab/src/a.ts', `import { b } from '@temblor/runtime/world/process-world';`],
    ['packages/lab/src/a.test.ts', `import { b } from '@temblor/runtime/world/process-world';`],
    ['packages/runtime/src/a.ts', `import { b } from '@temblor/simulator/world';`],
    ['packages/runtime/src/a.ts', `import { b } from '@temblor/checkers/history/check';`],
    ['packages/kit/src/a.ts', `import { b } from '@temblor/lab/measure/run-figures';`],
    ['packages/kit/src/a.ts', `const b = await import('@temblor/runtime/stores/open-postgresql');`],
    ['packages/kit/src/a.ts', `export { b } from '../../runtime/src/b.ts';`],
    ['packages/view/src/a.ts', `import type { b } from '@temblor/lab/world/world';`],
    ['systems/voting/a.ts', `import { b } from '@temblor/control/lab';`],
    ['apps/control/src/a.ts', `import { b } from '@temblor/cli/main';`],
    ['packages/lab/src/a.ts', `import { b } from '@temblor/nowhere/a';`],
    ['packages/lab/src/a.ts', `import { b } from '@temblor/lab/journal/event';`],
    ['packages/lab/src/a.ts', `import { b } from '../../foundation/src/clock/clock.ts';`],
  ];

  test.each(forbidden)('%s may not say: %s', (path, code) => {
    expect(violations(importTable, { [path]: code })).toHaveLength(1);
  });

  const allowed: readonly (readonly [path: string, code: string])[] = [
    ['packages/lab/src/a.ts', `import { b } from './journal/event.ts';`],
    ['packages/kit/src/a.ts', `import { b } from '@temblor/lab/journal/fact-line';`],
    ['packages/runtime/src/a.ts', `import type { b } from '@temblor/checkers/history/operation';`],
    ['systems/voting/a.ts', `import { b } from '@temblor/kit/service/start-service';`],
    ['apps/cli/src/a.ts', `import { b } from '@temblor/system-voting/system';`],
    ['apps/cli/src/a.ts', `const b = new URL('../../../packages/lab/src/config/temblor.ts', import.meta.url);`],
    ['tests/processes/a.test.ts', `import { b } from '@temblor/runtime/guardian/open-guardian';`],
    ['packages/foundation/src/a.ts', `// import { b } from '@temblor/lab/journal/journal';`],
  ];

  test.each(allowed)('%s may say: %s', (path, code) => {
    expect(violations(importTable, { [path]: code })).toEqual([]);
  });

  test('an import of a module that is not there is found', () => {
    const files = { 'packages/lab/src/a.ts': `import { b } from './b.ts';\nimport { c } from '@temblor/kit/c';` };
    expect(violations(importsExist, files)).toHaveLength(2);
    expect(violations(importsExist, { ...files, 'packages/lab/src/b.ts': '', 'packages/kit/src/c.ts': '' })).toEqual(
      [],
    );
  });
});

test('a circle of imports is found, whatever its length and kind, and across packages', () => {
  const files = {
    'packages/lab/src/a.ts': `import { b } from './b.ts';`,
    'packages/lab/src/b.ts': `import type { c } from '@temblor/kit/c';`,
    'packages/kit/src/c.ts': `import { a } from '@temblor/lab/a';`,
    'packages/lab/src/d.ts': `import { a } from './a.ts';`,
  };
  expect(violations(importCycles, files)).toEqual([
    expect.stringContaining(
      'packages/lab/src/a.ts → packages/lab/src/b.ts → packages/kit/src/c.ts → packages/lab/src/a.ts',
    ),
  ]);
  expect(violations(importCycles, { ...files, 'packages/kit/src/c.ts': '' })).toEqual([]);
});

describe('dead code', () => {
  const files = {
    'apps/cli/src/main.ts': `import { a } from '@temblor/lab/a';\nspawn(new URL('./worker.ts', import.meta.url));`,
    'apps/cli/src/worker.ts': '',
    'packages/lab/src/a.ts': 'export const a = 1;',
  };

  test('what the command reaches, or starts, is alive', () => {
    expect(violations(deadFiles, files)).toEqual([]);
    expect(violations(unusedExports, files)).toEqual([]);
  });

  test('a module that nothing reaches is dead, and so is one that tests alone reach', () => {
    const dead = {
      ...files,
      'packages/lab/src/b.ts': 'export const b = 1;',
      'packages/lab/src/c.ts': 'export const c = 1;',
      'packages/lab/src/c.test.ts': `import { c } from './c.ts';`,
    };
    expect(violations(deadFiles, dead)).toEqual([
      'packages/lab/src/b.ts is not reached: delete it',
      'packages/lab/src/c.ts is reached by tests only: use it or delete it',
    ]);
  });

  test('an export that nobody imports is found', () => {
    const unused = { ...files, 'packages/lab/src/a.ts': 'export const a = 1;\nexport const b = 2;' };
    expect(violations(unusedExports, unused)).toEqual([`packages/lab/src/a.ts:2 exports 'b', which nobody imports`]);
    const types =
      'export interface Options {}\nexport interface Gone {}\nexport const a = (options: Options) => options;';
    expect(violations(unusedExports, { ...files, 'packages/lab/src/a.ts': types })).toEqual([
      `packages/lab/src/a.ts:2 exports 'Gone', which nobody imports`,
    ]);
  });
});

describe('purity', () => {
  test.each(['Math.random()', 'Date.now()', 'new Date()', 'performance.now()', 'process.pid', 'crypto.randomUUID()'])(
    '%s in a pure package is found',
    (code) => {
      expect(violations(purePackagesStayPure, { 'packages/protocols/src/a.ts': `const a = ${code};` })).toHaveLength(1);
      expect(violations(purePackagesStayPure, { 'packages/runtime/src/a.ts': `const a = ${code};` })).toEqual([]);
      expect(violations(purePackagesStayPure, { 'packages/lab/src/a.ts': `const a = '${code}';` })).toEqual([]);
    },
  );

  test('a date of a given time is pure', () => {
    expect(violations(purePackagesStayPure, { 'packages/lab/src/a.ts': 'const a = new Date(atMs);' })).toEqual([]);
  });

  test('the foundation reads time in its clock alone', () => {
    expect(violations(purePackagesStayPure, { 'packages/foundation/src/clock/clock.ts': 'Date.now();' })).toEqual([]);
    expect(violations(purePackagesStayPure, { 'packages/foundation/src/text/a.ts': 'Date.now();' })).toHaveLength(1);
  });

  test('input and output in a pure package is found', () => {
    const code = `import { readFile } from 'node:fs/promises';`;
    expect(violations(purePackagesDoNoInput, { 'packages/lab/src/a.ts': code })).toHaveLength(1);
    expect(violations(purePackagesDoNoInput, { 'packages/runtime/src/a.ts': code })).toEqual([]);
  });

  test('the environment read anywhere but in a main.ts is found', () => {
    const code = 'const a = process.env.HOME;';
    expect(violations(environmentIsReadInMain, { 'packages/kit/src/a.ts': code })).toHaveLength(1);
    expect(violations(environmentIsReadInMain, { 'systems/voting/services/voter/main.ts': code })).toEqual([]);
  });
});

test('what only a server has is found in the page, also where the page reaches it by another module', () => {
  const files = {
    'apps/dashboard/src/main.tsx': "import { a } from './a.ts';\nimport type { z } from 'zod';\nimport 'react';\n",
    'apps/dashboard/src/a.ts': "import { readFile } from 'node:fs';\nimport { b } from '@temblor/lab/b';\n",
    'packages/lab/src/b.ts': "import { z } from 'zod';\n",
    'packages/lab/src/not-of-the-page.ts': "import { z } from 'zod';\n",
  };
  expect(pageIsBrowserSafe(plantedRepository(files)).map(({ path }) => path)).toEqual([
    'apps/dashboard/src/a.ts',
    'packages/lab/src/b.ts',
  ]);
});

describe('shape', () => {
  test.each([
    'packages/lab/src/fooBar.ts',
    'packages/lab/src/foo_bar.ts',
    'packages/kit/src/utils/a.ts',
    'apps/cli/src/helpers.ts',
  ])('the name %s is found', (path) => {
    expect(violations(fileNames, { [path]: '' }).length).toBeGreaterThan(0);
  });

  test.each([
    'packages/lab/src/foo-bar.test.ts',
    'docs/adr/0001-guardian.md',
    'README.md',
    'LICENSE',
    '.ci/run',
    'vitest.config.ts',
  ])('the name %s is fine', (path) => {
    expect(violations(fileNames, { [path]: '' })).toEqual([]);
  });

  test('a file past 300 lines is found, unless it says why', () => {
    const long = 'a;\n'.repeat(301);
    expect(violations(fileLengths, { 'packages/lab/src/a.ts': long })).toHaveLength(1);
    const reason = '/** A table. Length: one row a status of HTTP. */\n';
    expect(violations(fileLengths, { 'packages/lab/src/a.ts': reason + long })).toEqual([]);
    expect(violations(fileLengths, { 'packages/lab/src/a.ts': 'a;\n'.repeat(300) })).toEqual([]);
  });

  test('an export without a docstring is found', () => {
    const path = 'packages/lab/src/a.ts';
    expect(violations(docstrings, { [path]: 'export const a = 1;' })).toHaveLength(1);
    expect(violations(docstrings, { [path]: '/** Says what. */\nexport const a = 1;' })).toEqual([]);
    expect(
      violations(docstrings, { [path]: '/** A module. */\n\nexport const a = 1;\nexport const b = 1;' }),
    ).toHaveLength(2);
    expect(
      violations(docstrings, { [path]: '/** A module about a. */\n\nexport interface A {}\nexport const a = 1;' }),
    ).toEqual([]);
  });

  test.each([
    'a as unknown as B;',
    'const a: any = 1;',
    'export default a;',
    'enum A { B }',
    '// @ts-expect-error it is so',
    '/* @ts-ignore */',
  ])('the way around the type checker in `%s` is found', (code) => {
    expect(violations(typeSafety, { 'packages/lab/src/a.ts': code })).toHaveLength(1);
    expect(violations(typeSafety, { 'packages/lab/src/a.ts': `const text = "${code}";` })).toEqual([]);
  });
});

describe('pages', () => {
  const files = {
    'README.md': '[a](docs/a.md#the-guide) [b](https://example.org) `docs/a.md` `npm run test`\n\n./temblor up voting',
    'docs/a.md': '# The guide\n[back](../README.md)',
    'apps/cli/src/commands/up.ts': '',
  };

  test('links, paths and commands that are there are fine', () => {
    expect([linksLead, pathsExist, commandsExist].flatMap((rule) => violations(rule, files))).toEqual([]);
  });

  test('a link to a page or a heading that is not there is found', () => {
    expect(violations(linksLead, { ...files, 'docs/b.md': '[c](c.md) [d](a.md#nothing) [e](#nothing)' })).toHaveLength(
      3,
    );
  });

  test('a path that is not there is found', () => {
    expect(violations(pathsExist, { ...files, 'docs/b.md': 'see `packages/lab/src/gone.ts`' })).toHaveLength(1);
  });

  test('a command or an npm script that is not there is found', () => {
    expect(
      violations(commandsExist, { ...files, 'docs/b.md': '```sh\n./temblor destroy voting\nnpm run nothing\n```' }),
    ).toHaveLength(2);
  });
});
