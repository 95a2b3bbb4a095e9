/**
 * Time to detect and time to recover, by the design's definitions.
 *
 * TTD: from the fault's effect to `instance-off`; the first suspicion stands beside it. TTR: from the lifting of the
 * fault (of a crash: the end of its hold) to `instance-on`. Who was ON by then had been taken back while it still failed:
 * that is no recovery, and has no TTR.
 */
import type { JournalEvent, JournalEventOf } from '../journal/event.ts';
import type { FaultRecord } from './fault-records.ts';
import { effectOf } from './fault-records.ts';
import type { Measured } from './measured.ts';
import { absent, measured } from './measured.ts';
import type { PhaseRun } from './phase-runs.ts';

/** What became of one watched instance in one phase. */
export interface InstanceDetection {
  readonly instance: string;
  readonly ttdMs: Measured;
  /** From the effect to the first suspicion, or to OFF where none came before it. */
  readonly suspicionMs: Measured;
  readonly ttrMs: Measured;
  /** The detector that put it OFF; absent where nothing did. */
  readonly detector: string | undefined;
  /** Whose detector it is. */
  readonly by: string | undefined;
  readonly reason: string | undefined;
  /** From the effect to the first word of each detector, a suspicion or OFF, in milliseconds. */
  readonly byDetector: Readonly<Record<string, number>>;
  readonly offAtUs: number | undefined;
  /** When it was taken back after the fault was lifted; absent where it was not, or was ON by then. */
  readonly onAtUs: number | undefined;
  /** It was ON when the fault was lifted, though it had been put OFF: taken back while the fault still acted. */
  readonly onWhenLifted: boolean;
  /** How often it was taken back while the fault still acted; of a fault that pauses by itself this is not counted. */
  readonly returnedWhileFaulty: number;
}

/** When the fault on an instance acted. */
interface Effect {
  readonly effectAtUs: number;
  readonly liftedAtUs: number | undefined;
  /** The fault pauses by itself, so that to be ON meanwhile can be right. */
  readonly pauses: boolean;
}

/** @param events of the whole run, in order of time. */
export function measureDetections(phase: PhaseRun, events: readonly JournalEvent[]): InstanceDetection[] {
  const within = events.filter((event) => event.atUs >= phase.startUs && event.atUs <= phase.endUs);
  return phase.watch.map((instance) => measureInstance(instance, phase, within));
}

/** A figure of all watched instances: that of the slowest; absent where one of them has none. */
export function slowest(figures: readonly Measured[], phase: PhaseRun): Measured {
  if (phase.faults.length === 0) return absent('no fault was applied');
  if (figures.length === 0) return absent('no instance is watched in this phase');
  const missing = figures.find(({ kind }) => kind === 'absent');
  if (missing !== undefined) return missing;
  return measured(Math.max(...figures.map((figure) => (figure.kind === 'measured' ? figure.value : 0))));
}

function measureInstance(instance: string, phase: PhaseRun, events: readonly JournalEvent[]): InstanceDetection {
  const effect = effectOn(instance, phase.faults);
  if (typeof effect === 'string') return undetected(instance, effect);
  const about = events.filter((event) => 'instance' in event && event.instance === instance);
  const off = about.find((event) => event.type === 'instance-off' && event.atUs >= effect.effectAtUs);
  const fromUs = effect.effectAtUs;
  const words = about.filter(isWord).filter((event) => event.atUs >= fromUs);
  const byDetector = firstWords(words, fromUs);
  if (off?.type !== 'instance-off') {
    const first = words[0];
    return {
      ...undetected(instance, 'it was not put OFF while the fault was watched'),
      suspicionMs: first === undefined ? absent('nobody suspected it') : measured((first.atUs - fromUs) / 1000),
      byDetector,
    };
  }
  const suspicion = words.find((event) => event.atUs <= off.atUs) ?? off;
  const back = findReturn(about, effect, off);
  return {
    instance,
    ttdMs: measured((off.atUs - fromUs) / 1000),
    suspicionMs: measured((suspicion.atUs - fromUs) / 1000),
    ttrMs: recoveryTime(effect, back),
    detector: off.detector,
    by: off.by,
    reason: off.reason,
    byDetector,
    offAtUs: off.atUs,
    onAtUs: back.kind === 'returned' ? back.atUs : undefined,
    onWhenLifted: back.kind === 'on-when-lifted',
    returnedWhileFaulty: countReturns(about, effect, off.atUs),
  };
}

function firstWords(words: readonly Word[], fromUs: number): Record<string, number> {
  const first = new Map<string, number>();
  for (const { detector, atUs } of words) if (!first.has(detector)) first.set(detector, (atUs - fromUs) / 1000);
  return Object.fromEntries(first);
}

/** The faults on an instance; those of links, stores and groups count for everyone who is watched. */
function effectOn(instance: string, faults: readonly FaultRecord[]): Effect | string {
  if (faults.length === 0) return 'no fault was applied';
  const direct = faults.filter((fault) => fault.instance === instance);
  const own = direct.length > 0 ? direct : faults;
  const effects = own.flatMap((fault) => effectOf(fault) ?? []);
  const unproven = own.find(({ evidence }) => evidence.kind !== 'confirmed');
  if (effects.length === 0 || unproven !== undefined) {
    const why = unproven === undefined || unproven.evidence.kind === 'confirmed' ? '' : unproven.evidence.reason;
    return `the fault was not seen to act: ${why}`;
  }
  const lifted = own.flatMap(({ liftedAtUs }) => liftedAtUs ?? []);
  return {
    effectAtUs: Math.min(...effects),
    liftedAtUs: lifted.length === own.length ? Math.max(...lifted) : undefined,
    pauses: own.some(({ kind }) => kind === 'database-flapping'),
  };
}

type Word = JournalEventOf<'instance-off' | 'instance-suspected'>;

function isWord(event: JournalEvent): event is Word {
  return event.type === 'instance-off' || event.type === 'instance-suspected';
}

/** How an instance that was put OFF came back. */
type Return = { readonly kind: 'returned'; readonly atUs: number } | { readonly kind: 'on-when-lifted' | 'away' };

/** @param off the word that put it OFF first. A second ON in a row is no return. */
function findReturn(about: readonly JournalEvent[], effect: Effect, off: JournalEvent): Return {
  const liftedAtUs = effect.liftedAtUs ?? Number.POSITIVE_INFINITY;
  let isOff = true;
  for (const { type, atUs } of about.slice(about.indexOf(off) + 1)) {
    if (type === 'instance-off') isOff = true;
    if (type !== 'instance-on') continue;
    if (isOff && atUs >= liftedAtUs) return { kind: 'returned', atUs };
    isOff = false;
  }
  return { kind: isOff || effect.liftedAtUs === undefined ? 'away' : 'on-when-lifted' };
}

function recoveryTime(effect: Effect, back: Return): Measured {
  if (effect.liftedAtUs === undefined) return absent('the fault was not seen to end');
  switch (back.kind) {
    case 'returned':
      return measured((back.atUs - effect.liftedAtUs) / 1000);
    case 'on-when-lifted':
      return absent('it was taken back while the fault still acted');
    case 'away':
      return absent('it was not taken back while its recovery was watched');
    default:
      return back satisfies never;
  }
}

function countReturns(about: readonly JournalEvent[], effect: Effect, offAtUs: number): number {
  if (effect.pauses) return 0;
  const untilUs = effect.liftedAtUs ?? Number.POSITIVE_INFINITY;
  return about.filter(({ type, atUs }) => type === 'instance-on' && atUs > offAtUs && atUs < untilUs).length;
}

function undetected(instance: string, reason: string): InstanceDetection {
  return {
    instance,
    ttdMs: absent(reason),
    suspicionMs: absent(reason),
    ttrMs: absent(`nothing to recover from: ${reason}`),
    detector: undefined,
    by: undefined,
    reason: undefined,
    byDetector: {},
    offAtUs: undefined,
    onAtUs: undefined,
    onWhenLifted: false,
    returnedWhileFaulty: 0,
  };
}
