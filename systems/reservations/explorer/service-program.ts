import { messageOf } from '@temblor/foundation/errors/temblor-error';
import { commitEffect } from '@temblor/kit/crash-points/effect-names';
import type { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import type { CallAnswer } from '../model/calls.ts';
import type { ServiceRules } from '../model/service-rules.ts';
import type { PlantedBug } from '../planted-bugs.ts';
import { memberOf } from './member-of.ts';
import type { Message, ReservationsPort, ReservationsProgram } from './message.ts';

/** What is wrong with a service for a while, as its flags would have it: it does not answer, or too late. */
export type Trouble = { readonly untilMs: number } & (
  | { readonly kind: 'refuses' }
  | { readonly kind: 'slow'; readonly latencyMs: number; readonly at: 'before' | 'after'; readonly operation: string }
);

/** A service that does one transaction for each call. */
export interface ServiceOptions<T extends object> {
  readonly rules: ServiceRules<T>;
  readonly rows: MemoryRows<T>;
  readonly bug: PlantedBug | undefined;
  readonly troubles: readonly Trouble[];
  /** Told of what its rules threw: a broken invariant. */
  readonly onDefect: (text: string) => void;
}

/** How often a service looks for what is due, in ms. */
const dueEveryMs = 500;

/** The program of inventory, payments or notifications: what its HTTP would do with the same rules. */
export function serviceProgram<T extends object>(options: ServiceOptions<T>): ReservationsProgram {
  return (port) => {
    doWhatIsDue(port, options);
    return (message, reply) => {
      const active = options.troubles.filter(({ untilMs }) => port.nowMs < untilMs);
      if (active.some(({ kind }) => kind === 'refuses')) {
        reply(problem(503, 'chaos_crash'));
        return;
      }
      const delayMs = (at: 'before' | 'after') =>
        active.reduce((sum, trouble) => sum + (isAt(trouble, message, at) ? trouble.latencyMs : 0), 0);
      later(port, delayMs('before'), () =>
        answer(port, options, message, (result) => later(port, delayMs('after'), () => reply(result))),
      );
    };
  };
}

function isAt(trouble: Trouble, { method, path }: Message, at: 'before' | 'after'): trouble is SlowTrouble {
  return trouble.kind === 'slow' && trouble.at === at && trouble.operation === `${method} ${path}`;
}

type SlowTrouble = Extract<Trouble, { kind: 'slow' }>;

function later(port: ReservationsPort, delayMs: number, action: () => void): void {
  if (delayMs === 0) action();
  else port.after(delayMs, action);
}

function answer<T extends object>(
  port: ReservationsPort,
  { rules, rows, bug, onDefect }: ServiceOptions<T>,
  message: Message,
  reply: (answer: CallAnswer) => void,
): void {
  const transaction = rules.transactionFor(message, { nowMs: port.nowMs, bug });
  if (transaction === undefined) throw new Error(`nothing is at ${message.service} ${message.method} ${message.path}`);
  const run = () => {
    try {
      return rows.run(transaction);
    } catch (error) {
      onDefect(`${port.name}: ${messageOf(error)}`);
      return problem(500, 'internal');
    }
  };
  port.commit(commitEffect(transaction.name), run, (end) => {
    reply(end.kind === 'committed' ? end.result : storeProblem(end.outcome));
  });
}

/** Looks again and again, at first at the start. A failed commit is found again the next time. */
function doWhatIsDue<T extends object>(port: ReservationsPort, options: ServiceOptions<T>): void {
  const { rules, rows, bug } = options;
  const { whenDue } = rules;
  if (whenDue === undefined) return;
  const look = () => {
    const context = { nowMs: port.nowMs, bug };
    for (const row of rows.list(whenDue.table, { limit: Number.POSITIVE_INFINITY })) {
      const dueMs = memberOf(row, whenDue.column);
      if (typeof dueMs !== 'number' || dueMs > port.nowMs) continue;
      const transaction = whenDue.transactionFor(row, context);
      port.commit(
        commitEffect(transaction.name),
        () => rows.run(transaction),
        () => undefined,
      );
    }
    port.after(dueEveryMs, look, 'background');
  };
  look();
}

/** As the kit answers for a store that failed. */
function storeProblem(outcome: 'not-applied' | 'unknown'): CallAnswer {
  return outcome === 'unknown' ? problem(504, 'outcome_unknown') : problem(503, 'database_unavailable');
}

function problem(status: number, code: string): CallAnswer {
  return { status, body: { code } };
}
