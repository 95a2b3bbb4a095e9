import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** The account that PostgreSQL runs under. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** True where it is not the lab's own: files have to be handed over to it. */
  readonly foreign: boolean;
}

/** Tried in this order, before every other account that is not root's. */
const preferredNames = ['nobody', 'postgres', 'daemon'];

/**
 * The account for PostgreSQL: the lab's own, or, as the server refuses to run as root, another one that root can
 * become; in a container some cannot be, so each is tried.
 * @throws TemblorError `no-account`.
 */
export function choosePostgresqlAccount(): Account {
  const uid = process.getuid?.();
  if (uid === undefined) {
    throw new TemblorError('no-account', 'PostgreSQL cannot be started on this operating system', {
      hint: 'use Linux, macOS, or Windows through WSL2, or give the URL of a PostgreSQL server',
    });
  }
  if (uid !== 0) return { name: String(uid), uid, gid: process.getgid?.() ?? uid, foreign: false };
  for (const account of otherAccounts(readFileSync('/etc/passwd', 'utf8'))) {
    if (canBecome(account)) return account;
  }
  throw new TemblorError('no-account', 'PostgreSQL refuses to run as root, and root can become no other account here', {
    hint: 'start as an ordinary user, allow the container to change its user (CAP_SETUID), or give the URL of a PostgreSQL server',
  });
}

/** The accounts of a passwd file (passwd(5)) that are not root's, the preferred ones first. */
export function otherAccounts(passwd: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const line of passwd.split('\n')) {
    const [name = '', , uidText = '', gidText = ''] = line.split(':');
    // macOS writes -2 for nobody.
    const uid = Number.parseInt(uidText, 10) >>> 0;
    const gid = Number.parseInt(gidText, 10) >>> 0;
    if (name !== '' && !name.startsWith('#') && uid !== 0 && gid !== 0) {
      accounts.push({ name, uid, gid, foreign: true });
    }
  }
  const rank = (account: Account): number => {
    const index = preferredNames.indexOf(account.name);
    return index === -1 ? preferredNames.length : index;
  };
  return accounts.sort((left, right) => rank(left) - rank(right));
}

function canBecome(account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', ':'], { uid: account.uid, gid: account.gid, stdio: 'ignore' }).status === 0;
}
