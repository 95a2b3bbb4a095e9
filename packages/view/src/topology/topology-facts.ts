/** What the picture and the table of a topology both show, put together once. */
import type { JournalStore } from '../model/journal-store.ts';
import type { LinkRate } from '../model/series.ts';
import type { BreakerModel, FaultModel, SystemModel } from '../model/system-model.ts';
import { breakerOf } from './instance-state.ts';
import { linkRateAt } from './link-rate.ts';

/** A link as it stands at a moment. */
export interface LinkFacts {
  readonly id: string;
  readonly consumer: string;
  readonly provider: string;
  /** Null where nothing crossed it of late. */
  readonly rate: LinkRate | null;
  readonly breaker: BreakerModel | null;
  readonly faults: readonly FaultModel[];
}

/** The links of a system at a moment, in the order of its topology. */
export function readLinks(store: JournalStore, system: SystemModel, atUs: number): readonly LinkFacts[] {
  return system.topology.links.map((link) => ({
    ...link,
    rate: linkRateAt(store.linkSeries(system.id, link.id), atUs),
    breaker: breakerOf(link, system.instances),
    faults: faultsAt(system, link.id),
  }));
}

/** The faults that act at a place; the same empty array where there are none. */
export function faultsAt(system: SystemModel, place: string): readonly FaultModel[] {
  const acting = system.faults.filter(({ lifted, places }) => lifted === null && places.includes(place));
  return acting.length === 0 ? noFaults : acting;
}

const noFaults: readonly FaultModel[] = [];
