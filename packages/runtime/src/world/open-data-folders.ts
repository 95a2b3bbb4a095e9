import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topology } from '@temblor/lab/system/topology';
import { makeOwnedFolder } from '../stores/owned-folder.ts';
import type { SystemSurroundings } from './system-surroundings.ts';

/**
 * Makes a folder for each instance whose service declares one, all within one that is the guardian's.
 * @param opening removes them, after everything that was opened later has ended. @returns the folders by instance.
 */
export async function openDataFolders(
  { instances }: Topology,
  { guardian }: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  const owners = instances.filter(({ declaration }) => declaration.dataFolder);
  if (owners.length === 0) return folders;
  const parent = await makeOwnedFolder(guardian, tmpdir(), 'temblor-');
  opening.defer(() => guardian.removeFolder(parent));
  for (const { id } of owners) {
    const folder = join(parent, id);
    await mkdir(folder, { mode: 0o700 });
    folders.set(id, folder);
  }
  return folders;
}
