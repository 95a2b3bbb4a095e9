import { describe, expect, test } from 'vitest';
import { blankOut } from './blank-out.ts';
import { parseSource } from './source-file.ts';

describe('code is told from prose', () => {
  test('comments and the insides of strings are blanked, positions kept', () => {
    const text = `const a = 'import x'; // Math.random\n/* any */ const b = "q\\"q";`;
    const code = blankOut(text);
    expect(code).toHaveLength(text.length);
    expect(code).toBe(`const a = '________';               \n          const b = "____";`);
  });

  test('what a template substitutes is code, what stands around it is not', () => {
    const code = blankOut('const a = `any #{f({ b: `x #{Date.now()} y` })} any`; g();'.replaceAll('#', '$'));
    expect(code).toContain('Date.now()');
    expect(code).toContain('g();');
    expect(code).not.toContain('any');
    expect(code).not.toContain('x');
  });

  test('a regular expression is no string, and a division no regular expression', () => {
    expect(blankOut(`a.match(/["'/*]/); Date.now();`)).toContain('Date.now()');
    expect(blankOut(`const half = total / 2; const b = "any"; c / d;`)).not.toContain('any');
  });
});

describe('imports and exports are found', () => {
  test('every kind of import, with its names and its line', () => {
    const { imports } = parseSource(
      'a.ts',
      [
        `import { a, type b as c } from './one.ts';`,
        `import type { d } from './two.ts';`,
        `import * as e from './three.ts';`,
        `import './four.ts';`,
        `export { f } from './five.ts';`,
        `const g = await import('./six.ts');`,
        `start(new URL('./seven.ts', import.meta.url));`,
        `const text = "import { h } from './eight.ts'";`,
      ].join('\n'),
    );
    expect(imports).toEqual([
      { kind: 'static', specifier: './one.ts', line: 1, names: ['a', 'b'] },
      { kind: 'type', specifier: './two.ts', line: 2, names: ['d'] },
      { kind: 'static', specifier: './three.ts', line: 3, names: ['*'] },
      { kind: 'static', specifier: './four.ts', line: 4, names: ['*'] },
      { kind: 'static', specifier: './five.ts', line: 5, names: ['f'] },
      { kind: 'dynamic', specifier: './six.ts', line: 6, names: ['*'] },
      { kind: 'started', specifier: './seven.ts', line: 7, names: ['*'] },
    ]);
  });

  test('an import over several lines', () => {
    const { imports } = parseSource('a.ts', `import {\n  a,\n  b,\n} from './one.ts';`);
    expect(imports).toMatchObject([{ names: ['a', 'b'], specifier: './one.ts' }]);
  });

  test('exports, and whether they are documented', () => {
    const { exports } = parseSource(
      'a.ts',
      [
        '/** Says what. See `./*` too. */\nexport function a() {}',
        'export const b = 1;',
        '/** Speaks of something else. */\n\nexport class C {}',
        '/**\n * Says what.\n */\nexport interface D {}',
        '// Is no docstring.\nexport type E = 1;',
        'export { f as g };',
      ].join('\n'),
    );
    expect(exports.map(({ name, documented }) => [name, documented])).toEqual([
      ['a', true],
      ['b', false],
      ['C', false],
      ['D', true],
      ['E', false],
      ['g', true],
    ]);
  });
});
