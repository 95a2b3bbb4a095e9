import type { Lab } from '@temblor/control/lab';
import { openLab } from '@temblor/control/lab';
import { executeRuns } from '@temblor/control/runs/execute-run';
import { chooseExperiment } from '@temblor/control/runs/run-manager';
import { findSystem } from '@temblor/control/systems/find-system';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { processStartTime } from '@temblor/runtime/processes/process-identity';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { version } from '../version.ts';
import { preferredControlPort } from './control-port.ts';
import { knownSystems } from './known-systems.ts';

/** A system, and an experiment of it: by name, or its first one; none where absent. */
interface WantedSystem {
  readonly system: string;
  readonly experiment: { readonly name: string | undefined } | undefined;
}

/** How a lab is hosted by this process. */
export interface HostOptions {
  readonly folder: string;
  readonly configFile: string | undefined;
  readonly mode: 'foreground' | 'background';
  readonly endsWhenIdle: boolean;
  /** `strict`: a taken control port is an error. `auto`: a free one always. */
  readonly ports: 'preferred' | 'strict' | 'auto';
  readonly onDefect: (error: unknown) => void;
  /** What is wanted of the lab, if it is known: checked before anything is opened, so that a wrong name costs no time. */
  readonly wanted?: WantedSystem;
}

/** Opens the lab of a folder in this process, over a World of real processes. @throws TemblorError of `openLab`. */
export async function hostLab(options: HostOptions): Promise<Lab> {
  const systems = await knownSystems(options.folder, options.configFile);
  if (options.wanted !== undefined) checkNames(systems, options.wanted);
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

/** @throws TemblorError `unknown-system`, `unknown-experiment`, with the nearest name. */
function checkNames(systems: readonly SystemDeclaration[], { system, experiment }: WantedSystem): void {
  const declaration = findSystem(systems, system);
  if (experiment !== undefined) chooseExperiment(declaration, experiment.name);
}
