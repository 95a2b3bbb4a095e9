/**
 * What detectors said last of each instance. An episode is a fault that concerned the instance, with the moments that the
 * report measures of it, or, where no fault was being watched, a detector's word: then it is a false alarm, or a failure
 * that nobody injected. Pure.
 */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { Incident } from '@temblor/view/model/incidents';
import { readIncidents } from '@temblor/view/model/incidents';

export interface Episode {
  readonly instance: string;
  /** Null where none was watched. */
  readonly fault: { readonly fault: string; readonly kind: string; readonly acts: boolean } | null;
  /** The detectors that spoke, and how long after the fault's effect; null where there was no fault. */
  readonly words: ReadonlyMap<string, number | null>;
  /** By whom it was put OFF, and after how long: the TTD of the fault, if one was watched. Null where it was not. */
  readonly decided: { readonly detector: string; readonly by: string; readonly delayMs: number | null } | null;
}

/** The faults since the system's last start, and what was said last of every instance. */
export interface Episodes {
  readonly incidents: readonly Incident[];
  readonly newest: ReadonlyMap<string, Episode>;
}

/** @param facts of one system, in order of time. */
export function readEpisodes(facts: readonly JournalEvent[]): Episodes {
  const start = facts.findLastIndex(({ type }) => type === 'system-starting');
  const own = facts.slice(Math.max(0, start));
  const startUs = own[0]?.atUs ?? 0;
  const incidents = readIncidents(facts).filter(({ appliedAtUs }) => appliedAtUs >= startUs);
  const newest = new Map<string, Episode>();
  const watchedUntilUs = new Map<string, number>();
  for (const incident of incidents) {
    newest.set(incident.instance, ofIncident(incident));
    watchedUntilUs.set(incident.instance, incident.untilUs);
  }
  for (const [instance, alarm] of readAlarms(own)) {
    const isOfFault = alarm.startUs <= (watchedUntilUs.get(instance) ?? Number.NEGATIVE_INFINITY);
    if (!isOfFault) newest.set(instance, alarm.episode);
  }
  return { incidents, newest };
}

function ofIncident(incident: Incident): Episode {
  const { instance, fault, kind, liftedAtUs, detector, by, ttdMs, byDetector } = incident;
  return {
    instance,
    fault: { fault, kind, acts: liftedAtUs === null },
    words: byDetector,
    decided: detector === null || by === null ? null : { detector, by, delayMs: ttdMs },
  };
}

/** Words of which each followed on another, whatever they were about. */
interface Alarm {
  readonly startUs: number;
  readonly lastUs: number;
  /** It was put ON again: what is said next is something else. */
  readonly isOver: boolean;
  readonly episode: Episode;
}

/** A suspicion that nothing came of is over after so long: detectors look back over about as much. */
const echoUs = 2_000_000;

function readAlarms(facts: readonly JournalEvent[]): ReadonlyMap<string, Alarm> {
  const alarms = new Map<string, Alarm>();
  for (const fact of facts) {
    if (fact.type === 'instance-suspected' || fact.type === 'instance-off') {
      const known = alarms.get(fact.instance);
      const goesOn = known !== undefined && !known.isOver && !isForgotten(known, fact.atUs);
      alarms.set(fact.instance, hear(goesOn ? known : undefined, fact));
    } else if (fact.type === 'instance-on') {
      const known = alarms.get(fact.instance);
      if (known !== undefined) alarms.set(fact.instance, { ...known, isOver: true });
    }
  }
  return alarms;
}

/** While an instance is OFF, words only repeat what is known. */
function isForgotten({ lastUs, episode }: Alarm, atUs: number): boolean {
  return episode.decided === null && atUs > lastUs + echoUs;
}

function hear(known: Alarm | undefined, fact: JournalEventOf<'instance-suspected' | 'instance-off'>): Alarm {
  const { instance, detector, by, atUs } = fact;
  const decided = fact.type === 'instance-off' ? { detector, by, delayMs: null } : null;
  return {
    startUs: known?.startUs ?? atUs,
    lastUs: atUs,
    isOver: false,
    episode: {
      instance,
      fault: null,
      words: new Map([...(known?.episode.words ?? []), [detector, null]]),
      decided: known?.episode.decided ?? decided,
    },
  };
}
