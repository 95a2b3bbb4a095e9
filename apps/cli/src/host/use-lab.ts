import type { LabFile } from '@temblor/control/folder/lab-file';
import { findLab } from '../client/find-lab.ts';
import { LabClient } from '../client/lab-client.ts';
import type { CommandContext } from '../command-context.ts';
import { describeTrouble } from './describe-trouble.ts';
import type { HostOptions } from './host-lab.ts';

/** A lab that a command uses: the one of the folder, or one that lives as long as the command. */
export interface UsedLab extends AsyncDisposable {
  readonly client: LabClient;
  readonly url: string;
  readonly token: string;
  /** Whether this process hosts it. */
  readonly hosted: boolean;
  /**
   * Settles with the reason when someone asked the hosted lab to end, rejects when its guardian was lost; never settles
   * where it is not hosted here.
   */
  readonly endRequested: Promise<string>;
}

/** Uses the lab that runs in the folder, or hosts one. */
export async function useOrHostLab(
  context: CommandContext,
  options: Pick<HostOptions, 'ports' | 'wanted'>,
): Promise<UsedLab> {
  const running = findLab(context.folder);
  return running === undefined ? hostHere(context, { ...options, endsWhenIdle: false }) : useRunning(running, context);
}

/** Hosts the lab of the folder in this process. @throws TemblorError `lab-running` where there is one already. */
export async function hostHere(
  context: CommandContext,
  options: Pick<HostOptions, 'ports' | 'endsWhenIdle' | 'wanted'>,
): Promise<UsedLab> {
  // Loaded late: most commands only talk to a lab, and start faster without the engine.
  const { hostLab } = await import('./host-lab.ts');
  const lab = await hostLab({
    folder: context.folder,
    configFile: context.configFile,
    mode: 'foreground',
    ...options,
    onDefect: (error) => context.output.warn(`temblor: ${describeTrouble(error)}`),
  });
  // A lab that has lost its guardian is only waiting to be closed: whoever still asks it something hears why.
  const lost = new AbortController();
  lab.endRequested.catch((error: unknown) => lost.abort(error));
  return {
    client: new LabClient(lab, AbortSignal.any([context.interrupt.signal, lost.signal])),
    url: lab.url,
    token: lab.token,
    hosted: true,
    endRequested: lab.endRequested,
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  };
}

function useRunning(file: LabFile, context: CommandContext): UsedLab {
  return {
    client: new LabClient(file, context.interrupt.signal),
    url: file.url,
    token: file.token,
    hosted: false,
    endRequested: new Promise(() => {}),
    [Symbol.asyncDispose]: async () => {},
  };
}
