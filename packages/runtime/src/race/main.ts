/**
 * Plays one race, in a process of its own, so that hundreds of clients and the lab do not wait for each other. It is
 * started by run-race.ts, and ends when its channel does: then there is no one to race for.
 */
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { PlayRace, RaceProgress } from '@temblor/lab/system/race';
import { raceResult } from '@temblor/lab/system/race';
import type { RaceCommand, RaceMessage } from './race-messages.ts';
import { raceCommand } from './race-messages.ts';

/** Progress is told so often at most. */
const progressEveryMs = 100;

const givenUp = new AbortController();

function tell(message: RaceMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

/** Tells the last progress of every span of time, and with `flush` at once what has not been told. */
function sampleProgress(): { readonly report: (progress: RaceProgress) => void; readonly flush: () => void } {
  let latest: RaceProgress | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (latest !== undefined) void tell({ kind: 'progress', progress: latest });
    latest = undefined;
  };
  return {
    report: (progress) => {
      latest = progress;
      timer ??= setTimeout(flush, progressEveryMs);
    },
    flush,
  };
}

async function play(command: Extract<RaceCommand, { kind: 'play' }>): Promise<RaceMessage> {
  const { entrances, instances, options } = command;
  const progress = sampleProgress();
  try {
    const race = await loadRace(command.module);
    const result = await race({
      entrances,
      instances,
      options,
      random: seededRandom(options.seed),
      signal: givenUp.signal,
      note: (line) => {
        progress.flush();
        void tell({ kind: 'note', line });
      },
      progress: progress.report,
    });
    return { kind: 'finished', result: raceResult.parse(result) };
  } catch (error) {
    const hint = error instanceof TemblorError ? error.hint : undefined;
    return { kind: 'failed', message: messageOf(error), ...(hint === undefined ? {} : { hint }) };
  } finally {
    progress.flush();
  }
}

async function loadRace(module: string): Promise<PlayRace> {
  const loaded: unknown = await import(module);
  if (typeof loaded === 'object' && loaded !== null && 'race' in loaded) {
    const { race } = loaded;
    if (typeof race === 'function') return (context) => race(context);
  }
  throw new TemblorError('invalid-race', `${module} is no race: it exports no function race(context)`);
}

async function obey(command: RaceCommand): Promise<void> {
  if (command.kind === 'give-up') {
    givenUp.abort(new TemblorError('interrupted', command.reason, { exitCode: 130 }));
    return;
  }
  await tell(await play(command));
  process.exit(0);
}

// The interruption of a terminal reaches this process too; whoever started it says what is to be done.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => void obey(raceCommand.parse(message)));
