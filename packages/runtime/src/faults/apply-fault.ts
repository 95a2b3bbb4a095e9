import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { ActiveFault } from './active-fault.ts';
import { applyCrash } from './crash.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { requireInstance } from './fault-ground.ts';
import { applySwitchFault } from './fault-switch.ts';
import { affectedLinks, applyLinkFault } from './link-fault.ts';
import { applyPause } from './pause.ts';
import { applyRestart } from './restart.ts';

/** Where a fault acts in a World of processes. */
export type Place =
  | { kind: 'process'; instance: string }
  | { kind: 'switch'; instance: string; path: string }
  | { kind: 'links' };

/**
 * Decides where a fault acts: a service's own switch where it has one, the proxies of links otherwise.
 * @throws TemblorError `unknown-target`, `unsupported-fault`, `no-link`: before anything was changed.
 */
export function placeOf(specification: FaultSpecification, ground: FaultGround): Place {
  switch (specification.kind) {
    case 'crash':
    case 'pause':
    case 'restart':
      return { kind: 'process', instance: requireInstance(ground.topology, specification.target.instance).id };
    case 'latency':
    case 'intermittent': {
      if ('instance' in specification.target) {
        const plan = requireInstance(ground.topology, specification.target.instance);
        const path = plan.declaration.faultSwitch;
        if (path !== undefined) return { kind: 'switch', instance: plan.id, path };
      }
      if (specification.spareHealth) throw cannotSpareHealth(specification.target);
      affectedLinks(specification, ground.topology);
      return { kind: 'links' };
    }
    case 'incorrect-response': {
      const plan = requireInstance(ground.topology, specification.target.instance);
      const path = plan.declaration.faultSwitch;
      if (path !== undefined && plan.declaration.wrongAnswers) return { kind: 'switch', instance: plan.id, path };
      if (path !== undefined) throw cannotAnswerWrongly(plan.id, ground);
      throw usageError(
        'unsupported-fault',
        `'${plan.id}' has no fault switch, so that nobody can make it answer wrongly`,
        'declare `faultSwitch` for its service, or choose a fault that acts on processes or links',
      );
    }
    case 'flag':
      return flagPlace(specification, ground);
    default:
      affectedLinks(specification, ground.topology);
      return { kind: 'links' };
  }
}

function flagPlace({ target, flag }: Extract<FaultSpecification, { kind: 'flag' }>, ground: FaultGround): Place {
  const { id, service, declaration } = requireInstance(ground.topology, target.instance);
  const known = Object.keys(declaration.flags);
  if (declaration.flagSwitch === undefined) {
    const others = ground.topology.instances.filter((other) => other.declaration.flagSwitch !== undefined);
    const hint =
      others.length === 0
        ? "declare 'flagSwitch' and 'flags' for its service, or choose another fault"
        : `these have: ${others.map((other) => other.id).join(', ')}`;
    throw usageError('unsupported-fault', `'${id}' has no flags`, hint);
  }
  if (!known.includes(flag)) {
    throw usageError('unknown-flag', `the service '${service}' has no flag '${flag}'`, suggestName(flag, known));
  }
  return { kind: 'switch', instance: id, path: declaration.flagSwitch };
}

function cannotAnswerWrongly(instance: string, { topology }: FaultGround): Error {
  const others = topology.instances.filter(
    ({ declaration }) => declaration.faultSwitch !== undefined && declaration.wrongAnswers,
  );
  return usageError(
    'unsupported-fault',
    `the fault switch of '${instance}' cannot make it answer wrongly`,
    others.length === 0
      ? 'choose another fault, such as intermittent or latency'
      : `these can: ${others.map(({ id }) => id).join(', ')}`,
  );
}

/** A link, and what plays a fault for a program, do not know a health check from any other request. */
function cannotSpareHealth(target: { instance: string } | { link: string }): Error {
  const what = 'instance' in target ? `'${target.instance}' has no fault switch` : `'${target.link}' is a link`;
  return usageError(
    'unsupported-fault',
    `${what}: only a service that fails by its own switch can spare its health check`,
    'aim at an instance whose service declares `faultSwitch`, or leave `spareHealth` (--spare-health) out',
  );
}

/** Makes a fault act. @returns what ends it before its time. */
export async function actAt(place: Place, fault: ActiveFault, ground: FaultGround): Promise<LiftFault> {
  const { specification } = fault;
  switch (specification.kind) {
    case 'crash':
      return applyCrash(fault, specification, ground);
    case 'pause':
      return applyPause(fault, specification, ground);
    case 'restart':
      return applyRestart(fault, specification, ground);
    case 'incorrect-response':
    case 'flag':
      if (place.kind !== 'switch') throw new Error(`${specification.kind} needs a switch`);
      return applySwitchFault(fault, specification, place, ground);
    case 'latency':
    case 'intermittent':
      return place.kind === 'switch'
        ? applySwitchFault(fault, specification, place, ground)
        : applyLinkFault(fault, specification, ground);
    default:
      return applyLinkFault(fault, specification, ground);
  }
}
