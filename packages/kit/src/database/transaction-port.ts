import type { QueryExecutorProvider } from 'kysely';

/**
 * Any Kysely transaction, whatever tables it is typed for: what a part that writes into somebody else's transaction
 * needs of it. A `Kysely` that is no transaction does not fit.
 */
export type TransactionPort = QueryExecutorProvider & { readonly isTransaction: true };
