/**
 * What went wrong with a statement, and what is known about its effect.
 *
 * A time-out or a broken connection says nothing about a statement that the server had already been sent: it may have
 * taken effect. Only inside a transaction whose COMMIT was not sent yet is it certain that nothing will remain.
 * Codes: PostgreSQL's documentation, appendix A.
 */
import { codeOf, messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';

/**
 * `unavailable`: no connection could be had, nothing was sent. `connection-lost`: it broke while a statement was under
 * way. `timed-out`: the statement took longer than allowed. `conflict`: a serialization failure or a deadlock.
 * `unique-violation` and `constraint-violation`: the data forbid it. `rejected`: any other answer of the server.
 */
type DatabaseFailureKind =
  | 'unavailable'
  | 'connection-lost'
  | 'timed-out'
  | 'conflict'
  | 'unique-violation'
  | 'constraint-violation'
  | 'rejected';

/** What a statement was to its transaction when it failed. `standalone`: it is a transaction of its own. */
export type StatementRole = 'connect' | 'in-transaction' | 'commit' | 'standalone';

/** An error of the database, with what is known about the statement's effect. Its code is `database-<kind>`. */
export class DatabaseFailure extends TemblorError {
  readonly kind: DatabaseFailureKind;
  /**
   * `not-applied`: the statement, and the transaction around it, left nothing behind. `unknown`: it may have taken
   * effect, or not; look before doing it again, or make it idempotent.
   */
  readonly outcome: 'not-applied' | 'unknown';
  /** The violated constraint's name; undefined for other kinds. */
  readonly constraint: string | undefined;

  constructor(
    kind: DatabaseFailureKind,
    outcome: 'not-applied' | 'unknown',
    message: string,
    options: { cause: unknown; hint?: string; constraint?: string | undefined },
  ) {
    const hint = options.hint ?? hints[kind];
    super(`database-${kind}`, message, { cause: options.cause, exitCode: 75, ...(hint === undefined ? {} : { hint }) });
    this.name = 'DatabaseFailure';
    this.kind = kind;
    this.outcome = outcome;
    this.constraint = options.constraint;
  }

  /** Whether the same transaction may be run again as it is: nothing of it remains and it may succeed the next time. */
  get isSafeToRetry(): boolean {
    if (this.outcome === 'unknown') return false;
    return this.kind !== 'unique-violation' && this.kind !== 'constraint-violation' && this.kind !== 'rejected';
  }
}

const hints: Readonly<Partial<Record<DatabaseFailureKind, string>>> = {
  unavailable: 'try again when the database is back; nothing was changed',
  conflict: 'run the transaction again',
};

/** The failure behind an error of the driver. An error that is a failure already is returned as it is. */
export function toDatabaseFailure(error: unknown, role: StatementRole): DatabaseFailure {
  if (error instanceof DatabaseFailure) return error;
  const message = messageOf(error);
  const lost = role === 'commit' || role === 'standalone' ? 'unknown' : 'not-applied';
  if (role === 'connect') {
    return new DatabaseFailure('unavailable', 'not-applied', `the database cannot be reached: ${message}`, {
      cause: error,
    });
  }
  // The driver cannot encode a value: that statement was not sent.
  if (error instanceof TypeError) {
    return new DatabaseFailure('rejected', 'not-applied', `the statement cannot be sent: ${message}`, { cause: error });
  }
  const sqlState = codeOf(error);
  if (message === clientTimeout) {
    return new DatabaseFailure('timed-out', lost, 'the database did not answer in time', { cause: error });
  }
  if (sqlState === undefined || !isSqlState(sqlState) || endsSession(error, sqlState)) {
    return new DatabaseFailure('connection-lost', lost, `the connection to the database was lost: ${message}`, {
      cause: error,
    });
  }
  const constraint = stringField(error, 'constraint');
  return new DatabaseFailure(kindOf(sqlState), 'not-applied', `the database refused: ${message}`, {
    cause: error,
    constraint,
  });
}

/** Whether a connection that failed in this way can serve another statement. */
export function breaksConnection(failure: DatabaseFailure): boolean {
  if (failure.kind === 'timed-out') return messageOf(failure.cause) === clientTimeout;
  return failure.kind === 'connection-lost' || failure.kind === 'unavailable';
}

/** What the driver says when its own deadline for an answer passed; it bears no code. */
const clientTimeout = 'Query read timeout';

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}

/** FATAL and PANIC end the session without telling what became of a commit; 08007 and 40003 say just that. */
function endsSession(error: unknown, sqlState: string): boolean {
  const severity = stringField(error, 'severity');
  return severity === 'FATAL' || severity === 'PANIC' || sqlState.startsWith('08') || sqlState === '40003';
}

function kindOf(sqlState: string): DatabaseFailureKind {
  switch (sqlState) {
    case '40001':
    case '40P01':
      return 'conflict';
    case '57014':
    case '55P03':
      return 'timed-out';
    case '23505':
      return 'unique-violation';
    default:
      return sqlState.startsWith('23') ? 'constraint-violation' : 'rejected';
  }
}

function stringField(error: unknown, field: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : undefined;
}
