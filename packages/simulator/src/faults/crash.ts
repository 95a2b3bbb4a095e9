import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { idleFault } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** A crash that waits for its moment waits no longer than this, nor longer than for half of its time. */
const waitUs = 500_000;

const moments = ['at once', 'between effects', 'during a sync'] as const;

/**
 * The node loses its memory, and starts again when the fault ends.
 *
 * A moment drawn from all of a run nearly always finds a node at rest. So of three crashes that lose what was not synced
 * one is at once, one in the middle of the next effects, and one in the middle of the next sync; one that is to keep or to
 * tear something waits for a sync. Where its moment does not come soon, the crash comes without it. One that was aimed has
 * its moment already.
 */
export function crash<T extends ProtocolTypes>(site: FaultSite<T>, fault: FaultOf<'crash'>): ActingFault {
  const node = site.node(fault.node);
  const life = node?.life;
  if (node === undefined || life === undefined) return idleFault;
  const { queue, random } = site;
  let hasFallen = false;
  const fall = () => {
    if (node.life !== life) return;
    node.crash(fault.unsynced, random);
    hasFallen = true;
  };
  const moment = drawMoment(site, fault);
  let effectsLeft = moment === 'between effects' ? random.integer(1, 4) : Number.POSITIVE_INFINITY;
  life.watch = {
    effectDone: () => {
      effectsLeft -= 1;
      if (effectsLeft === 0) fall();
    },
    syncBegan: (durationUs) => {
      if (moment === 'during a sync') queue.schedule(queue.nowUs + random.integer(0, durationUs), fall);
    },
  };
  const latestUs = moment === 'at once' ? 0 : Math.min(waitUs, Math.floor(fault.durationUs / 2));
  queue.schedule(queue.nowUs + latestUs, fall);
  return {
    hasActed: () => hasFallen,
    end: () => {
      if (hasFallen) node.start();
    },
  };
}

function drawMoment<T extends ProtocolTypes>({ isAimed, random }: FaultSite<T>, { unsynced }: FaultOf<'crash'>) {
  if (isAimed) return 'at once';
  return unsynced === 'lost' ? random.pick(moments) : 'during a sync';
}
