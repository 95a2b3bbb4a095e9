import type { Lab } from '@temblor/control/lab';
import { openLab } from '@temblor/control/lab';
import { executeRuns } from '@temblor/control/runs/execute-run';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { processStartTime } from '@temblor/runtime/processes/process-identity';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { version } from '../version.ts';
import { preferredControlPort } from './control-port.ts';
import { knownSystems } from './known-systems.ts';

/** How a lab is hosted by this process. */
export interface HostOptions {
  readonly folder: string;
  readonly configFile: string | undefined;
  readonly mode: 'foreground' | 'background';
  readonly endsWhenIdle: boolean;
  /** `strict`: a taken control port is an error. `auto`: a free one always. */
  readonly ports: 'preferred' | 'strict' | 'auto';
  readonly onDefect: (error: unknown) => void;
}

/** Opens the lab of a folder in this process, over a World of real processes. @throws TemblorError of `openLab`. */
export async function hostLab(options: HostOptions): Promise<Lab> {
  const systems = await knownSystems(options.folder, options.configFile);
  const startTime = processStartTime(process.pid);
  if (startTime === undefined) throw new Error('the operating system does not list this process');
  return openLab({
    folder: options.folder,
    systems,
    clock: monotonicClock,
    version,
    mode: options.mode,
    endsWhenIdle: options.endsWhenIdle,
    controlPort: {
      preferredPort: options.ports === 'auto' ? 0 : preferredControlPort,
      strict: options.ports === 'strict',
    },
    startTime,
    openWorld: openProcessWorld,
    executeRuns,
    onDefect: options.onDefect,
  });
}
