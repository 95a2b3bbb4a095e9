/**
 * What detectors said of an instance, episode by episode. An episode begins with a fault on the instance, or, where none
 * acts, with a detector's word: then it is a false alarm, or a failure that nobody injected. Pure.
 */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';

/** The first word of one detector in an episode. */
export interface DetectorWord {
  readonly detector: string;
  readonly by: string;
  readonly atUs: number;
}

/** The fault that an episode is about. Moments that were not seen are null. */
export interface EpisodeFault {
  readonly fault: string;
  readonly kind: string;
  readonly appliedAtUs: number;
  readonly effectAtUs: number | null;
  readonly liftedAtUs: number | null;
}

export interface Episode {
  readonly instance: string;
  readonly fault: EpisodeFault | null;
  /** In order of time. */
  readonly words: readonly DetectorWord[];
  /** The first word by which it was put OFF; null where it was not. */
  readonly decided: DetectorWord | null;
  /** When it was put ON again. */
  readonly backAtUs: number | null;
}

/** Remembered episodes: thirty repeats of four faults, and a few more. The oldest gives way. */
const mostEpisodes = 200;

/** A word counts for a fault so long after it was lifted: detectors look back over about as much. */
const echoUs = 2_000_000;

/** The episodes after one more fact, in order of their beginning. */
export function foldEpisodes(episodes: readonly Episode[], fact: JournalEvent): readonly Episode[] {
  switch (fact.type) {
    case 'system-starting':
      return [];
    case 'fault-applied':
      return instancesOf(fact.target).reduce(
        (before, instance) => begin(before, beginWithFault(instance, fact)),
        episodes,
      );
    case 'fault-confirmed':
      return changeFault(episodes, fact.fault, (fault) => ({
        ...fault,
        // Whether an intermittent fault hits a request is chance: it counts from arming, as in every figure of the lab.
        effectAtUs: fault.kind === 'intermittent' ? fault.appliedAtUs : fact.effectAtUs,
      }));
    case 'fault-lifted':
      return changeFault(episodes, fact.fault, (fault) => ({ ...fault, liftedAtUs: fact.atUs }));
    case 'instance-suspected':
    case 'instance-off':
      return hear(episodes, fact);
    case 'instance-on':
      return changeNewest(episodes, fact.instance, (episode) => comeBack(episode, fact.atUs));
    default:
      return episodes;
  }
}

/** The newest episode of an instance. */
export function newestEpisode(episodes: readonly Episode[], instance: string): Episode | undefined {
  return episodes.findLast((episode) => episode.instance === instance);
}

function begin(episodes: readonly Episode[], episode: Episode): readonly Episode[] {
  return [...episodes.slice(-mostEpisodes + 1), episode];
}

function beginWithFault(instance: string, fact: JournalEventOf<'fault-applied'>): Episode {
  const { fault, kind, atUs: appliedAtUs } = fact;
  return {
    instance,
    fault: { fault, kind, appliedAtUs, effectAtUs: null, liftedAtUs: null },
    words: [],
    decided: null,
    backAtUs: null,
  };
}

/** The instances that a fault is aimed at: of a link, the one that answers; of a partition, all that it parts. */
function instancesOf(target: unknown): readonly string[] {
  if (typeof target !== 'object' || target === null) return [];
  if ('instance' in target && typeof target.instance === 'string') return [target.instance];
  if ('link' in target && typeof target.link === 'string') return target.link.split('->').slice(1);
  if ('groups' in target && Array.isArray(target.groups))
    return target.groups.flat().filter((id) => typeof id === 'string');
  return [];
}

function hear(
  episodes: readonly Episode[],
  fact: JournalEventOf<'instance-suspected'> | JournalEventOf<'instance-off'>,
): readonly Episode[] {
  const { instance, detector, by, atUs } = fact;
  const word: DetectorWord = { detector, by, atUs };
  const decided = fact.type === 'instance-off' ? word : null;
  const open = newestEpisode(episodes, instance);
  if (open === undefined || isOver(open, atUs)) {
    return begin(episodes, { instance, fault: null, words: [word], decided, backAtUs: null });
  }
  return changeNewest(episodes, instance, (episode) => ({
    ...episode,
    words: episode.words.some((earlier) => earlier.detector === detector) ? episode.words : [...episode.words, word],
    decided: episode.decided ?? decided,
  }));
}

/** Whether a word at a moment belongs to another episode. While an instance is OFF, words only repeat what is known. */
function isOver({ fault, words, decided, backAtUs }: Episode, atUs: number): boolean {
  if (backAtUs !== null) return true;
  if (decided !== null) return false;
  if (fault !== null) return fault.liftedAtUs !== null && atUs > fault.liftedAtUs + echoUs;
  return atUs > (words.at(-1)?.atUs ?? atUs) + echoUs;
}

/** To be put ON while the fault still acts ends nothing. */
function comeBack(episode: Episode, atUs: number): Episode {
  const acts = episode.fault !== null && episode.fault.liftedAtUs === null;
  return acts || episode.backAtUs !== null ? episode : { ...episode, backAtUs: atUs };
}

function changeFault(
  episodes: readonly Episode[],
  fault: string,
  change: (fault: EpisodeFault) => EpisodeFault,
): readonly Episode[] {
  return episodes.map((episode) =>
    episode.fault === null || episode.fault.fault !== fault ? episode : { ...episode, fault: change(episode.fault) },
  );
}

function changeNewest(
  episodes: readonly Episode[],
  instance: string,
  change: (episode: Episode) => Episode,
): readonly Episode[] {
  const index = episodes.findLastIndex((episode) => episode.instance === instance);
  const episode = episodes[index];
  return episode === undefined ? episodes : episodes.with(index, change(episode));
}
