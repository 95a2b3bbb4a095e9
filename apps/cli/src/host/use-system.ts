import type { SystemStatus } from '@temblor/control/api/schemas';
import { findSystem } from '../choose-system.ts';
import type { CommandContext } from '../command-context.ts';
import { showJournal } from '../progress/follow-run.ts';
import type { UsedLab } from './use-lab.ts';

/** A system that a command plays on. */
export interface UsedSystem extends AsyncDisposable {
  readonly status: SystemStatus;
  /** Whether the command started it, and ends it. */
  readonly startedHere: boolean;
}

/** Which system a command plays on. */
export interface WantedSystem {
  /** Its declaration's name. */
  readonly name: string;
  /** Only the one that runs under this id. */
  readonly id: string | undefined;
  readonly ports: 'preferred' | 'strict' | 'auto';
}

/** How long the end of what was started here may take, also after an interruption. */
const endWithinMs = 20_000;

/**
 * The running system that is wanted, or a new one, which ends when this is disposed of.
 *
 * @throws TemblorError `system-not-up` where an id is wanted that does not run; what keeps a system from starting.
 */
export async function useOrStartSystem(
  { client }: Pick<UsedLab, 'client'>,
  wanted: WantedSystem,
  { output, interrupt }: Pick<CommandContext, 'output' | 'interrupt'>,
): Promise<UsedSystem> {
  const { systems } = await client.status();
  const ofKind = systems.filter(({ system }) => system === wanted.name);
  const running = wanted.id === undefined ? ofKind[0] : findSystem(ofKind, wanted.id);
  if (running !== undefined) {
    return { status: running, startedHere: false, [Symbol.asyncDispose]: async () => {} };
  }
  const id = freeId(
    wanted.name,
    systems.map((system) => system.id),
  );
  const patient = () => client.withSignal(AbortSignal.timeout(endWithinMs));
  const shown = new AbortController();
  const journal = showJournal(
    await client.withSignal(AbortSignal.any([interrupt.signal, shown.signal])).followJournal(undefined),
    id,
    output,
    shown.signal,
  );
  try {
    const status = await client.start({ system: wanted.name, id, ports: wanted.ports });
    await journal.untilReady();
    return {
      status,
      startedHere: true,
      [Symbol.asyncDispose]: async () => {
        output.note(`\nending ${status.id}, which was started for this …`);
        await patient().stop(status.id);
      },
    };
  } catch (error) {
    if (error === interrupt.signal.reason) {
      await patient()
        .stop(id)
        .catch(() => undefined);
    }
    throw error;
  } finally {
    shown.abort();
  }
}

/** The name, or with a number where that is taken: by an id of its own the start can be given up before it is answered. */
function freeId(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(id)) return id;
  }
}
