import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guardian } from '../guardian/guardian.ts';

/**
 * Makes a folder that the guardian owned before it was there, so that there is no moment at which a lab that is killed
 * leaves it behind. For the lab's account alone (mode 0700).
 * @param prefix the start of its name; the rest is random.
 */
export async function makeOwnedFolder(guardian: Guardian, parent: string, prefix: string): Promise<string> {
  const folder = join(parent, `${prefix}${randomBytes(12).toString('hex')}`);
  await guardian.ownFolder(folder);
  await mkdir(folder, { mode: 0o700 });
  return folder;
}
