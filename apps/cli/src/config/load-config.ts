/** Finds, imports and checks the configuration of a folder. */
import { stat } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Config } from '@temblor/lab/config/config';
import { parseConfig } from '@temblor/lab/config/config';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { anchorPaths } from './anchor-paths.ts';
import { describeImportFailure } from './describe-import-failure.ts';
import { guardImport } from './guard-import.ts';

/** The names under which a configuration is looked for, in this order. */
const configNames = ['temblor.config.ts', 'temblor.config.mts', 'temblor.config.js', 'temblor.config.mjs'];

/** How long the import of a configuration may take. */
const importWithinMs = 10_000;

/**
 * The systems that a folder's configuration declares; none where there is no configuration. Relative paths in it
 * count from the folder of the file, and commands run there where they name no directory.
 *
 * @param file the configuration to take instead of looking for one, relative to the folder.
 * @throws TemblorError with exit code 78: `config-not-found` (for a given file only), `config-broken` where it cannot be
 *   imported, `config-timeout` where that takes longer than 10 s, `invalid-config` and `invalid-system` where it declares something wrong.
 */
export async function loadConfig(folder: string, file?: string): Promise<SystemDeclaration[]> {
  const path = file === undefined ? await findConfig(folder) : resolve(folder, file);
  if (path === undefined) return [];
  if (!(await isFile(path))) {
    throw new TemblorError('config-not-found', `there is no file ${path}`, {
      exitCode: 78,
      hint: `name a file with --config, or put one of ${configNames.join(', ')} into ${folder}`,
    });
  }
  const exported = await importDefault(path);
  return checked(path, exported).systems.map((system) => anchorPaths(system, dirname(path)));
}

async function findConfig(folder: string): Promise<string | undefined> {
  for (const name of configNames) {
    const path = join(folder, name);
    if (await isFile(path)) return path;
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}

async function importDefault(path: string): Promise<unknown> {
  using _hook = answerForTemblor();
  let module: object;
  try {
    module = await guardImport(path, importWithinMs, () => import(pathToFileURL(path).href));
  } catch (error) {
    if (error instanceof TemblorError && error.code === 'config-timeout') throw error;
    throw await describeImportFailure(path, error);
  }
  if ('default' in module) return module.default;
  throw new TemblorError('invalid-config', `${path} has no default export`, {
    exitCode: 78,
    hint: 'end it with `export default defineConfig({ systems: [ … ] })`',
  });
}

/**
 * A configuration's `import … from 'temblor'` gets the very code that runs, also where the package is not installed
 * beside it, as with a configuration outside of a clone.
 */
function answerForTemblor(): Disposable {
  const { href: url } = new URL('../../../../packages/lab/src/config/temblor.ts', import.meta.url);
  const hooks = registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === 'temblor' ? { url, shortCircuit: true } : nextResolve(specifier, context),
  });
  return { [Symbol.dispose]: () => hooks.deregister() };
}

function checked(path: string, exported: unknown): Config {
  try {
    return parseConfig(exported);
  } catch (error) {
    if (!(error instanceof TemblorError)) throw error;
    const options = error.hint === undefined ? {} : { hint: error.hint };
    throw new TemblorError(error.code, `${path}: ${error.message}`, { ...options, exitCode: 78, cause: error });
  }
}
