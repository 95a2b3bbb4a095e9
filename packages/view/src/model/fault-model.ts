/** The faults of a system: where they act, whether they were seen to act, and how they ended. */
import type { JournalEvent, JournalEventOf, SystemTopology } from '@temblor/lab/journal/event';
import { readFaults } from '@temblor/lab/measure/fault-records';

export type EvidenceModel =
  | { readonly kind: 'pending' }
  | { readonly kind: 'confirmed'; readonly evidence: string; readonly effectAtUs: number }
  | { readonly kind: 'not-confirmed'; readonly reason: string }
  | { readonly kind: 'cannot-tell'; readonly reason: string };

/** A fault, acting or over. */
export interface FaultModel {
  readonly fault: string;
  readonly kind: string;
  /**
   * Where it acts: instances, links and stores by id. A partition acts on every link that it cuts; where no links are
   * known, on the instances of its groups.
   */
  readonly places: readonly string[];
  /** What it was aimed at, in words: `inventory-1`, `voter->inventory-2`, `orders / inventory-1, inventory-2`. */
  readonly target: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly appliedAtUs: number;
  /** When its lease ends. */
  readonly endsAtUs: number;
  readonly evidence: EvidenceModel;
  /** Null while it acts. */
  readonly lifted: { readonly atUs: number; readonly cause: string } | null;
}

/** How many faults that are over are remembered. */
const rememberedFaults = 200;

/** The faults after one more fact. Evidence may come before or after a fault's end: their times may be out of order. */
export function foldFaults(
  faults: readonly FaultModel[],
  fact: JournalEvent,
  topology: SystemTopology,
): readonly FaultModel[] {
  switch (fact.type) {
    case 'fault-applied':
      return [...faults, applied(fact, topology)];
    case 'fault-confirmed':
      return change(faults, fact.fault, {
        evidence: { kind: 'confirmed', evidence: fact.evidence, effectAtUs: fact.effectAtUs },
      });
    case 'fault-not-confirmed':
      return doubt(faults, fact.fault, { kind: 'not-confirmed', reason: fact.reason });
    case 'fault-undetermined':
      return doubt(faults, fact.fault, { kind: 'cannot-tell', reason: fact.reason });
    case 'fault-lifted':
      return forgetOldest(change(faults, fact.fault, { lifted: { atUs: fact.atUs, cause: fact.cause } }));
    default:
      return faults;
  }
}

/** The instances that are held still: by a pause that was seen to act, and is not over. */
export function pausedInstances(faults: readonly FaultModel[]): ReadonlySet<string> {
  const acting = faults.filter(
    ({ kind, lifted, evidence }) => kind === 'pause' && lifted === null && evidence.kind === 'confirmed',
  );
  return new Set(acting.flatMap(({ places }) => places));
}

function applied(fact: JournalEventOf<'fault-applied'>, topology: SystemTopology): FaultModel {
  return {
    fault: fact.fault,
    kind: fact.kind,
    places: placesOf(fact.target, topology),
    target: readFaults([fact])[0]?.target ?? '',
    parameters: fact.parameters,
    appliedAtUs: fact.atUs,
    endsAtUs: fact.atUs + fact.durationMs * 1000,
    evidence: { kind: 'pending' },
    lifted: null,
  };
}

/** Ids in a target: `{instance}`, `{link}`, `{store}`, or the links between `{groups}`. */
function placesOf(target: unknown, topology: SystemTopology): readonly string[] {
  if (typeof target !== 'object' || target === null) return [];
  const groups = groupsOf(target);
  if (groups.length === 0) return Object.values(target).filter((place) => typeof place === 'string');
  if (topology.links.length === 0) return groups.flat();
  const groupOf = (end: string) => groups.findIndex((group) => group.includes(end));
  const isCut = (consumer: number, provider: number) => consumer !== -1 && provider !== -1 && consumer !== provider;
  return topology.links
    .filter(({ consumer, provider }) => isCut(groupOf(consumer), groupOf(provider)))
    .map(({ id }) => id);
}

/** The groups of a partition's target; none of any other's. */
export function groupsOf(target: unknown): readonly (readonly string[])[] {
  if (typeof target !== 'object' || target === null || !('groups' in target)) return [];
  const { groups } = target;
  if (!Array.isArray(groups)) return [];
  return groups.map((group) => (Array.isArray(group) ? group.filter((member) => typeof member === 'string') : []));
}

function change(faults: readonly FaultModel[], id: string, changed: Partial<FaultModel>): readonly FaultModel[] {
  const index = faults.findLastIndex(({ fault }) => fault === id);
  const fault = faults[index];
  return fault === undefined ? faults : faults.with(index, { ...fault, ...changed });
}

/** What was confirmed stays confirmed. */
function doubt(faults: readonly FaultModel[], id: string, evidence: EvidenceModel): readonly FaultModel[] {
  const known = faults.findLast(({ fault }) => fault === id)?.evidence.kind;
  return known === 'confirmed' ? faults : change(faults, id, { evidence });
}

function forgetOldest(faults: readonly FaultModel[]): readonly FaultModel[] {
  if (faults.length <= rememberedFaults) return faults;
  const over = faults.filter(({ lifted }) => lifted !== null).length;
  if (over <= rememberedFaults) return faults;
  const oldest = faults.findIndex(({ lifted }) => lifted !== null);
  return faults.toSpliced(oldest, 1);
}
