import type { JournalEvent } from '@temblor/lab/journal/event';
import { formatDuration } from '../input/duration.ts';
import type { Paint } from '../output/paint.ts';
import { nameFault } from '../views/fault-name.ts';

/** What an event of the journal says, in a line for people; undefined for events that only count. */
export function narrate(event: JournalEvent, paint: Paint): string | undefined {
  return narrateSystem(event, paint) ?? narrateFault(event, paint) ?? narrateExperiment(event, paint);
}

function narrateSystem(event: JournalEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'system-starting':
      return `starting ${event.system ?? ''}`;
    case 'port-replaced':
      return paint.warning(
        `${event.instance} listens on ${event.given}: port ${event.wanted} is taken by ${event.owner}`,
      );
    case 'store-ready':
      return `${event.store} is ready after ${formatDuration(event.durationMs)}`;
    case 'process-ready':
      return `${event.instance} is ready after ${formatDuration(event.durationMs)} (pid ${event.pid})`;
    case 'process-exited':
      return event.expected
        ? undefined
        : paint.warning(`${event.instance} ended by itself (${event.signal ?? `exit code ${event.code}`})`);
    case 'process-abandoned':
      return paint.bad(`${event.instance} is given up: ${event.reason}`);
    case 'output-cut':
      return paint.dim(`${event.instance} printed faster than it could be read: ${event.lines} lines were cut`);
    case 'system-ready':
      return `all of ${event.system ?? ''} is ready after ${formatDuration(event.durationMs)}`;
    case 'system-stopping':
      return `stopping ${event.system ?? ''}: ${event.reason}`;
    case 'system-stopped':
      return `${event.system ?? ''} is stopped`;
    default:
      return undefined;
  }
}

function narrateFault(event: JournalEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'fault-applied':
      return `  fault ${event.fault}: ${nameFault(event)} on ${describeTarget(event.target)}`;
    case 'fault-confirmed':
      return `  fault ${event.fault} confirmed: ${event.evidence}`;
    case 'fault-not-confirmed':
      return paint.warning(`  fault ${event.fault} not confirmed: ${event.reason}`);
    case 'fault-undetermined':
      return paint.warning(`  fault ${event.fault}: cannot tell whether it acted: ${event.reason}`);
    case 'fault-lifted':
      return `  fault ${event.fault} over (${event.cause})`;
    case 'instance-suspected':
      return paint.dim(`  ${event.instance} suspected by ${event.by} (${event.detector}): ${event.reason}`);
    case 'instance-off':
      return paint.bad(`  ${event.instance} OFF, says ${event.by} (${event.detector}): ${event.reason}`);
    case 'instance-on':
      return paint.good(`  ${event.instance} ON, says ${event.by}: ${event.reason}`);
    case 'instance-unknown':
      return paint.warning(`  ${event.instance} UNKNOWN, says ${event.by}: ${event.reason}`);
    case 'quorum-lost':
      return paint.bad(`  quorum lost: ${event.valid} valid, ${event.needed} needed`);
    case 'quorum-regained':
      return paint.good('  quorum regained');
    default:
      return undefined;
  }
}

function narrateExperiment(event: JournalEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `experiment ${paint.strong(event.experiment)}, seed ${event.seed}${event.quick ? ', quick' : ''}`;
    case 'steady-state-checked':
      return event.holds
        ? `steady state holds ${event.when}`
        : paint.bad(`steady state does not hold ${event.when}: ${event.detail}`);
    case 'load-started':
      return `load: ${event.ratePerSecond} requests/s`;
    case 'load-finished':
      return event.valid ? undefined : paint.bad(`the load is not valid: ${event.reason}`);
    case 'warm-up-finished':
      return 'warm-up is over';
    case 'phase-started':
      return `phase ${paint.strong(event.phase)}${event.repeat > 1 ? ` (repeat ${event.repeat})` : ''}`;
    case 'check-finished': {
      const color = event.verdict === 'passed' ? paint.good : event.verdict === 'failed' ? paint.bad : paint.warning;
      return `check ${event.check}: ${color(event.verdict)} – ${event.summary}`;
    }
    default:
      return undefined;
  }
}

/** A fault's target in the words of `temblor inject`. */
export function describeTarget(target: unknown): string {
  if (typeof target !== 'object' || target === null) return String(target);
  if ('groups' in target && Array.isArray(target.groups)) {
    return target.groups.map((group) => (Array.isArray(group) ? group.join(',') : String(group))).join(' / ');
  }
  return Object.values(target).map(String).join(' ');
}
