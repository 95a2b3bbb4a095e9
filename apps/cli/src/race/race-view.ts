/** A race for a terminal: how far it is, and what it came to. */
import { STATUS_CODES } from 'node:http';
import type { FaultStatus } from '@temblor/control/api/schemas';
import type { RaceOptions, RaceProgress, RaceResult } from '@temblor/lab/system/race';
import type { Paint } from '../output/paint.ts';
import { formatTable } from '../output/table.ts';
import { describeTarget } from '../progress/narrate.ts';
import { nameFault } from '../views/fault-name.ts';

type Verdict = RaceResult['checks'][number]['verdict'];

/** What there is to say of a race that is over. */
export interface PlayedRace {
  readonly options: RaceOptions;
  readonly result: RaceResult;
  readonly faults: readonly FaultStatus[];
}

/** The worst verdict of its checks. It cannot be passed where a fault was asked for that nobody saw act. */
export function verdictOf({ result, faults }: PlayedRace): Verdict {
  const verdicts = result.checks.map(({ verdict }) => verdict);
  if (verdicts.includes('failed')) return 'failed';
  const isShort = verdicts.length === 0 || verdicts.includes('inconclusive');
  return isShort || faults.some(({ evidence }) => evidence.kind !== 'confirmed') ? 'inconclusive' : 'passed';
}

/** The one line of a race that goes on. */
export function renderProgress({ finished, requests, byStatus }: RaceProgress): string {
  const told = inOrder(byStatus).map(([status, clients]) => `${status === '0' ? 'none' : status} × ${clients}`);
  return `  ${finished} of ${requests} clients are done${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}

/** What clients were told, what else is known, the checks, and the verdict. */
export function renderRace(title: string, race: PlayedRace, paint: Paint): string {
  const { options, result, faults } = race;
  const { requests, seats } = options;
  const verdict = verdictOf(race);
  const headline = `${paint.strong(title)}: ${count(requests, 'client')}, ${count(seats, 'seat')}, seed ${options.seed}`;
  const told = inOrder(result.byStatus).map(([status, clients]) => [statusWord(status), String(clients)]);
  const facts = result.facts.map(({ fact, value }) => [fact, String(value)]);
  return [
    headline,
    formatTable([{ heading: 'told in the end' }, { heading: 'clients', figures: true }], told, paint),
    ...(facts.length === 0 ? [] : [formatTable([{ heading: 'of it' }, { heading: '' }], facts, paint)]),
    [
      ...faults.map((fault) => renderFault(fault, paint)),
      ...result.checks.map((check) => renderCheck(check, paint)),
      `${paint.strong('verdict')}: ${inColor(verdict, paint)}`,
    ].join('\n'),
  ].join('\n\n');
}

function renderFault(fault: FaultStatus, paint: Paint): string {
  const { id, target, evidence } = fault;
  const what = `${nameFault(fault)} on ${describeTarget(target)}`;
  if (evidence.kind === 'confirmed') return `fault ${id}, ${what}: ${paint.good('confirmed')} – ${evidence.evidence}`;
  const why = evidence.kind === 'pending' ? 'nobody has seen it act yet' : evidence.reason;
  return `fault ${id}, ${what}: ${paint.warning(evidence.kind.replace('-', ' '))} – ${why}`;
}

function renderCheck({ check, verdict, summary, violations }: RaceResult['checks'][number], paint: Paint): string {
  return [
    `check ${check}: ${inColor(verdict, paint)} – ${summary}`,
    ...violations.map((violation) => `  ${violation}`),
  ].join('\n');
}

function inColor(verdict: Verdict, paint: Paint): string {
  const color = { passed: paint.good, failed: paint.bad, inconclusive: paint.warning }[verdict];
  return color(verdict);
}

/** By status; no answer at last. */
function inOrder(byStatus: Readonly<Record<string, number>>): [string, number][] {
  const rank = (status: string) => (status === '0' ? Number.POSITIVE_INFINITY : Number(status));
  return Object.entries(byStatus).toSorted(([one], [other]) => rank(one) - rank(other));
}

function statusWord(status: string): string {
  if (status === '0') return 'no answer';
  const word = STATUS_CODES[status];
  return word === undefined ? status : `${status} ${word}`;
}

function count(value: number, one: string): string {
  return `${value} ${one}${value === 1 ? '' : 's'}`;
}
