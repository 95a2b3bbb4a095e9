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
  #applied: readonly FaultStatus[] = [];

  /** Turns all of them on, and resolves when they are. */
  async apply(client: Pick<LabClient, 'inject'>, system: string, faults: readonly FaultSpecification[]): Promise<void> {
    this.#applied = await Promise.all(faults.map((fault) => client.inject(system, fault, 0)));
  }

  observe(event: JournalEvent): void {
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
