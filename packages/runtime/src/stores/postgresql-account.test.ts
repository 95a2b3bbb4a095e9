import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { otherAccounts } from './postgresql-account.ts';

describe('the accounts that root may start PostgreSQL under', () => {
  test('nobody comes first, and root and its group never', () => {
    const accounts = otherAccounts(
      [
        '# a comment, as on macOS',
        'root:x:0:0:root:/root:/bin/bash',
        'toor:x:1000:0::/root:/bin/sh',
        'alice:x:1001:1001::/home/alice:/bin/sh',
        'postgres:x:101:104::/var/lib/postgresql:/bin/bash',
        'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      accounts.map((account) => account.name),
      ['nobody', 'postgres', 'alice'],
    );
    assert.deepEqual(accounts[0], { name: 'nobody', uid: 65534, gid: 65534, foreign: true });
  });

  test('the negative numbers of macOS are read as the kernel does', () => {
    assert.equal(otherAccounts('nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false')[0]?.uid, 4294967294);
  });

  test('a broken file has no accounts', () => {
    assert.deepEqual(otherAccounts('nonsense\n::::\nx:y:z\n'), []);
  });
});
