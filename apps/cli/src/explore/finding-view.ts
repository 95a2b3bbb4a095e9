/** A run in which a rule was broken, for a terminal: what was done to it, what happened, and how to have it again. */

import { actWords } from '@temblor/simulator/crash-points/effect';
import type { Problem, Strike } from '@temblor/simulator/crash-points/explore';
import type { Happening } from '@temblor/simulator/crash-points/virtual-world';
import type { Paint } from '../output/paint.ts';
import type { Exploring } from './explorers.ts';

/** Where a run is found again. */
export interface RunName {
  readonly scenario: string;
  /** As they are counted by the explorer; none: the run without a fault. */
  readonly points: readonly number[];
}

/** The seed of a run where none was given. */
export const defaultSeed = 1;

/** The command that runs it again. */
export function replayCommand({ system, seed, bug }: Exploring, { scenario, points }: RunName): string {
  return [
    `temblor explore ${system} --scenario ${scenario} --point ${points.length === 0 ? 'none' : points.join(',')}`,
    ...(seed === defaultSeed ? [] : [`--seed ${seed}`]),
    ...(bug === undefined ? [] : [`--bug ${bug}`]),
  ].join(' ');
}

/** `8, reservations-1: call payments POST /pay – the answer is lost`. */
export function describeStrike({ effect, act }: Strike): string {
  return `effect ${effect.number}, ${effect.process}: ${effect.name} – ${actWords[act]}`;
}

/** Of an exploration that found nothing though a bug was planted. @param whatElse may find it. */
export function bugNotFound(bug: string, whatElse: string): string {
  return `the bug ${bug} was not found at these points: ${whatElse} may find it`;
}

/** What is wrong, a line for each. */
export function describeProblems(problems: readonly Problem[], paint: Paint): string[] {
  return problems.map(({ rule, detail }) => `  ${paint.bad(rule)}: ${detail}`);
}

/** One line for each thing that happened. */
export function describeHappenings(happenings: readonly Happening[], paint: Paint): string[] {
  const longest = Math.max(0, ...happenings.map(({ process }) => process.length));
  return happenings.map(({ atMs, process, text }) => {
    const moment = `${(atMs / 1000).toFixed(3).padStart(8)} s`;
    return `${paint.dim(moment)}  ${process.padEnd(longest)}  ${text}`;
  });
}
