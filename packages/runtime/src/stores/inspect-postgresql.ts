import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { openCacheFolder } from './cache-folder.ts';
import { choosePostgresqlAccount } from './postgresql-account.ts';
import { findPostgresqlPackage } from './postgresql-binaries.ts';

/** Whether the embedded PostgreSQL can be started on this machine, as far as that can be told without starting it. */
type PostgresqlInspection =
  | {
      readonly kind: 'ready';
      /** The package that brings it, and its version, which begins with the server's. */
      readonly packageName: string;
      readonly version: string;
      /** The account that it would run under; a number where that is the lab's own. */
      readonly account: string;
      /** Where its files are kept between runs. */
      readonly cacheFolder: string;
    }
  | { readonly kind: 'missing'; readonly code: string; readonly reason: string; readonly hint: string };

/**
 * Looks for everything that `openPostgresql` needs. Never rejects; the cache folder is made where it is not there.
 * @param cacheHome as for `openPostgresql`.
 */
export async function inspectPostgresql(cacheHome?: string): Promise<PostgresqlInspection> {
  try {
    const found = await findPostgresqlPackage();
    const account = choosePostgresqlAccount();
    const cacheFolder = await openCacheFolder(account, cacheHome);
    return { kind: 'ready', packageName: found.name, version: found.version, account: account.name, cacheFolder };
  } catch (error) {
    if (!(error instanceof TemblorError)) {
      return { kind: 'missing', code: 'unexpected', reason: messageOf(error), hint: 'give the URL of a server' };
    }
    return { kind: 'missing', code: error.code, reason: error.message, hint: error.hint ?? '' };
  }
}
