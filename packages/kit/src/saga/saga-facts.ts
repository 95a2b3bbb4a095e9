/** What a host's sagas do, as facts for the journal: windows of counts, and where the ones stand that are of interest. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { SagaDefinition } from '@temblor/protocols/saga/saga-types';
import type { FactWriter } from '../facts/fact-writer.ts';
import type { SagaChange, SagaHost } from './saga-host.ts';

export class SagaFacts {
  constructor(_options: {
    readonly definition: SagaDefinition;
    readonly instance: string;
    readonly clock: Clock;
    readonly facts: FactWriter;
  }) {
    throw new Error('not written yet');
  }

  /** For the host's `onChange`. */
  changed(_change: SagaChange): void {
    throw new Error('not written yet');
  }

  /** A client has got its answer, so long after its request. */
  answered(_latencyMs: number): void {
    throw new Error('not written yet');
  }

  /** Writes a window every 500 ms, until disposed. @param undelivered how many messages wait in the outbox. */
  report(_host: Pick<SagaHost, 'running'>, _undelivered: () => number): Disposable {
    throw new Error('not written yet');
  }
}
