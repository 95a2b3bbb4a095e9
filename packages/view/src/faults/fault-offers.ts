/** Which faults can be injected where: what is offered can act. */
import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import type { SystemTopology } from '@temblor/lab/journal/event';

/** What a user aims at: a place by its id, or two groups that shall not hear each other. */
export type Aim = { readonly kind: 'instance' | 'link' | 'store'; readonly id: string } | { readonly kind: 'groups' };

/** The place of that id; null where the system has none (a client is no place). */
export function aimOf(topology: SystemTopology, place: string | null): Aim | null {
  if (place === null) return null;
  if (topology.instances.some(({ id }) => id === place)) return { kind: 'instance', id: place };
  if (topology.links.some(({ id }) => id === place)) return { kind: 'link', id: place };
  return topology.stores.includes(place) ? { kind: 'store', id: place } : null;
}

/** The faults that can act there, in the catalogue's order, with what can be chosen there. */
export function faultsFor(
  catalogue: readonly FaultDescription[],
  topology: SystemTopology,
  aim: Aim,
): readonly FaultDescription[] {
  const instance = aim.kind === 'instance' ? topology.instances.find(({ id }) => id === aim.id) : undefined;
  const answersWrongly = instance?.faultSwitch === true && instance.wrongAnswers !== false;
  const flags = instance?.flags ?? [];
  return catalogue
    .filter(({ targets }) => targets.includes(aim.kind))
    .filter(
      ({ needsFaultSwitch, needsFlags }) => (answersWrongly || !needsFaultSwitch) && (flags.length > 0 || !needsFlags),
    )
    .map((fault) => (fault.needsFlags ? withFlags(fault, flags) : fault));
}

/** The fault with a choice of the flags that there are. */
function withFlags(fault: FaultDescription, flags: readonly string[]): FaultDescription {
  const parameters = fault.parameters.map((parameter) =>
    parameter.name === 'flag' ? { ...parameter, kind: 'choice' as const, choices: [...flags] } : parameter,
  );
  return { ...fault, parameters };
}

/** What can be aimed at: places that at least one fault can act on, by kind, in the order of the topology. */
export function aimsOf(
  catalogue: readonly FaultDescription[],
  topology: SystemTopology,
): Readonly<Record<Aim['kind'], readonly Aim[]>> {
  const all: Readonly<Record<Aim['kind'], readonly Aim[]>> = {
    instance: topology.instances.map(({ id }) => ({ kind: 'instance', id })),
    link: topology.links.map(({ id }) => ({ kind: 'link', id })),
    store: topology.stores.map((id) => ({ kind: 'store', id })),
    groups: topology.instances.length + topology.stores.length > 1 ? [{ kind: 'groups' }] : [],
  };
  const possible = (aims: readonly Aim[]) => aims.filter((aim) => faultsFor(catalogue, topology, aim).length > 0);
  return {
    instance: possible(all.instance),
    link: possible(all.link),
    store: possible(all.store),
    groups: possible(all.groups),
  };
}

/** An aim as the value of a form's option, and back. */
export function writeAim(aim: Aim): string {
  return aim.kind === 'groups' ? 'groups' : `${aim.kind} ${aim.id}`;
}

/** The aim that `writeAim` wrote; null for anything else. */
export function readAim(value: string): Aim | null {
  const [, kind, id] = /^(instance|link|store) (.+)$/.exec(value) ?? [];
  if (value === 'groups') return { kind: 'groups' };
  if ((kind !== 'instance' && kind !== 'link' && kind !== 'store') || id === undefined) return null;
  return { kind, id };
}
