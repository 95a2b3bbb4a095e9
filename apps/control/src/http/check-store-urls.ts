import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';

/**
 * Checks the database servers that are to take the place of a system's embedded stores. A message never shows the
 * address itself: it may bear a password.
 * @throws TemblorError `unknown-store` with the nearest name; `invalid-store-url`.
 */
export function checkStoreUrls(
  { name, stores }: Pick<SystemDeclaration, 'name' | 'stores'>,
  urls: Readonly<Record<string, string>>,
): void {
  const known = Object.keys(stores);
  for (const [store, url] of Object.entries(urls)) {
    if (!known.includes(store)) {
      const hint = known.length === 0 ? 'it has no stores: leave out --store' : suggestName(store, known);
      throw usageError('unknown-store', `the system '${name}' has no store '${store}'`, hint);
    }
    const parsed = URL.parse(url);
    if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '') {
      throw usageError(
        'invalid-store-url',
        `what was given for the store '${store}' is not the URL of a PostgreSQL server`,
        `write it as --store ${store}=postgres://user:password@host:5432/database`,
      );
    }
  }
}
