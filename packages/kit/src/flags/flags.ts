/** Flags of a service: faults of its own, each of which is on for its lease at most. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { z } from 'zod';

/** One flag, as data. */
interface FlagDeclaration<Value> {
  /** Of its value, which is not undefined. The values `false` and 0 turn it off. */
  readonly schema: z.ZodType<Value>;
  /** How long it is on where nobody says. Default: 60,000. */
  readonly defaultLeaseMs?: number;
  /** The flag that it says more about: it goes when that one is set anew without it. */
  readonly refines?: string;
}

/** The flags of a service by their names, of which `Values` gives the type of each one's value. */
export type FlagDeclarations<Values> = { readonly [Name in keyof Values & string]: FlagDeclaration<Values[Name]> };

/** A flag that is on. */
export interface RaisedFlag {
  readonly value: unknown;
  /** What whoever turned it on calls it; undefined where it has no name. */
  readonly fault: string | undefined;
  readonly untilUs: number;
  readonly acted: boolean;
}

interface FlagsOptions {
  readonly clock: Clock;
  /** Told when a flag acts for the first time since it was turned on. `fault`: as it was turned on with. */
  readonly onFirstEffect: (flag: string, fault: string | undefined) => void;
}

interface Held {
  raised: RaisedFlag;
  readonly lease: NodeJS.Timeout;
  /** Aborted when the flag goes off, so that what it holds back goes on at once. */
  readonly ended: AbortController;
}

/** The flags of one process. A lease ends here, in the process that it acts in: who set it may be gone. */
export class Flags<Values extends object> {
  readonly declared: FlagDeclarations<Values>;
  readonly #options: FlagsOptions;
  readonly #held = new Map<string, Held>();

  constructor(declared: FlagDeclarations<Values>, options: FlagsOptions) {
    this.declared = declared;
    this.#options = options;
  }

  /** The flags that are on, by their names. */
  get raised(): ReadonlyMap<string, RaisedFlag> {
    return new Map([...this.#held].map(([name, { raised }]) => [name, raised]));
  }

  /** The value of a flag that is on; undefined where it is off. */
  value<Name extends keyof Values & string>(name: Name): Values[Name] | undefined {
    const held = this.#held.get(name);
    return held === undefined ? undefined : this.declared[name].schema.parse(held.raised.value);
  }

  /** Says that a flag has had an effect. */
  acted(name: keyof Values & string): void {
    const held = this.#held.get(name);
    if (held === undefined || held.raised.acted) return;
    held.raised = { ...held.raised, acted: true };
    this.#options.onFirstEffect(name, held.raised.fault);
  }

  /** Waits for so long, or until the flag goes off or the signal aborts; not at all where it is off. Never rejects. */
  hold(name: keyof Values & string, durationMs: number, signal?: AbortSignal): Promise<void> {
    const held = this.#held.get(name);
    if (held === undefined || signal?.aborted === true) return Promise.resolve();
    const ended = held.ended.signal;
    return new Promise((resolve) => {
      const release = () => {
        clearTimeout(timer);
        ended.removeEventListener('abort', release);
        signal?.removeEventListener('abort', release);
        resolve();
      };
      const timer = setTimeout(release, durationMs);
      ended.addEventListener('abort', release);
      signal?.addEventListener('abort', release);
    });
  }

  /**
   * Turns flags on, in place of what they were; those that are not named stay as they are. `false` and 0 turn one off.
   *
   * @param options.durationMs default: each flag's own.
   * @throws ZodError where a value does not fit its flag, with nothing changed.
   */
  set(values: Readonly<Record<string, unknown>>, options: { durationMs?: number; fault?: string } = {}): void {
    const declarations = new Map(Object.entries<FlagDeclaration<unknown>>(this.declared));
    const parsed = Object.entries(values).map(([name, value]) => {
      const declaration = declarations.get(name);
      if (declaration === undefined) throw new TypeError(`no flag is named '${name}'`);
      return { name, declaration, value: declaration.schema.parse(value) };
    });
    for (const { name, declaration, value } of parsed) {
      this.#lower(name);
      if (value === false || value === 0) continue;
      this.#raise(name, value, options.durationMs ?? declaration.defaultLeaseMs ?? 60_000, options.fault);
    }
    for (const [name, { refines }] of declarations) {
      if (refines !== undefined && refines in values && !(name in values)) this.#lower(name);
    }
  }

  /** Turns every flag off. */
  clear(): void {
    for (const name of [...this.#held.keys()]) this.#lower(name);
  }

  #raise(name: string, value: unknown, durationMs: number, fault: string | undefined): void {
    const untilUs = this.#options.clock.nowUs() + durationMs * 1000;
    const lease = setTimeout(() => this.#lower(name), durationMs);
    lease.unref();
    this.#held.set(name, { raised: { value, fault, untilUs, acted: false }, lease, ended: new AbortController() });
  }

  #lower(name: string): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    clearTimeout(held.lease);
    this.#held.delete(name);
    held.ended.abort();
  }
}
