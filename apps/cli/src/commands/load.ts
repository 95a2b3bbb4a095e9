import { loadBounds } from '@temblor/control/api/schemas';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { addOutcomes, addStatuses } from '@temblor/lab/measure/load-windows';
import type { Command } from 'commander';
import { z } from 'zod';
import { chooseSystem } from '../choose-system.ts';
import type { JournalItem } from '../client/lab-client.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { writeDuration } from '../input/duration.ts';
import { duration, number, wholeNumber } from '../input/option-types.ts';
import type { LoadAnswers } from '../views/load-view.ts';
import { renderAnswers, renderWindow } from '../views/load-view.ts';

const { mostPerSecond, shortestMs, longestMs } = loadBounds;
const rateRange = `it must be more than 0 and at most ${mostPerSecond}, such as --rate 100`;
const lengthRange = `it must be from ${writeDuration(shortestMs)} to ${writeDuration(longestMs)}, such as --for 30s`;

const options = z.object({
  rate: number.pipe(z.number().positive(rateRange).max(mostPerSecond, rateRange)).optional(),
  for: duration.pipe(z.number().min(shortestMs, lengthRange).max(longestMs, lengthRange)).optional(),
  experiment: z.string().optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  stop: z.boolean().default(false),
});

/** How long the lab may take to begin or to end a load, also where the command was interrupted. */
const answerWithinMs = 15_000;

/** `temblor load`: test traffic. */
export function addLoadCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('load')
    .summary('lay load on a system and show how it answers')
    .description(
      "Plays an experiment's workload on a running system, open loop, and shows rate, latency and success. " +
        'Ctrl-C ends the load; it also ends by itself. What came of the requests is told by HTTP status as soon as one did ' +
        'not succeed; where no answer came, by why: timed-out, refused, reset (broken off, as by the link to an instance that ' +
        'is down), not-sent (no connection could be made), unreadable.',
    )
    .argument('[system]', 'the id of the system (default: the only one)')
    .option('--rate <number>', "requests a second (default: the experiment's)")
    .option('--for <duration>', 'how long (default: 60s)')
    .option('--experiment <name>', "whose workload (default: the system's first experiment)")
    .option('--seed <number>', 'the same seed gives the same requests')
    .option('--stop', 'end the load that runs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ temblor load voting --rate 100 --for 30s\n  $ temblor load reservations\n  $ temblor load --stop\n',
    );
  define(command, surroundings, options, load);
}

async function load(
  context: CommandContext,
  words: readonly string[],
  given: z.output<typeof options>,
): Promise<number> {
  const { output, interrupt } = context;
  const client = connect(context, words[0]);
  const { id } = chooseSystem(
    (await client.status()).systems,
    words[0],
    (one) => `temblor load ${one}${given.stop ? ' --stop' : ''}`,
  );
  if (given.stop) {
    const { load: ended } = await client.stopLoad(id);
    output.result({ ended }, ended === null ? `${id} is under no load` : 'the load has ended');
    return 0;
  }
  const items = await client.followJournal(undefined);
  // A request to begin that was interrupted has an unknown outcome: this one is answered first, and what it began is ended.
  const uninterrupted = () => client.withSignal(AbortSignal.timeout(answerWithinMs));
  interrupt.signal.throwIfAborted();
  await uninterrupted().startLoad(id, {
    ...(given.rate === undefined ? {} : { ratePerSecond: given.rate }),
    ...(given.for === undefined ? {} : { durationMs: given.for }),
    ...(given.experiment === undefined ? {} : { experiment: given.experiment }),
    ...(given.seed === undefined ? {} : { seed: given.seed }),
  });
  try {
    interrupt.signal.throwIfAborted();
    const { finished, answers } = await watch(items, id, context);
    const { intended, sent, valid } = finished;
    const validity = valid ? '' : `\nthe load is not valid: ${finished.reason}`;
    output.result({ intended, sent, ...answers, valid }, `sent ${sent}: ${renderAnswers(answers)}${validity}`);
    return valid ? 0 : 2;
  } catch (error) {
    if (interrupt.signal.aborted) {
      await uninterrupted()
        .stopLoad(id)
        .catch(() => undefined);
    }
    throw error;
  }
}

/** A window that was cut off by the end of the load: of so short a time a rate says nothing. */
const shortestToldUs = 200_000;

/** Shows every window until the load is over. */
async function watch(items: AsyncGenerator<JournalItem>, system: string, { output }: CommandContext) {
  let answers: LoadAnswers = { ok: 0, failed: 0, unknown: 0, byStatus: {} };
  for await (const item of items) {
    if (item.kind !== 'event' || item.event.system !== system) continue;
    const { event } = item;
    if (event.type === 'load-finished') return { finished: event, answers };
    if (event.type !== 'load-window') continue;
    const both = [answers, event];
    answers = { ...addOutcomes(both), byStatus: addStatuses(both) };
    if (event.endUs - event.startUs >= shortestToldUs) output.note(renderWindow(event));
  }
  throw new TemblorError('load-lost', 'the lab ended under the load');
}
