/** Points at which real processes are disturbed: which there are, and which of them a seed draws. Pure. */
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { CrashPointAct } from '@temblor/kit/crash-points/crash-points';
import { crashPointActs } from '@temblor/kit/crash-points/crash-points';

/** An effect of an instance, as its crash points name it. */
export interface RealEffect {
  readonly instance: string;
  readonly effect: string;
  /** Whether it was seen only when a saga went back: to reach it, one has to be made to. */
  readonly isOfGoingBack: boolean;
}

/** What is done to the system once, while a handful of clients reserve. */
export interface RealPoint extends RealEffect {
  /** From 1. */
  readonly number: number;
  readonly act: CrashPointAct;
  /** The how many-th of these effects it befalls. */
  readonly occurrence: number;
  /** Of the event that the clients want, a seat each. */
  readonly seats: number;
  /** How long each client waits for an answer, in ms. */
  readonly patienceMs: number;
}

/** So many clients want a seat at each point. */
export const clientsOfPoint = 4;

/** For clients that leave no time for a second try, and for those that do. */
const patiencesMs = [1200, 2500];

/** What happens to show or prepare something, or at moments of its own: no part of every reservation. */
const elsewhere =
  /^(?:answer (?:GET|PUT|DELETE) |commit (?:create event|expire|renew|claim|release lease|take message))/;

/** Whether points are drawn at effects of this name. */
export function isPartOfReservations(effect: string): boolean {
  return !elsewhere.test(effect);
}

/** The points of these numbers. They depend on nothing but the seed and the effects, which are in the order of their names. */
export function drawPoints(seed: number, numbers: readonly number[]): (effects: readonly RealEffect[]) => RealPoint[] {
  const random = seededRandom(seed).fork('points');
  return (effects) => numbers.map((number) => drawPoint(random, number, effects));
}

function drawPoint(random: Random, number: number, effects: readonly RealEffect[]): RealPoint {
  const own = random.fork(`point ${number}`);
  const effect = own.pick(effects);
  const acts = effect.effect.startsWith('call ') ? crashPointActs : (['crash-before', 'crash-after'] as const);
  return {
    ...effect,
    number,
    act: own.pick(acts),
    occurrence: effect.isOfGoingBack ? 1 : own.integer(1, 2),
    seats: own.pick([clientsOfPoint - 1, clientsOfPoint]),
    patienceMs: own.pick(patiencesMs),
  };
}

/** Effects without repetition, those of each replica of a service alike, in the order of their names. */
export function mergeEffects(seen: readonly RealEffect[], serviceOf: ReadonlyMap<string, string>): RealEffect[] {
  const ofService = Map.groupBy(seen, ({ instance }) => serviceOf.get(instance));
  const merged = new Map<string, RealEffect>();
  for (const [instance, service] of serviceOf) {
    for (const { effect, isOfGoingBack } of ofService.get(service) ?? []) {
      const key = `${instance} ${effect}`;
      const known = merged.get(key);
      merged.set(key, { instance, effect, isOfGoingBack: isOfGoingBack && known?.isOfGoingBack !== false });
    }
  }
  return [...merged].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, effect]) => effect);
}

/** `reservations: call payments POST /pay, the 2nd – lose-answer`. */
export function describePoint({ instance, effect, act, occurrence, isOfGoingBack }: RealPoint): string {
  const which = occurrence === 1 ? 'the 1st' : `the ${occurrence === 2 ? '2nd' : `${occurrence}th`}`;
  return `${instance}: ${effect}, ${which}${isOfGoingBack ? ' while a saga goes back' : ''} – ${act}`;
}
