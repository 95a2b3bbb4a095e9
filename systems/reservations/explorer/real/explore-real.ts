/**
 * Crash points on real processes. A fault-free start shows which effects there are (and one lost call, which there are when
 * a saga goes back). Then, point by point: an effect is drawn by the seed and what befalls it (its process is killed before
 * or after it; a call or its answer is lost; a request comes when its caller has given it up); it is armed where it is to
 * happen; a handful of clients want few seats and ask with their keys until they are told a final word; the supervisor
 * brings back what died; every saga has to end soon after; and the books of all services, and what clients were told, are
 * checked. Unlike in the simulator nobody chooses the order of what happens at once: the same seed gives the same points,
 * not the same run.
 */
import { randomUUID } from 'node:crypto';
import { pollUntil, sleep } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { clientName } from '@temblor/lab/system/topology';
import type { RunningSystem } from '@temblor/lab/world/world';
import { checkBooks } from '../../model/books.ts';
import { booksOfEvent } from '../../model/books-of-event.ts';
import type { Books, ToldIntent } from '../../model/books-types.ts';
import { RaceHttp } from '../../race/race-http.ts';
import { readSettledBooks } from '../../read-books.ts';
import { ArmedPoints } from './armed-points.ts';
import { runClients, toldTo, unservedClients } from './point-clients.ts';
import type { RealEffect, RealPoint } from './real-point.ts';
import { clientsOfPoint, mergeEffects } from './real-point.ts';
import { awaitRecovery } from './recovery.ts';

/** Something that must not be, and the number of the point whose clients it befell; 0 for the warm-up. */
export interface RealFinding {
  readonly point: number;
  readonly rule: string;
  readonly detail: string;
}

/** What came of a point. */
export interface RealTry {
  readonly point: RealPoint;
  /** Whether the effect happened while it was armed. */
  readonly wasReached: boolean;
  /** How long after everything ran again the last saga had ended, in ms. */
  readonly endedAfterMs: number;
}

export interface RealExploration {
  /** How many effects points are drawn at. */
  readonly effects: number;
  readonly tries: readonly RealTry[];
  readonly findings: readonly RealFinding[];
  /** Whether it was given up before its last point. */
  readonly isInterrupted: boolean;
}

export interface RealExplorationOptions {
  /** Draws the waits of the clients. */
  readonly seed: number;
  /** Says at which of the effects what is done, in which order; `drawPoints` leaves that to a seed. */
  readonly points: (effects: readonly RealEffect[]) => readonly RealPoint[];
  /** Gives it up: what was done by then is told. */
  readonly signal: AbortSignal;
  /** Told before each point, and at its end. */
  readonly onProgress: (done: number, point: RealPoint | undefined) => void;
  /** Told after each point, with what was found by then of its clients; a late request may still do harm. */
  readonly onTried: (tried: RealTry, findings: readonly RealFinding[]) => void;
}

/** So soon after everything runs again every saga has to be over that was open then. */
const sagaEndsWithinMs = 5000;

/** So long after it was lost a late request has come: the longest time-out of a call, the second that it is late, and its way. */
const lateWithinMs = 3000 + 1000 + 500;

/** Tries the points on a system that runs, and that nobody else uses. @throws TemblorError where it cannot be used any more. */
export async function exploreReal(system: RunningSystem, options: RealExplorationOptions): Promise<RealExploration> {
  await using ground = openGround(system, options);
  const tries: RealTry[] = [];
  let effects: readonly RealEffect[] = [];
  try {
    effects = await ground.warmUp();
    for (const point of options.points(effects)) {
      options.onProgress(tries.length, point);
      const tried = await ground.tryPoint(point);
      tries.push(tried);
      options.onTried(
        tried,
        ground.findings.filter((finding) => finding.point === point.number),
      );
    }
    options.onProgress(tries.length, undefined);
    await ground.finish();
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
  const { findings } = ground;
  return { effects: effects.length, tries, findings, isInterrupted: options.signal.aborted };
}

function openGround(system: RunningSystem, { seed, signal }: RealExplorationOptions): ExploredGround {
  const link = system.links().find(({ consumer, provider }) => consumer === clientName && provider === 'gateway');
  if (link === undefined) throw new TemblorError('no-gateway', `clients of ${system.id} have no gateway`);
  return new ExploredGround(system, link.url, seededRandom(seed), signal);
}

class ExploredGround implements AsyncDisposable {
  readonly random: Random;
  readonly findings: RealFinding[] = [];
  readonly #system: RunningSystem;
  readonly #signal: AbortSignal;
  readonly #armed: ArmedPoints;
  readonly #gateway: RaceHttp;
  readonly #run = randomUUID().slice(0, 8);
  /** What the clients of all points were told, and the numbers of the points by their events. */
  readonly #told: ToldIntent[] = [];
  readonly #points = new Map<string, number>();
  #lateUntilMs = 0;

  constructor(system: RunningSystem, gatewayUrl: string, random: Random, signal: AbortSignal) {
    this.#system = system;
    this.#signal = signal;
    this.random = random;
    this.#armed = new ArmedPoints(system, signal);
    this.#gateway = new RaceHttp(gatewayUrl, clientsOfPoint);
  }

  /** @returns the effects at which points are drawn. */
  async warmUp(): Promise<readonly RealEffect[]> {
    const { services } = this.#armed;
    const eventId = await this.#createEvent(0, 2 * clientsOfPoint);
    await this.#reserve(0, eventId, 2 * clientsOfPoint, 5000);
    await this.#check(0);
    const forward = await this.#armed.effects(false);
    await this.#loseCharge('warm-up');
    await this.#reserve(0, await this.#createEvent(0, clientsOfPoint), clientsOfPoint, 1200);
    await this.#check(0);
    return mergeEffects([...forward, ...(await this.#armed.effects(true))], services);
  }

  async tryPoint(point: RealPoint): Promise<RealTry> {
    const { number, instance, seats, patienceMs, isOfGoingBack } = point;
    const order = `point-${number}`;
    const eventId = await this.#createEvent(number, seats);
    await this.#armed.arm(point, order);
    if (isOfGoingBack) await this.#loseCharge(`${order}-back`);
    const clients = this.#reserve(number, eventId, seats, patienceMs);
    const watched = { armed: this.#armed, observe: this.#observe, instance, order, clients, signal: this.#signal };
    const recovering = awaitRecovery({ ...watched, withinMs: sagaEndsWithinMs });
    const [{ endedAfterMs, lateSagas }] = await Promise.all([recovering, clients]);
    for (const id of lateSagas) this.#found(number, 'saga-ends-in-time', `${id} was open for too long`);
    // Messages are delivered after their clients were answered: they may be what is waited for.
    await readSettledBooks(this.#observe);
    const wasReached = !(await this.#armed.isArmed(instance, order));
    if (point.act === 'late-request') this.#lateUntilMs = performance.now() + lateWithinMs;
    await this.#armed.clear();
    await this.#armed.awaitHealthy();
    await this.#check(number);
    return { point, wasReached, endedAfterMs };
  }

  /** Looks at everything once more, when nothing is on its way any more. */
  async finish(): Promise<void> {
    // A late request is sent at a time that is known, and nothing says that it has come.
    await sleep(Math.max(0, this.#lateUntilMs - performance.now()), this.#signal);
    await this.#check([...this.#points.values()].at(-1) ?? 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gateway[Symbol.asyncDispose]();
  }

  /** Makes the first saga go back: nobody knows what became of its charge. */
  async #loseCharge(name: string): Promise<void> {
    const charge = { instance: 'reservations', effect: 'call payments POST /pay', occurrence: 1 };
    await this.#armed.arm({ ...charge, act: 'lose-answer' }, name);
  }

  async #createEvent(number: number, capacity: number): Promise<string> {
    const eventId = `explored-${this.#run}-${String(this.#points.size).padStart(5, '0')}`;
    this.#points.set(eventId, number);
    const { status } = await this.#system.request('inventory-1', 'PUT', `/events/${eventId}`, { capacity });
    if (status === 201) return eventId;
    throw new TemblorError('event-not-created', `inventory-1 answered ${status} to PUT /events/${eventId}`);
  }

  async #reserve(number: number, eventId: string, seats: number, patienceMs: number): Promise<void> {
    const count = Math.max(seats, clientsOfPoint);
    const clients = await runClients({
      ...{ gateway: this.#gateway, eventId, count, patienceMs, signal: this.#signal },
      random: this.random.fork(`clients ${number}`),
    });
    this.#told.push(...toldTo(clients));
    for (const detail of unservedClients(clients, seats)) this.#found(number, 'clients-are-served', detail);
  }

  /** The whole books, of which only what is new is told. @param current the point that is blamed where no other is. */
  async #check(current: number): Promise<void> {
    const books = { ...(await readSettledBooks(this.#observe)), told: this.#told };
    for (const { rule, detail } of checkBooks(books)) this.#found(this.#blamed(books, detail) ?? current, rule, detail);
  }

  /** The point whose event or reservations a finding names. */
  #blamed(books: Books, detail: string): number | undefined {
    for (const [eventId, number] of this.#points) {
      const own = booksOfEvent(books, eventId);
      const names = [
        eventId,
        ...own.holds.map((hold) => hold.reservation_id),
        ...(own.told?.flatMap(({ named }) => named) ?? []),
      ];
      if (names.some((name) => detail.includes(name))) return number;
    }
    return undefined;
  }

  #found(point: number, rule: string, detail: string): void {
    if (this.findings.some((known) => known.rule === rule && known.detail === detail)) return;
    this.findings.push({ point, rule, detail });
  }

  /** An instance that dies meanwhile comes back. */
  readonly #observe = async (instance: string, path: string): ReturnType<RunningSystem['request']> => {
    const ask = async () => {
      const answer = await this.#system.request(instance, 'GET', path);
      return answer.status === 200 ? answer : undefined;
    };
    const options = { timeoutMs: 10_000, intervalMs: 50, signal: this.#signal };
    return (await pollUntil(ask, options)) ?? { status: 0, body: null };
  };
}
