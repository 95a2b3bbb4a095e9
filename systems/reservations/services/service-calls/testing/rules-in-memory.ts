import type { Plain } from '@temblor/protocols/saga/saga-types';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import type { RowWrite } from '@temblor/protocols/transactions/transaction';
import type { CallAnswer, CallRequest, ServiceName } from '../../../model/calls.ts';
import type { RuleContext, ServiceRules } from '../../../model/service-rules.ts';
import { dueFilter } from '../../../model/service-rules.ts';

/** The rules of a service over rows in memory, with a clock that stands until a test moves it. */
export class RulesInMemory<T extends object> {
  readonly rows: MemoryRows<T>;
  nowMs = 1_000_000;
  readonly #service: ServiceName;
  readonly #rules: ServiceRules<T>;
  readonly #bug: RuleContext['bug'];

  constructor(service: ServiceName, rules: ServiceRules<T>, initial: RowWrite<T>[] = [], bug?: RuleContext['bug']) {
    this.#service = service;
    this.#rules = rules;
    this.#bug = bug;
    this.rows = new MemoryRows(initial);
  }

  get(path: string): CallAnswer {
    return this.#call({ service: this.#service, method: 'GET', path, body: null });
  }

  post(path: string, body: Plain): CallAnswer {
    return this.#call({ service: this.#service, method: 'POST', path, body });
  }

  put(path: string, body: Plain): CallAnswer {
    return this.#call({ service: this.#service, method: 'PUT', path, body });
  }

  /** The transactions of what is due now, not run yet. */
  due(): readonly (() => void)[] {
    const { whenDue } = this.#rules;
    if (whenDue === undefined) return [];
    const listed = this.rows.list(whenDue.table, dueFilter(whenDue, this.nowMs, 1000));
    return listed.map((row) => () => this.rows.run(whenDue.transactionFor(row, this.#context)));
  }

  get #context(): RuleContext {
    return { nowMs: this.nowMs, bug: this.#bug };
  }

  #call(call: CallRequest): CallAnswer {
    const transaction = this.#rules.transactionFor(call, this.#context);
    if (transaction === undefined) throw new Error(`nothing is at ${call.method} ${call.path}`);
    return this.rows.run(transaction);
  }
}
