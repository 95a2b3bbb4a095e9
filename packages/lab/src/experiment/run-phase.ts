/** One phase of a run: break, see it break, see it noticed, mend, see it healed. */
import type { FaultSpecification } from '../faults/fault.ts';
import type { LinkPlan } from '../system/topology.ts';
import type { AppliedFault, InstanceView, RunningLoad } from '../world/world.ts';
import { probeLinks } from './probe-links.ts';
import { castRoles } from './roles.ts';
import type { PhasePlan } from './run-plan.ts';
import type { RunSession } from './run-session.ts';

/** How long lifting a fault may take before the phase goes on without knowing. */
const liftWithinMs = 10_000;

/** A fault that ended by itself may still be noticed for so long. */
const noticeAfterEndMs = 1000;

interface Effect {
  readonly fault: AppliedFault;
  /** Undefined where it was not confirmed in time. */
  readonly effectAtUs: number | undefined;
}

/**
 * Runs a phase and appends what happened to the journal. A phase that cannot be carried out as declared is finished as
 * not completed, with the reason.
 *
 * @throws when the run is aborted, and what applying a fault throws.
 */
export async function runPhase(
  session: RunSession,
  planned: PhasePlan,
  repeat: number,
  load: RunningLoad,
): Promise<void> {
  await waitForEveryone(session, planned);
  await load.cut();
  const cast = castRoles(planned, session.system.topology, session.leaders);
  const phase = 'phase' in cast ? cast.phase : { ...planned, watch: [] };
  const { name, watch, limits } = phase;
  const started = session.append({ type: 'phase-started', phase: name, repeat, watch: [...watch], limits });
  const finish = async (trouble: readonly string[]): Promise<void> => {
    await load.cut();
    const detail = trouble.join('; ');
    session.append({ type: 'phase-finished', phase: name, repeat, completed: trouble.length === 0, detail });
  };
  const obstacle = 'leaderless' in cast ? describeLeaderless(cast.leaderless) : describeMissing(session, phase);
  if (obstacle !== undefined) {
    await finish([`${obstacle}, so nothing was broken`]);
    return;
  }
  const trouble = phase.faults.length === 0 ? [] : await breakAndMend(session, phase, started.sequence, load);
  await session.letPass(phase.minimumMs - (session.clock.nowUs() - started.atUs) / 1000);
  await finish(trouble);
}

function describeLeaderless(services: readonly string[]): string {
  return `nobody is known to lead ${services.join(', ')}`;
}

/** Who keeps a phase from being carried out; undefined where nobody does. */
function describeMissing(session: RunSession, phase: PhasePlan): string | undefined {
  const off = session.whoIsNotOn().map(({ instance }) => instance);
  if (off.length > 0) return `${off.join(', ')} had not come back before it`;
  const notUp = targetsNotUp(session, phase).map(({ id, state }) => `${id} (${state})`);
  return notUp.length > 0 ? `${notUp.join(', ')} was not ready before it` : undefined;
}

async function breakAndMend(
  session: RunSession,
  phase: PhasePlan,
  fromSequence: number,
  load: RunningLoad,
): Promise<string[]> {
  const trouble: string[] = [];
  const applied = await applyAll(session, phase.faults);
  const probing = phase.probe === undefined ? undefined : probeLinks(session, phase.probe);
  probing?.catch(() => undefined); // told below, where it is awaited
  const effects = await awaitEffects(session, applied, phase.detectWithinMs);
  const confirmed = effects.every(({ effectAtUs }) => effectAtUs !== undefined);
  if (!confirmed) trouble.push('not every fault was seen to take effect');
  const unnoticed = confirmed ? await awaitDetection(session, phase, effects, fromSequence) : [...phase.watch];
  if (confirmed && unnoticed.length === 0) await session.letPass(phase.holdMs);
  await probing;
  if (confirmed && unnoticed.length > 0) trouble.push(`${unnoticed.join(', ')} was not put OFF`);
  await load.cut();
  const liftedAtUs = await liftAll(session, applied);
  if (liftedAtUs === undefined) trouble.push('a fault was not seen to end');
  await load.cut();
  const endedAtUs = liftedAtUs ?? session.clock.nowUs();
  const [lost, unready] = await Promise.all([
    awaitRecovery(session, phase, endedAtUs, fromSequence),
    awaitRestarted(session, phase, endedAtUs, fromSequence),
  ]);
  if (lost.length > 0) trouble.push(`${lost.join(', ')} was not taken back within ${phase.recoverWithinMs} ms`);
  if (unready.length > 0) trouble.push(`${unready.join(', ')} was not ready again within ${phase.recoverWithinMs} ms`);
  return trouble;
}

/** Waits until everyone is back, and those are ready that are to be broken; no longer than recovery may take. */
async function waitForEveryone(session: RunSession, planned: PhasePlan): Promise<void> {
  const areBack = () => session.whoIsNotOn().length === 0 && targetsNotUp(session, planned).length === 0;
  if (areBack()) return;
  await session.waitFor(areBack, {
    fromSequence: session.journal.nextSequence,
    timeoutMs: planned.recoverWithinMs,
  });
}

/**
 * The instances that a phase is to break of which no process is ready: where nobody is watched nobody says that they are
 * away, and it would be no evidence to kill a process that serves nobody yet.
 */
function targetsNotUp(session: RunSession, planned: PhasePlan): InstanceView[] {
  const { topology } = session.system;
  const cast = castRoles(planned, topology, session.leaders);
  const { faults } = 'phase' in cast ? cast.phase : planned;
  const targets = new Set(faults.flatMap(({ target }) => idsIn(target, topology.links)));
  return session.system.instances().filter(({ id, state }) => targets.has(id) && !upStates.has(state));
}

const upStates: ReadonlySet<InstanceView['state']> = new Set(['running', 'paused']);

/** Whom a fault is aimed at: an instance, all instances of a partition, or the two ends of a link. */
function idsIn(target: FaultSpecification['target'], links: readonly LinkPlan[]): readonly string[] {
  if ('instance' in target) return [target.instance];
  if ('groups' in target) return target.groups.flat();
  return links.flatMap(({ id, consumer, provider }) =>
    'link' in target && target.link === id ? [consumer, provider] : [],
  );
}

/** All at once. Where one cannot be applied the others are lifted with the end of the run. */
async function applyAll(session: RunSession, faults: readonly FaultSpecification[]): Promise<AppliedFault[]> {
  const outcomes = await Promise.allSettled(
    faults.map(async (specification) => {
      const fault = await session.system.applyFault(specification);
      session.faults.set(fault.id, fault);
      return fault;
    }),
  );
  const refused = outcomes.find(({ status }) => status === 'rejected');
  if (refused?.status === 'rejected') throw refused.reason;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

function awaitEffects(session: RunSession, faults: readonly AppliedFault[], timeoutMs: number): Promise<Effect[]> {
  return Promise.all(
    faults.map(async (fault) => {
      const evidence = await session.within(fault.evidence, timeoutMs);
      return { fault, effectAtUs: evidence?.kind === 'confirmed' ? effectTime(fault, evidence.effectAtUs) : undefined };
    }),
  );
}

/** The earliest moment from which OFF is a detection: see the definitions in `measure/detection.ts`. */
function effectTime(fault: AppliedFault, effectAtUs: number): number {
  const { kind } = fault.specification;
  return kind === 'intermittent' ? Math.min(fault.appliedAtUs, effectAtUs) : effectAtUs;
}

/** @returns who was not put OFF in time. */
async function awaitDetection(
  session: RunSession,
  phase: PhasePlan,
  effects: readonly Effect[],
  fromSequence: number,
): Promise<string[]> {
  const noticed = await Promise.all(
    phase.watch.map(async (instance) => {
      const direct = effects.filter(({ fault }) => targets(fault, instance));
      const own = direct.length > 0 ? direct : effects;
      const effectAtUs = Math.min(...own.flatMap((effect) => effect.effectAtUs ?? []));
      const leaseMs = Math.max(...own.map(({ fault }) => fault.specification.durationMs));
      const elapsedMs = (session.clock.nowUs() - effectAtUs) / 1000;
      const off = await session.waitFor(
        (event) => event.type === 'instance-off' && event.instance === instance && event.atUs >= effectAtUs,
        { fromSequence, timeoutMs: Math.min(phase.detectWithinMs, leaseMs + noticeAfterEndMs) - elapsedMs },
      );
      return off === undefined ? [instance] : [];
    }),
  );
  return noticed.flat();
}

function targets(fault: AppliedFault, instance: string): boolean {
  const { target } = fault.specification;
  return 'instance' in target && target.instance === instance;
}

/** A crash and a restart end with their holds; everything else is lifted now. @returns when the last was over; undefined if not seen. */
async function liftAll(session: RunSession, faults: readonly AppliedFault[]): Promise<number | undefined> {
  const lifted = await Promise.all(
    faults.map(async (fault) => {
      const { kind, durationMs } = fault.specification;
      const holds = kind === 'crash' || kind === 'restart';
      if (!holds) await session.system.liftFault(fault.id);
      const over = await session.within(fault.lifted, liftWithinMs + (holds ? durationMs : 0));
      if (over !== undefined) session.faults.delete(fault.id);
      return over;
    }),
  );
  const seen = lifted.flatMap((atUs) => atUs ?? []);
  return seen.length === faults.length ? Math.max(...seen) : undefined;
}

/** @returns who was OFF when the faults were over, or became it, and did not come back in time. */
async function awaitRecovery(
  session: RunSession,
  phase: PhasePlan,
  liftedAtUs: number,
  fromSequence: number,
): Promise<string[]> {
  const back = await Promise.all(
    phase.watch.map(async (instance) => {
      if (!session.isNotOn(instance)) return [];
      const on = await session.waitFor(
        (event) =>
          event.type === 'instance-on' &&
          event.instance === instance &&
          event.atUs >= liftedAtUs &&
          !session.isNotOn(instance),
        { fromSequence, timeoutMs: phase.recoverWithinMs },
      );
      return on === undefined ? [instance] : [];
    }),
  );
  return back.flat();
}

/**
 * A restart is done when the next process is ready: whoever drained the instance for it never said OFF, and will not say
 * ON. @returns who was not ready in time, whether or not it is watched.
 */
async function awaitRestarted(
  session: RunSession,
  phase: PhasePlan,
  liftedAtUs: number,
  fromSequence: number,
): Promise<string[]> {
  const instances = phase.faults.flatMap((fault) => (fault.kind === 'restart' ? [fault.target.instance] : []));
  const ready = await Promise.all(
    instances.map(async (instance) => {
      const news = await session.waitFor(
        (event) => event.type === 'process-ready' && event.instance === instance && event.atUs >= liftedAtUs,
        { fromSequence, timeoutMs: phase.recoverWithinMs },
      );
      return news === undefined ? [instance] : [];
    }),
  );
  return ready.flat();
}
