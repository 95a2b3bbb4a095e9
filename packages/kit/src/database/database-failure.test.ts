import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { breaksConnection, DatabaseFailure, toDatabaseFailure } from './database-failure.ts';

function serverError(code: string, severity = 'ERROR', constraint?: string): Error {
  return Object.assign(new Error('said the server'), { code, severity, constraint });
}

const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const noAnswer = new Error('Query read timeout');

describe('a failure of the database', () => {
  test.each([
    ['a refused connection', reset, 'connect', 'unavailable', 'not-applied'],
    ['a server that is starting up', serverError('57P03', 'FATAL'), 'connect', 'unavailable', 'not-applied'],
    ['a connection lost before the commit', reset, 'in-transaction', 'connection-lost', 'not-applied'],
    ['a connection lost during the commit', reset, 'commit', 'connection-lost', 'unknown'],
    ['a connection lost outside a transaction', reset, 'standalone', 'connection-lost', 'unknown'],
    ['no answer before the commit', noAnswer, 'in-transaction', 'timed-out', 'not-applied'],
    ['no answer to the commit', noAnswer, 'commit', 'timed-out', 'unknown'],
    ['no answer outside a transaction', noAnswer, 'standalone', 'timed-out', 'unknown'],
    [
      'a server that shuts down during the commit',
      serverError('57P01', 'FATAL'),
      'commit',
      'connection-lost',
      'unknown',
    ],
    ['a statement cancelled by the server', serverError('57014'), 'standalone', 'timed-out', 'not-applied'],
    ['a lock that did not come free', serverError('55P03'), 'in-transaction', 'timed-out', 'not-applied'],
    ['a serialization failure at the commit', serverError('40001'), 'commit', 'conflict', 'not-applied'],
    ['a deadlock', serverError('40P01'), 'in-transaction', 'conflict', 'not-applied'],
    ['a completion that the server does not know', serverError('40003'), 'commit', 'connection-lost', 'unknown'],
    ['a duplicate', serverError('23505', 'ERROR', 'pk'), 'standalone', 'unique-violation', 'not-applied'],
    ['a failed check', serverError('23514', 'ERROR', 'c'), 'standalone', 'constraint-violation', 'not-applied'],
    ['a full disk of the server', serverError('53100'), 'standalone', 'rejected', 'not-applied'],
    ['something that is no error at all', 'odd', 'standalone', 'connection-lost', 'unknown'],
  ] as const)('%s', (_, error, role, kind, outcome) => {
    const failure = toDatabaseFailure(error, role);
    assert.deepEqual([failure.kind, failure.outcome, failure.code], [kind, outcome, `database-${kind}`]);
    assert.equal(failure.cause, error);
    assert.equal(toDatabaseFailure(failure, 'commit'), failure);
  });

  test('may be repeated only where nothing remains and repeating can help', () => {
    const repeatable = (error: unknown, role: 'commit' | 'in-transaction'): boolean =>
      toDatabaseFailure(error, role).isSafeToRetry;
    assert.equal(repeatable(serverError('40001'), 'commit'), true);
    assert.equal(repeatable(reset, 'in-transaction'), true);
    assert.equal(repeatable(reset, 'commit'), false);
    assert.equal(repeatable(serverError('23505'), 'in-transaction'), false);
    assert.equal(repeatable(serverError('42601'), 'in-transaction'), false);
  });

  test('names the violated constraint', () => {
    assert.equal(toDatabaseFailure(serverError('23505', 'ERROR', 'pk'), 'standalone').constraint, 'pk');
    assert.equal(toDatabaseFailure(serverError('42601'), 'standalone').constraint, undefined);
  });

  test('costs the connection only where that is out of step', () => {
    assert.equal(breaksConnection(toDatabaseFailure(noAnswer, 'standalone')), true);
    assert.equal(breaksConnection(toDatabaseFailure(reset, 'standalone')), true);
    assert.equal(breaksConnection(toDatabaseFailure(serverError('57014'), 'standalone')), false);
    assert.equal(breaksConnection(toDatabaseFailure(serverError('23505'), 'standalone')), false);
  });

  test('is an expected error with an exit code of its own', () => {
    const failure = toDatabaseFailure(reset, 'connect');
    assert.ok(failure instanceof DatabaseFailure);
    assert.equal(failure.exitCode, 75);
    assert.ok(failure.hint);
  });
});
