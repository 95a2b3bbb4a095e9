import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { placesIn } from './places-in.ts';

/**
 * Turns whatever the import of a configuration threw into an error that says where it is wrong, without a stack trace.
 *
 * @returns a TemblorError with exit code 78: the configuration's own one (`invalid-system` …) with its place, else
 *   `config-broken`.
 */
export async function describeImportFailure(path: string, error: unknown): Promise<TemblorError> {
  const place = placeIn(error, path) ?? (await placeByParsing(error, path)) ?? path;
  if (isTemblorError(error)) {
    const options = error.hint === undefined ? {} : { hint: error.hint };
    return new TemblorError(error.code, `${place}: ${error.message}`, { ...options, exitCode: 78, cause: error });
  }
  return new TemblorError('config-broken', `${place}: ${firstLines(messageOf(error))}`, {
    exitCode: 78,
    hint: await hintFor(error, path),
    cause: error,
  });
}

/** By shape, not by class: a configuration may have imported another copy of this package. */
function isTemblorError(error: unknown): error is { code: string; message: string; hint: string | undefined } {
  return error instanceof Error && error.name === 'TemblorError' && codeOf(error) !== undefined && 'hint' in error;
}

/**
 * The first place in a stack trace that is the configuration's own, else the first that is someone's source file: a
 * module beside it that does not parse.
 */
function placeIn(error: unknown, path: string): string | undefined {
  const places = placesIn(error);
  const own = places.find(({ file }) => file === path);
  const beside = places.find(({ file }) => file.startsWith(dirname(path)) && !file.includes('/node_modules/'));
  return (own ?? beside)?.text;
}

/** Node tells the line of JavaScript that does not parse to its own standard error only: have it parse it once more. */
async function placeByParsing(error: unknown, path: string): Promise<string | undefined> {
  if (!(error instanceof SyntaxError)) return undefined;
  const parsing = promisify(execFile)(process.execPath, ['--check', path], { timeout: 5000 });
  const stderr: unknown = await parsing.then(
    () => '',
    (failure: unknown) => (failure instanceof Error && 'stderr' in failure ? failure.stderr : ''),
  );
  const [, line] = /^.*?:(\d+)$/m.exec(String(stderr)) ?? [];
  return line === undefined ? undefined : `${path}:${line}`;
}

/** Node's parser draws the source into its messages; what counts are the words. */
function firstLines(message: string): string {
  const words = message.split('\n').filter((line) => /[a-z]{3}/i.test(line) && !/^\s*[,|╭╰·]/.test(line));
  return words.slice(0, 3).join(' ').trim();
}

async function hintFor(error: unknown, path: string): Promise<string> {
  switch (codeOf(error)) {
    case 'ERR_MODULE_NOT_FOUND':
      return 'install what the configuration imports, or correct the path (relative imports name their extension)';
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'Node removes types and compiles nothing else: no enum, no namespace, no parameter property';
    default:
      break;
  }
  if (error instanceof SyntaxError || /import statement|ES module/.test(messageOf(error))) {
    const commonJs = await isCommonJs(dirname(path));
    if (commonJs) return 'the package.json beside it says "type": "commonjs": npm pkg set type=module';
    return 'correct the syntax there';
  }
  return 'the configuration itself threw this while it was read';
}

async function isCommonJs(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  return /"type"\s*:\s*"commonjs"/.test(text);
}
