/** Who is asked for one request, and at whose expense: each replica once, and no more than the budgets have. */
import type { RetryBudget } from '@temblor/resilience/retry/retry-budget';
import type { Admission, Upstream, Upstreams } from '../replicas/upstream.ts';
import type { AttemptFailure } from './retry-rule.ts';
import { priceOfRetry } from './retry-rule.ts';

/** What all requests share. */
export interface ChoiceParts {
  readonly upstreams: Upstreams;
  readonly time: { nowMs(): number };
  readonly budget: RetryBudget;
  readonly breakBudget: RetryBudget;
}

/** For one request. */
export class ReplicaChoice {
  readonly #parts: ChoiceParts;
  readonly #target: string;
  #tried: Upstream[] = [];

  /** @param target of the request: its path is the key for consistent hashing. */
  constructor(parts: ChoiceParts, target: string) {
    this.#parts = parts;
    this.#target = target;
  }

  /** How many were asked. */
  get attempts(): number {
    return this.#tried.length;
  }

  /** Whether there is a replica that was not asked yet; it may be out. */
  get hasOthers(): boolean {
    return this.#parts.upstreams.all.some((upstream) => !this.#tried.includes(upstream));
  }

  asked(upstream: Upstream): void {
    this.#tried = this.#tried.length === 0 ? [upstream] : [...this.#tried, upstream];
  }

  /** Leave to ask a replica that was not asked yet. */
  admit(isRepeatable: boolean): Admission | undefined {
    const { upstreams } = this.#parts;
    const admission = upstreams.admit({ key: pathOf(this.#target), tried: this.#tried, isRepeatable });
    if (admission === undefined || !this.#tried.includes(admission.upstream)) return admission;
    upstreams.settle(admission, 'cancelled', 0);
    return undefined;
  }

  /** Pays first: an admission that is not used would count as an attempt. @param keep what must be left in the budget. */
  admitPaidBy(budget: RetryBudget, isRepeatable: boolean, keep = 0): Admission | undefined {
    if (!budget.withdraw(this.#parts.time.nowMs(), keep)) return undefined;
    const admission = this.admit(isRepeatable);
    if (admission === undefined) budget.giveBack();
    return admission;
  }

  /** For a retry at once. */
  admitRetry(failure: AttemptFailure, isRepeatable: boolean): Admission | undefined {
    const { budget, breakBudget } = this.#parts;
    const price = priceOfRetry(failure, isRepeatable);
    switch (price) {
      case 'never':
        return undefined;
      case 'free':
        return this.admit(isRepeatable);
      case 'breaks':
        return this.admitPaidBy(breakBudget, isRepeatable);
      case 'budget':
        return this.admitPaidBy(budget, isRepeatable);
      default:
        return price satisfies never;
    }
  }
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}
