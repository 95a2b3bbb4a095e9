import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { LogLine } from '@temblor/lab/world/world';
import type { Guardian } from '../guardian/guardian.ts';
import type { LinkEvent, LinkProxies } from '../links/link-proxies.ts';

/** Where the world delivers what concerns one system. */
export interface SystemSink {
  onFact(atUs: number, fact: JournalFact): void;
  /** An instance asks for its own crash. */
  onCrashAsked(asked: Extract<JournalFact, { type: 'crash-asked' }>): void;
  onLog(line: LogLine): void;
  onLinkEvent(event: LinkEvent): void;
}

/** What a system needs of the world that it runs in. */
export interface SystemSurroundings {
  readonly clock: Clock;
  readonly guardian: Guardian;
  readonly proxies: LinkProxies;
  nextFaultId(): string;
  /** Appends to the journal, and to the system's own sink. */
  facts(atUs: number, fact: JournalFact): void;
  register(sink: SystemSink): Disposable;
}
