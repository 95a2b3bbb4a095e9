/** Time, chance and the process are read in few places, so that the same input gives the same output. */
import type { SourceFile } from '../source/source-file.ts';
import { isTest, lineAt } from '../source/source-file.ts';
import type { Rule } from '../source/violation.ts';

const purePackages = ['packages/foundation/', 'packages/protocols/', 'packages/checkers/', 'packages/lab/'];

/** The foundation's own doors to the world; every other part is given what they open. */
const doors: Readonly<Record<string, string>> = {
  'packages/foundation/src/clock/clock.ts': 'the one place where the program reads time',
  'packages/foundation/src/randomness/random.ts': 'draws the seed that a user did not give',
  'packages/foundation/src/concurrency/wait.ts': 'measures its own deadlines',
};

const impure: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /\bMath\.random\b/g, instead: 'take a Random' },
  { pattern: /\bcrypto\.(?:getRandomValues|randomUUID|randomBytes|randomInt)\b/g, instead: 'take a Random' },
  {
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<![\w.]|new )Date\(/g,
    instead: 'take a Clock, or the time as an argument',
  },
  { pattern: /\bperformance\.now\b/g, instead: 'take a Clock' },
  { pattern: /(?<![\w.])process\./g, instead: 'take what is needed of the process as an argument' },
  { pattern: /(?<![\w.])console\./g, instead: 'return what is to be said' },
];

/** Reading time, chance or the process in a pure package. */
export const purePackagesStayPure: Rule = ({ sources }) =>
  sources
    .filter(({ path }) => purePackages.some((folder) => path.startsWith(folder)) && !isTest(path) && !(path in doors))
    .flatMap((file) =>
      impure.flatMap(({ pattern, instead }) =>
        placesOf(pattern, file).map(({ line, found }) => ({
          path: file.path,
          line,
          message: `reads '${found}' in a pure package: ${instead}`,
        })),
      ),
    );

/** Modules of Node that reach nothing outside. Timers do not, and who waits takes a deadline. */
const onlyComputes = new Set(['node:timers/promises', 'node:util', 'node:assert']);

/** Pure packages import of Node what only computes. */
export const purePackagesDoNoInput: Rule = ({ sources }) =>
  sources
    .filter(({ path }) => purePackages.some((folder) => path.startsWith(folder)) && !isTest(path) && !(path in doors))
    .flatMap((file) =>
      file.imports
        .filter(({ specifier }) => specifier.startsWith('node:') && !onlyComputes.has(specifier))
        .map(({ specifier, line }) => ({
          path: file.path,
          line,
          message: `imports '${specifier}' in a pure package: input and output sit at the edge`,
        })),
    );

/** Who hands the environment on, or looks in it for a folder: nobody is configured by it there. */
const environmentDoors: Readonly<Record<string, string>> = {
  'packages/runtime/src/processes/supervisor.ts': 'passes on to children what programs need to run at all',
  'packages/runtime/src/guardian/open-guardian.ts': "finds the user's cache folder",
};

/** The environment is parsed once, in a `main.ts`; what a test needs of it, it may read. */
export const environmentIsReadInMain: Rule = ({ sources }) =>
  sources
    .filter(
      ({ path }) =>
        /^(packages|systems|apps)\//.test(path) &&
        !isTest(path) &&
        !/(^|\/)main\.ts$/.test(path) &&
        !(path in environmentDoors),
    )
    .flatMap((file) =>
      placesOf(/\bprocess\.env\b/g, file).map(({ line }) => ({
        path: file.path,
        line,
        message: 'reads process.env outside of a main.ts: parse it there and pass on what is needed',
      })),
    );

function placesOf(pattern: RegExp, { code }: SourceFile): { line: number; found: string }[] {
  return [...code.matchAll(pattern)].map((match) => ({ line: lineAt(code, match.index), found: match[0] }));
}
