/** `temblor status` for people. */
import type { FaultStatus, InstanceStatus, LabStatus, SystemStatus } from '@temblor/control/api/schemas';
import { formatDuration } from '../input/duration.ts';
import type { Paint } from '../output/paint.ts';
import { formatTable } from '../output/table.ts';
import { describeTarget } from '../progress/narrate.ts';
import { nameFault } from './fault-name.ts';

/**
 * The whole status as text.
 * @param dashboard a line about the dashboard. @param withLinks lists every link with its proxy's address.
 */
export function renderStatus(status: LabStatus, dashboard: string, paint: Paint, withLinks: boolean): string {
  const { lab, systems } = status;
  const head = `lab ${lab.url}, pid ${lab.pid}, ${lab.mode}, since ${lab.startedAt}\n${dashboard}`;
  if (systems.length === 0)
    return `${head}\n\nno system runs; start one, such as: temblor up voting (all: temblor systems)`;
  return [head, ...systems.map((system) => renderSystem(system, paint, withLinks))].join('\n\n');
}

/** One system as text. */
export function renderSystem(system: SystemStatus, paint: Paint, withLinks: boolean): string {
  const run = system.run === null ? '' : `, used by run ${system.run}`;
  const title = `${paint.strong(system.id)} (${system.title}): ${system.state}${run}`;
  if (system.state !== 'running') return title;
  return [
    title,
    instances(system, paint),
    ...troubles(system, paint),
    ...(system.instances.some(isJudged)
      ? []
      : ['HEALTH –: this system has no detectors, or none of them has spoken yet']),
    faults(system, paint),
    rest(system, paint),
    ...(withLinks ? [links(system, paint)] : []),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Why instances do not stay up. */
function troubles({ id: system, instances }: SystemStatus, paint: Paint): string[] {
  return instances.flatMap(({ id, state, trouble }) => {
    if (trouble === null) return [];
    if (state !== 'abandoned') return [paint.warning(`${id} does not stay up: ${trouble}`)];
    return [`${paint.bad(`${id} was given up: ${trouble}`)}\n  when that is mended: temblor restart ${system} ${id}`];
  });
}

/** Who leads is told where somebody does: most systems have no leaders. */
function instances(system: SystemStatus, paint: Paint): string {
  const hasLeader = system.instances.some(({ leads }) => leads);
  return formatTable(
    [
      { heading: 'INSTANCE' },
      { heading: 'STATE' },
      ...(hasLeader ? [{ heading: 'ROLE' }] : []),
      { heading: 'HEALTH' },
      { heading: 'PID', figures: true },
      { heading: 'ADDRESS' },
      { heading: 'RESTARTS', figures: true },
      { heading: 'REASON' },
    ],
    system.instances.map((instance) => [
      instance.id,
      instance.state,
      ...(hasLeader ? [instance.leads ? 'leader' : ''] : []),
      describeHealth(instance, paint),
      instance.pid === null ? '–' : String(instance.pid),
      instance.url,
      String(instance.restarts),
      describeReason(instance),
    ]),
    paint,
  );
}

function describeHealth({ health }: InstanceStatus, paint: Paint): string {
  if (health.state === 'ON') return paint.good('ON');
  if (health.state === 'OFF') return paint.bad('OFF');
  return isJudged({ health }) ? paint.warning('UNKNOWN') : '–';
}

function describeReason({ health }: InstanceStatus): string {
  if (health.by === null) return '';
  return health.state === 'OFF' ? health.reason : `${health.by}: ${health.reason}`;
}

/** Whether anybody has ever said whether it is ON or OFF: a system without detectors says it of none. */
function isJudged({ health }: Pick<InstanceStatus, 'health'>): boolean {
  return health.by !== null;
}

function faults(system: SystemStatus, paint: Paint): string {
  if (system.faults.length === 0) return 'no fault acts';
  return formatTable(
    [
      { heading: 'FAULT' },
      { heading: 'KIND' },
      { heading: 'TARGET' },
      { heading: 'ENDS IN', figures: true },
      { heading: 'EVIDENCE' },
    ],
    system.faults.map((fault) => [
      fault.id,
      nameFault(fault),
      describeTarget(fault.target),
      formatDuration(fault.remainingMs),
      describeEvidence(fault, system, paint),
    ]),
    paint,
  );
}

/** A fault's evidence in words. @param system as it is now: where there is no evidence it tells what that may come from. */
export function describeEvidence(fault: FaultStatus, system: SystemStatus, paint: Paint): string {
  const { evidence } = fault;
  switch (evidence.kind) {
    case 'confirmed':
      return `${paint.good('confirmed')}: ${evidence.evidence}`;
    case 'not-confirmed':
      return `${paint.warning('not confirmed')}: ${evidence.reason}`;
    case 'cannot-tell':
      return `${paint.warning('cannot tell')}: ${evidence.reason}`;
    case 'pending':
      return `not seen to act yet: ${whyNotSeen(fault, system)}`;
    default:
      return evidence satisfies never;
  }
}

/** Why nothing may have crossed where a fault acts, as far as the state of the system tells. */
function whyNotSeen({ target }: FaultStatus, { id, load, run, instances }: SystemStatus): string {
  if (load === null && run === null) return `no load runs, so nobody may ask there; clients: temblor load ${id}`;
  const off = instances.filter(({ health }) => health.state === 'OFF').map((instance) => instance.id);
  const [verb, whom] = off.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const heal = `end what keeps ${whom} OFF: temblor heal --all`;
  const who = `${off.join(', ')} ${verb} OFF`;
  const aimedAt = namesIn(target);
  const unasked = off.filter((instance) => aimedAt.includes(instance));
  if (unasked.length > 0) return `${who}, and may not be asked; ${heal}`;
  if (off.length > 0) return `nothing was hit so far; ${who}, which may be why; ${heal}`;
  return 'nothing was hit so far; look again: temblor status';
}

/** Every instance that a target names, the ends of a link among them. */
function namesIn(target: unknown): string[] {
  if (typeof target === 'string') return target.split('->');
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(namesIn) : [];
}

function rest(system: SystemStatus, paint: Paint): string {
  const stores = system.stores.map(({ name, url, embedded, state, restarts }) => {
    const again = restarts === 0 ? '' : ` (restarts: ${restarts})`;
    return state === 'down'
      ? `store ${name}: ${paint.bad('down')}${again}`
      : `store ${name}: ${withoutPassword(url)}${embedded ? '' : ' (given)'}${again}`;
  });
  const { load } = system;
  const loads =
    load === null ? [] : [`load: ${load.ratePerSecond} requests/s for another ${formatDuration(load.remainingMs)}`];
  return [...stores, ...loads].join('\n');
}

/** A store's address as it may be shown to whoever looks at the screen; where it holds a password, where to find that. */
function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return url;
  const shown = new URL(url);
  if (shown.password === '') return url;
  shown.password = '';
  return `${shown.href} (with its password: temblor status --json)`;
}

function links(system: SystemStatus, paint: Paint): string {
  return formatTable(
    [{ heading: 'LINK' }, { heading: 'PROXY' }],
    system.links.map((link) => [link.id, link.url]),
    paint,
  );
}
