import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rewriteModule, workspacesOf } from './rewrite-module.ts';

const workspaces = [
  { name: '@temblor/lab', folder: 'packages/lab', sources: 'src/' },
  { name: '@temblor/system-voting', folder: 'systems/voting', sources: '' },
];
const rewrite = (text: string) => rewriteModule(text, 'apps/cli/src/main.js', workspaces);

describe('what is packed names no workspace and no TypeScript', () => {
  test('imports of a workspace become relative', () => {
    expect(rewrite(`import { a } from '@temblor/lab/journal/event';`)).toBe(
      `import { a } from '../../../packages/lab/src/journal/event.js';`,
    );
    expect(rewrite(`export type * from "@temblor/system-voting/system";`)).toBe(
      `export type * from "../../../systems/voting/system.js";`,
    );
    expect(rewrite(`await import('@temblor/lab/a'); import '@temblor/lab/b';`)).toBe(
      `await import('../../../packages/lab/src/a.js'); import '../../../packages/lab/src/b.js';`,
    );
    expect(rewrite(`type A = import('@temblor/lab/a').A;`)).toContain(`'../../../packages/lab/src/a.js'`);
  });

  test('an import within the folder keeps its dot', () => {
    expect(rewriteModule(`import '@temblor/lab/b';`, 'packages/lab/src/a.js', workspaces)).toBe(`import './b.js';`);
  });

  test('module files that are started are named by what was emitted', () => {
    expect(rewrite(`spawn(new URL('./load/main.ts', import.meta.url))`)).toBe(
      `spawn(new URL('./load/main.js', import.meta.url))`,
    );
    expect(rewrite(`new URL('./schema.sql', import.meta.url)`)).toContain('schema.sql');
  });

  test('relative imports that the compiler left as TypeScript are named by what was emitted', () => {
    expect(rewrite(`import type { A } from './a.ts';`)).toBe(`import type { A } from './a.js';`);
  });

  test('an import of a workspace that is not there fails the build', () => {
    expect(() => rewrite(`import '@temblor/nowhere/a';`)).toThrow(`'@temblor/nowhere/a'`);
  });

  test('every workspace of this repository is found', async () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const found = await workspacesOf(root, ['packages', 'systems', 'apps']);
    expect(found).toContainEqual({ name: '@temblor/lab', folder: 'packages/lab', sources: 'src/' });
    expect(found).toContainEqual({ name: '@temblor/system-voting', folder: 'systems/voting', sources: '' });
  });
});
