/** How files and exports look: names, lengths, docstrings, and no way around the type checker. */
import type { Export } from '../source/source-file.ts';
import { isTest, lineAt } from '../source/source-file.ts';
import type { Rule } from '../source/violation.ts';

const longestFileLines = 300;

const forbiddenNames = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'shared', 'stuff']);

/** Folders whose names tools or GitHub prescribe. */
const named = /^(?:\.|[A-Z]+\.md$|[A-Z]+$|docs\/.*\.py$)/;

/** Files and folders are in kebab-case, and named after what is in them. */
export const fileNames: Rule = ({ files }) =>
  files
    .filter((path) => !named.test(path) && path !== '.')
    .flatMap((path) => {
      const segments = path.split('/');
      const odd = segments.find((part) => !/^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$|^[A-Z]+\.md$/.test(part));
      const vague = segments.find((part) => forbiddenNames.has(part.split('.')[0] ?? ''));
      if (odd !== undefined) return [{ path, line: 0, message: `'${odd}' is not in kebab-case` }];
      if (vague !== undefined) return [{ path, line: 0, message: `'${vague}' says nothing: name the one concept` }];
      return [];
    });

/** A module past 300 lines gives its reason in its first comment: `Length: …`. */
export const fileLengths: Rule = ({ sources }) =>
  sources.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    const header = text.slice(0, Math.max(0, text.indexOf('*/')));
    if (lines <= longestFileLines || /\bLength: \S/.test(header)) return [];
    const message = `has ${lines} lines: split it, or say why in its first comment as 'Length: …'`;
    return [{ path, line: 0, message }];
  });

/**
 * Every export has a docstring. Under a module's header, which says what the module is about, its types need none of
 * their own, nor does its only value; neither does the type that a schema of the same module infers, nor the options of a
 * function, whose fields speak for themselves.
 */
export const docstrings: Rule = ({ sources }) =>
  sources
    .filter(({ path }) => /^(packages|systems|apps|scripts|benchmarks)\//.test(path) && !isTest(path))
    .flatMap(({ path, text, exports }) => {
      const declared = exports.filter((exported) => exported.declared);
      const values = declared.filter(({ isType }) => !isType);
      const lines = text.split('\n');
      const isInferred = (line: number) => /= z\.(infer|input|output)</.test(lines[line - 1] ?? '');
      const needsOwn = text.startsWith('/**') && values.length > 1 ? values : declared;
      if (text.startsWith('/**') && values.length <= 1) return [];
      const speaks = ({ name, isType, line }: Export) => isInferred(line) || (isType && name.endsWith('Options'));
      const bare = needsOwn.filter((exported) => !exported.documented && !speaks(exported));
      return bare.map(({ name, line }) => ({ path, line, message: `exports '${name}' without a docstring` }));
    });

const waysAround: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /\bas unknown as\b/g, message: "casts by 'as unknown as': check the value instead" },
  { pattern: /\bas any\b|:\s*any\b|<any>/g, message: "says 'any': say what it is, or 'unknown'" },
  { pattern: /^export default\b/gm, message: 'has a default export: name it' },
  { pattern: /^(?:export )?(?:declare )?(?:enum|namespace)\s/gm, message: 'uses syntax that cannot be erased' },
];

/** Ways around the type checker. */
export const typeSafety: Rule = ({ sources }) =>
  sources
    .filter(({ path }) => !path.endsWith('.config.ts'))
    .flatMap(({ path, text, code }) => [
      ...waysAround.flatMap(({ pattern, message }) =>
        [...code.matchAll(pattern)].map((match) => ({ path, line: lineAt(code, match.index), message })),
      ),
      ...[...text.matchAll(/\/[/*]+\s*@ts-\w+/g)]
        .filter((match) => code[match.index] === ' ')
        .map((match) => ({ path, line: lineAt(text, match.index), message: 'silences the type checker' })),
    ]);
