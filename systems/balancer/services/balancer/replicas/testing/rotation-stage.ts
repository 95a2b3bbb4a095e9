/** A rotation of three replicas on a clock that a test sets. */
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { Outcome } from '@temblor/resilience/balancing/replica';
import type { StrategyName } from '@temblor/resilience/balancing/strategies/strategies';
import type { PlantedBug } from '../../../../planted-bugs.ts';
import { ReplicaRotation } from '../rotation.ts';
import { rotationRules } from '../rotation-rules.ts';
import type { Admission, AttemptWish, Upstream } from '../upstream.ts';

export class RotationStage {
  readonly rotation: ReplicaRotation;
  readonly facts: JournalFact[] = [];
  readonly settled: { readonly id: string; readonly outcome: Outcome }[] = [];
  readonly down: string[] = [];
  nowMs = 0;

  /** What was told until `checked` had its way is not kept. */
  constructor(options: { strategy?: StrategyName; bug?: PlantedBug; replicas?: number; checked?: boolean } = {}) {
    const { strategy = 'round-robin', bug, replicas = 3, checked = true } = options;
    this.rotation = new ReplicaRotation({
      instance: 'balancer',
      upstreams: Array.from({ length: replicas }, (_, index) => ({
        id: `image-${index + 1}`,
        host: '127.0.0.1',
        port: 8001 + index,
        weight: 1,
      })),
      strategy,
      rules: rotationRules(bug),
      clock: { nowMs: () => this.nowMs },
      random: seededRandom(1),
      observer: {
        fact: (fact) => this.facts.push(fact),
        settled: ({ id }, outcome) => this.settled.push({ id, outcome }),
      },
    });
    this.rotation.onDown(({ id }) => this.down.push(id));
    if (checked) for (const { id } of this.rotation.all) this.check(id, 'up');
    this.facts.length = 0;
  }

  check(id: string, health: 'up' | 'down' | 'draining'): void {
    this.rotation.checked(id, { health, reason: `its health check says ${health}` });
  }

  /** Lets time go on while nobody asks. */
  advanceTo(nowMs: number): void {
    this.nowMs = nowMs;
    this.rotation.advance();
  }

  admit(wish: Partial<AttemptWish> = {}): Admission | undefined {
    return this.rotation.admit({ key: '/whoami', tried: [], isRepeatable: true, ...wish });
  }

  /** Asks until that replica is chosen; the others answer well. */
  admitTo(id: string): Admission {
    const tried: Upstream[] = this.rotation.all.filter((upstream) => upstream.id !== id);
    const admission = this.admit({ tried });
    if (admission === undefined) throw new Error(`'${id}' is not chosen`);
    return admission;
  }

  fail(id: string, times = 3): void {
    const admissions = Array.from({ length: times }, () => this.admitTo(id));
    for (const admission of admissions) this.rotation.settle(admission, 'failure', 0);
  }

  /** Who answers so many requests, one after the other. */
  answer(requests: number, wish: Partial<AttemptWish> = {}): string[] {
    return Array.from({ length: requests }, () => {
      const admission = this.admit(wish);
      if (admission === undefined) return '-';
      this.rotation.settle(admission, 'success', 0);
      return admission.upstream.id;
    });
  }

  /** The facts of these types, each in a few words. */
  told(...types: readonly JournalFact['type'][]): string[] {
    return this.facts.filter(({ type }) => types.includes(type)).map(inWords);
  }
}

function inWords(fact: JournalFact): string {
  const words: string[] = [fact.type];
  if ('dependency' in fact) words.push(fact.dependency);
  else if ('replica' in fact) words.push(fact.replica);
  else if ('instance' in fact) words.push(fact.instance);
  if ('detector' in fact) words.push(fact.detector);
  return words.join(' ');
}
