/** What an exploration of real processes came to: in words, and as a document for programs. */

import { actWords } from '@temblor/simulator/crash-points/effect';
import type { RealExploration, RealFinding, RealTry } from '@temblor/system-reservations/explorer/real/explore-real';
import { describePoint } from '@temblor/system-reservations/explorer/real/real-point';
import type { Paint } from '../../output/paint.ts';
import { formatTable } from '../../output/table.ts';
import type { Exploring } from '../explorers.ts';
import { bugNotFound, defaultSeed, describeProblems } from '../finding-view.ts';

/** Failed where a rule was broken, whatever else is open. */
export function verdictOfReal({ findings, isInterrupted }: RealExploration): 'passed' | 'failed' | 'inconclusive' {
  if (findings.length > 0) return 'failed';
  return isInterrupted ? 'inconclusive' : 'passed';
}

/** For a person. */
export function describeReal(exploring: Exploring, exploration: RealExploration, paint: Paint): string {
  const { system, seed, bug } = exploring;
  const { effects, tries, findings, isInterrupted } = exploration;
  const planted = bug === undefined ? '' : `, with the planted bug ${bug}`;
  const missed = tries.filter(({ wasReached }) => !wasReached).length;
  const notReached = missed === 0 ? '' : `; at ${missed} of them the effect did not happen`;
  const slowest = Math.max(0, ...tries.map(({ endedAfterMs }) => endedAfterMs));
  const open = findings.some(({ rule }) => lateRules.includes(rule)) ? 'not every saga ended' : 'every saga ended';
  const money = count(countOf(findings, 'charged-once'), 'reservation');
  const seats = count(countOf(findings, 'seats-never-oversold'), 'event');
  const verdict = `found: ${money} charged wrongly, ${seats} oversold, ${countOf(findings, 'books-balanced')} out of balance, ${open} in time`;
  return [
    `${paint.strong(system)} on real processes: ${countPoints(tries.length)} among ${effects} effects, seed ${seed}${planted}${notReached}`,
    `once everything ran again, the last open saga had ended after ${(slowest / 1000).toFixed(1)} s at most`,
    '',
    actTable(tries, findings, paint),
    '',
    ...findingLines(exploring, exploration, paint),
    paintOf(exploration, paint)(isInterrupted ? `${verdict} – and it was interrupted` : verdict),
    ...(bug === undefined || findings.length > 0
      ? []
      : [paint.warning(bugNotFound(bug, 'more points or another seed'))]),
  ].join('\n');
}

/** `1 point`. */
export function countPoints(points: number): string {
  return count(points, 'point');
}

function count(value: number, one: string): string {
  return `${value} ${one}${value === 1 ? '' : 's'}`;
}

/** A line for a point that was tried: what was done where, whether the effect happened, and what came of it. */
export function describeTry(
  { point, wasReached, endedAfterMs }: RealTry,
  findings: readonly RealFinding[],
  paint: Paint,
) {
  const reached = wasReached ? 'reached' : paint.warning('the effect did not happen');
  const rules = [...new Set(findings.map(({ rule }) => rule))].join(', ');
  const result = rules === '' ? paint.good('nothing found') : paint.bad(`broken: ${rules}`);
  const ended = `sagas over after ${(endedAfterMs / 1000).toFixed(1)} s`;
  return `${String(point.number).padStart(4)}  ${describePoint(point)}: ${reached}, ${ended}, ${result}`;
}

const lateRules = ['no-saga-left', 'saga-ends-in-time'];

function countOf(findings: readonly RealFinding[], broken: string): number {
  return findings.filter(({ rule }) => rule === broken).length;
}

function paintOf(exploration: RealExploration, paint: Paint): (text: string) => string {
  const verdict = verdictOfReal(exploration);
  switch (verdict) {
    case 'passed':
      return paint.good;
    case 'failed':
      return paint.bad;
    case 'inconclusive':
      return paint.warning;
    default:
      return verdict satisfies never;
  }
}

function actTable(tries: readonly RealTry[], findings: readonly RealFinding[], paint: Paint): string {
  const blamed = new Set(findings.map(({ point }) => point));
  const rows = [...Map.groupBy(tries, ({ point }) => point.act)].map(([act, own]) => {
    const failed = own.filter(({ point }) => blamed.has(point.number)).length;
    const reached = own.filter(({ wasReached }) => wasReached).length;
    return [act, String(own.length), String(reached), failed === 0 ? '0' : paint.bad(String(failed)), actWords[act]];
  });
  const figures = ['POINTS', 'REACHED', 'FAILED'].map((heading) => ({ heading, figures: true }));
  return formatTable([{ heading: 'ACT' }, ...figures, { heading: '' }], rows, paint);
}

function findingLines(exploring: Exploring, { tries, findings }: RealExploration, paint: Paint): string[] {
  return [...Map.groupBy(findings, ({ point }) => point)].flatMap(([number, own]) => {
    const tried = tries.find(({ point }) => point.number === number);
    const what = tried === undefined ? 'before the first point' : `point ${number}, ${describePoint(tried.point)}`;
    const again = tried === undefined ? [] : [`  again: ${replayOf(exploring, number)}`];
    return [paint.strong(what), ...describeProblems(own, paint), ...again, ''];
  });
}

/** The command that tries the same point; what happens at once may happen in another order. */
function replayOf({ system, seed, bug }: Exploring, point: number): string {
  const seeded = seed === defaultSeed ? '' : ` --seed ${seed}`;
  return `temblor explore ${system} --real --point ${point}${seeded}${bug === undefined ? '' : ` --bug ${bug}`}`;
}

/** For a program. */
export function documentOfReal(exploring: Exploring, exploration: RealExploration) {
  const { system, seed, bug } = exploring;
  const { effects, tries, findings, isInterrupted } = exploration;
  return {
    ...{ system, real: true, seed, bug: bug ?? null, verdict: verdictOfReal(exploration), interrupted: isInterrupted },
    ...{ effects, points: tries.length },
    tries: tries.map(({ point, wasReached, endedAfterMs }) => {
      const { number, instance, effect, act, occurrence } = point;
      return {
        number,
        instance,
        effect,
        act,
        occurrence,
        reached: wasReached,
        ended_after_ms: Math.round(endedAfterMs),
      };
    }),
    findings: findings.map((finding) => ({
      ...finding,
      replay: finding.point === 0 ? null : replayOf(exploring, finding.point),
    })),
  };
}
