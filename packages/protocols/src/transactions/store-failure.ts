import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** A store did not say that a transaction was committed. */
export class StoreFailure extends TemblorError {
  /** `not-applied`: nothing of it remains, and nothing will. `unknown`: it may have been committed. */
  readonly outcome: 'not-applied' | 'unknown';

  constructor(outcome: 'not-applied' | 'unknown', message: string, options: { cause?: unknown } = {}) {
    super(`store-${outcome}`, message, { exitCode: 75, hint: 'try again when the database is back', ...options });
    this.name = 'StoreFailure';
    this.outcome = outcome;
  }
}
