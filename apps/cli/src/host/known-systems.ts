import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { balancer } from '@temblor/system-balancer/system';
import { log } from '@temblor/system-log/system';
import { reservations } from '@temblor/system-reservations/system';
import { voting } from '@temblor/system-voting/system';
import { loadConfig } from '../config/load-config.ts';

/**
 * The systems that come with Temblor, and those that the folder's configuration adds.
 * @param configFile looked for in the folder when absent.
 * @throws TemblorError of `loadConfig`; `system-name-taken`.
 */
export async function knownSystems(folder: string, configFile: string | undefined): Promise<SystemDeclaration[]> {
  const builtIn = [voting, reservations, balancer, log];
  const configured = await loadConfig(folder, configFile);
  const taken = configured.find(({ name }) => builtIn.some((system) => system.name === name));
  if (taken !== undefined) {
    throw new TemblorError('system-name-taken', `the system '${taken.name}' comes with temblor already`, {
      hint: 'give the system in temblor.config.ts another name',
      exitCode: 78,
    });
  }
  return [...builtIn, ...configured];
}
