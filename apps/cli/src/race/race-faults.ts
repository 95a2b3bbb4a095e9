/** The faults of a race: turned on before it, and what was seen of them. */
import type { FaultStatus } from '@temblor/control/api/schemas';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { LabClient } from '../client/lab-client.ts';

type Evidence = FaultStatus['evidence'];

/** How long evidence that is on its way is awaited once the race is over. */
const evidenceWithinMs = 1000;

/** Keeps the evidence of faults as the journal tells it. */
export class FaultWatch {
  readonly #evidence = new Map<string, Evidence>();
  readonly #over = new Set<string>();
  #applied: readonly FaultStatus[] = [];

  /** Turns all of them on, and resolves when they are. @throws what kept the first of them from being turned on. */
  async apply(client: Pick<LabClient, 'inject'>, system: string, faults: readonly FaultSpecification[]): Promise<void> {
    const asked = await Promise.allSettled(faults.map((fault) => client.inject(system, fault, 0)));
    this.#applied = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const one of asked) if (one.status === 'rejected') throw one.reason;
  }

  /** Ends those that still act. Never rejects: what cannot be ended ends by its lease. */
  async lift(client: Pick<LabClient, 'heal'>, system: string): Promise<void> {
    const acting = this.#applied.filter(({ id }) => !this.#over.has(id));
    await Promise.allSettled(acting.map(({ id }) => client.heal(system, id)));
  }

  observe(event: JournalEvent): void {
    if (event.type === 'fault-lifted') this.#over.add(event.fault);
    const evidence = evidenceIn(event);
    if (evidence !== undefined) this.#evidence.set(evidence.fault, evidence.is);
  }

  /** The faults with what is known of each, once that is known of all or has been awaited. */
  async finish(signal: AbortSignal): Promise<readonly FaultStatus[]> {
    const known = (): FaultStatus[] =>
      this.#applied.map((fault) => ({ ...fault, evidence: this.#evidence.get(fault.id) ?? fault.evidence }));
    const isKnown = () => known().every(({ evidence }) => evidence.kind !== 'pending');
    await pollUntil(isKnown, { timeoutMs: evidenceWithinMs, intervalMs: 10, signal });
    return known();
  }
}

function evidenceIn(event: JournalEvent): { readonly fault: string; readonly is: Evidence } | undefined {
  switch (event.type) {
    case 'fault-confirmed': {
      const { fault, evidence, effectAtUs } = event;
      return { fault, is: { kind: 'confirmed', evidence, effectAtUs } };
    }
    case 'fault-not-confirmed':
      return { fault: event.fault, is: { kind: 'not-confirmed', reason: event.reason } };
    case 'fault-undetermined':
      return { fault: event.fault, is: { kind: 'cannot-tell', reason: event.reason } };
    default:
      return undefined;
  }
}
