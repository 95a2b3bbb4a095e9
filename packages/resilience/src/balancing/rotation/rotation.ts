/**
 * Who may be chosen: replicas enter, are ejected for a while, go down, drain and leave. Decisions of time are made
 * when somebody asks (`advance`): there is no timer.
 */
import type { BalancingEvent } from '../balancing-event.ts';
import type { BalancingOptions } from '../balancing-options.ts';
import type { EjectionReason } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { ejectionMs, mayEject, rememberedEjections } from './ejection.ts';
import { Member } from './member.ts';
import { nextStepMs, shareAt } from './slow-start.ts';

export class Rotation {
  #strategy: Strategy;
  readonly #options: BalancingOptions;
  readonly #observe: ((event: BalancingEvent) => void) | undefined;
  readonly #members = new Map<string, Member>();
  readonly #bySlot: (Member | undefined)[] = [];
  /** When the next ejection ends or the next share rises; infinite while nothing is due. */
  #nextChangeMs = Number.POSITIVE_INFINITY;
  #panic = false;

  constructor(strategy: Strategy, options: BalancingOptions, observe: ((event: BalancingEvent) => void) | undefined) {
    this.#strategy = strategy;
    this.#options = options;
    this.#observe = observe;
  }

  get members(): Iterable<Member> {
    return this.#members.values();
  }

  get panic(): boolean {
    return this.#panic;
  }

  get nextChangeMs(): number {
    return this.#nextChangeMs;
  }

  /** @throws {RangeError} where there is none of that id. */
  member(id: string): Member {
    const member = this.#members.get(id);
    if (member !== undefined) return member;
    throw new RangeError(`there is no replica '${id}', only ${[...this.#members.keys()].join(', ') || 'none at all'}`);
  }

  has(member: Member): boolean {
    return this.#bySlot[member.slot] === member;
  }

  /** Adds replicas that take their part as others do that come back; the first ones at once. */
  add(added: readonly { readonly id: string; readonly weight: number }[], nowMs: number): void {
    const members = added.map(({ id, weight }) => {
      if (this.#members.has(id)) throw new RangeError(`there is a replica '${id}' already: remove it first`);
      if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
        throw new RangeError(
          `the weight of '${id}' must be above 0 and finite, not ${weight}: to take it out, drain it`,
        );
      }
      const free = this.#bySlot.indexOf(undefined);
      const member = new Member(id, free < 0 ? this.#bySlot.length : free, weight, nowMs);
      // Not in rotation yet, lest it counts as one of those that are warm.
      member.state = { kind: 'down' };
      this.#bySlot[member.slot] = member;
      this.#members.set(id, member);
      return member;
    });
    const cold = this.#someInRotation();
    for (const member of members) this.#enter(member, cold, nowMs);
    this.#offer(nowMs);
  }

  remove(member: Member, nowMs: number): void {
    this.#members.delete(member.id);
    this.#bySlot[member.slot] = undefined;
    this.#offer(nowMs);
  }

  /** Lets a replica in, slowly where others carry the load meanwhile. */
  enter(member: Member, nowMs: number): void {
    this.#enter(member, this.#someInRotation(), nowMs);
    this.#offer(nowMs);
  }

  takeDown(member: Member, nowMs: number): void {
    this.#leave(member, nowMs);
    member.state = { kind: 'down' };
    this.#observe?.({ type: 'replica-down', replica: member.id, atMs: nowMs });
    this.#offer(nowMs);
  }

  drain(member: Member, nowMs: number): void {
    this.#leave(member, nowMs);
    member.state = { kind: 'draining' };
    this.#observe?.({ type: 'draining-started', replica: member.id, inFlight: member.inFlight, atMs: nowMs });
    this.#offer(nowMs);
  }

  /** Leaves a replica alone for a while, unless too many are already. */
  eject(member: Member, reason: EjectionReason, nowMs: number): void {
    const { ejection } = this.#options;
    const all = [...this.#members.values()];
    const replicas = all.filter(({ state }) => state.kind !== 'draining').length;
    const ejected = all.filter(({ state }) => state.kind === 'ejected').length;
    const inRotation = all.filter((each) => each.inRotation).length;
    if (!mayEject(ejection, ejected, replicas, inRotation)) {
      this.#observe?.({ type: 'ejection-refused', replica: member.id, reason, atMs: nowMs });
      return;
    }
    this.#leave(member, nowMs);
    const untilMs = nowMs + ejectionMs(ejection, member.ejections);
    member.ejections += 1;
    member.state = { kind: 'ejected', untilMs, reason };
    this.#observe?.({ type: 'replica-ejected', replica: member.id, reason, atMs: nowMs, untilMs });
    this.#offer(nowMs);
  }

  /** Another strategy chooses from now on, among the same candidates. */
  use(strategy: Strategy, nowMs: number): void {
    this.#strategy = strategy;
    this.#offer(nowMs);
  }

  /** Does what is due. */
  advance(nowMs: number): void {
    const due = [...this.#members.values()].filter(({ state }) => state.kind === 'ejected' && state.untilMs <= nowMs);
    const cold = this.#someInRotation();
    for (const member of due) this.#enter(member, cold, nowMs);
    this.#offer(nowMs);
  }

  #someInRotation(): boolean {
    return [...this.#members.values()].some(({ inRotation }) => inRotation);
  }

  #enter(member: Member, cold: boolean, nowMs: number): void {
    const slowly = cold && this.#options.slowStart !== undefined;
    member.state = slowly ? { kind: 'slow-start', sinceMs: nowMs } : { kind: 'in-rotation' };
    member.enteredMs = nowMs;
    member.forget();
    this.#observe?.({ type: 'replica-entered', replica: member.id, slowly, atMs: nowMs });
  }

  #leave(member: Member, nowMs: number): void {
    if (!member.inRotation) return;
    member.ejections = rememberedEjections(this.#options.ejection, member.ejections, nowMs - member.enteredMs);
  }

  /** Shares, panic and the strategy's candidates follow from the states. */
  #offer(nowMs: number): void {
    this.#nextChangeMs = Number.POSITIVE_INFINITY;
    for (const member of this.#members.values()) this.#takeShare(member, nowMs);
    const all = [...this.#members.values()].filter(({ state }) => state.kind !== 'draining');
    const good = all.filter(({ inRotation }) => inRotation);
    const panic = good.length < this.#options.panicBelow * all.length;
    if (panic !== this.#panic) {
      this.#panic = panic;
      const type = panic ? 'panic-started' : 'panic-ended';
      this.#observe?.({ type, inRotation: good.length, replicas: all.length, atMs: nowMs });
    }
    this.#strategy.offer(panic ? all : good, nowMs);
  }

  #takeShare(member: Member, nowMs: number): void {
    const { state } = member;
    const { slowStart } = this.#options;
    member.share = 1;
    if (state.kind === 'ejected') this.#nextChangeMs = Math.min(this.#nextChangeMs, state.untilMs);
    if (state.kind !== 'slow-start' || slowStart === undefined) return;
    member.share = shareAt(slowStart, state.sinceMs, nowMs);
    if (member.share < 1) {
      this.#nextChangeMs = Math.min(this.#nextChangeMs, nextStepMs(slowStart, state.sinceMs, nowMs));
    } else member.state = { kind: 'in-rotation' };
  }
}
