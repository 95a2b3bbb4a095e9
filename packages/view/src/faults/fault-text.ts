/** Faults in words: what they do, how long they still act, and what was seen of them. */
import type { Language, Messages } from '../context/language.tsx';
import type { EvidenceModel, FaultModel } from '../model/system-model.ts';

const words = {
  en: {
    left: (time: string) => `${time} left`,
    ending: 'ending…',
    evidence: {
      pending: 'pending',
      confirmed: 'confirmed',
      'not-confirmed': 'not confirmed',
      'cannot-tell': 'cannot tell',
    },
    causes: {
      expired: 'its time was over',
      healed: 'healed',
      'system-stopped': 'the system stopped',
      replaced: 'replaced by another fault',
      'process-ended': 'the process in which it acted ended',
      'came-to-nothing': 'it came to nothing',
    },
    parameters: {
      latencyMs: 'latency',
      jitterMs: 'jitter',
      direction: 'direction',
      probability: 'probability',
      subject: 'wrong about',
      flag: 'flag',
      value: 'value',
      spareHealth: 'spare the health check',
      bytesPerSecond: 'bytes per second',
      periodMs: 'period',
    },
    choices: { forward: 'forward (requests)', back: 'back (answers)', both: 'both' },
  },
  es: {
    left: (time: string) => `quedan ${time}`,
    ending: 'terminando…',
    evidence: {
      pending: 'pendiente',
      confirmed: 'confirmado',
      'not-confirmed': 'sin confirmar',
      'cannot-tell': 'no se puede saber',
    },
    causes: {
      expired: 'se cumplió su tiempo',
      healed: 'reparado',
      'system-stopped': 'el sistema se detuvo',
      replaced: 'reemplazado por otro fallo',
      'process-ended': 'terminó el proceso en el que actuaba',
      'came-to-nothing': 'no llegó a actuar',
    },
    parameters: {
      latencyMs: 'latencia',
      jitterMs: 'fluctuación',
      direction: 'dirección',
      probability: 'probabilidad',
      subject: 'errónea sobre',
      flag: 'indicador',
      value: 'valor',
      spareHealth: 'sin afectar la comprobación de salud',
      bytesPerSecond: 'bytes por segundo',
      periodMs: 'periodo',
    },
    choices: { forward: 'ida (peticiones)', back: 'vuelta (respuestas)', both: 'ambas' },
  },
} satisfies Messages<unknown>;

/** Signs of evidence; they stand beside the word. */
export const evidenceSigns: Readonly<Record<EvidenceModel['kind'], string>> = {
  pending: '…',
  confirmed: '✓',
  'not-confirmed': '✕',
  'cannot-tell': '?',
};

/** Whether a fault was seen to act, in a word or two. */
export function evidenceWord(evidence: EvidenceModel, language: Language): string {
  return words[language].evidence[evidence.kind];
}

/** What was seen, or why nothing was; empty while that is open. */
export function evidenceDetail(evidence: EvidenceModel): string {
  if (evidence.kind === 'pending') return '';
  return evidence.kind === 'confirmed' ? evidence.evidence : evidence.reason;
}

/** Why a fault is over; a cause that has no words yet is shown as it is. */
export function causeWords(cause: string, language: Language): string {
  return wordIn(words[language].causes, cause) ?? cause;
}

/** A length of time as people read a countdown: full seconds, rounded up; `2 min 05 s` from a minute on. */
export function formatCountdown(remainingUs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingUs / 1_000_000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** How long a fault still acts, in words: `7 s left`; past its lease, until its end is told, that it is ending. */
export function remainingWords({ endsAtUs }: FaultModel, nowUs: number, language: Language): string {
  if (endsAtUs <= nowUs) return words[language].ending;
  return words[language].left(formatCountdown(endsAtUs - nowUs));
}

/** A fault's kind with what makes it this one: `latency 1200 ms`, `intermittent 30 %`, `flag crash`. */
export function faultTitle({ kind, parameters }: FaultModel): string {
  const [first] = Object.entries(parameters).filter(([name]) => titleParameters.has(name));
  return first === undefined ? kind : `${kind} ${formatValue(first[0], first[1])}`;
}

const titleParameters: ReadonlySet<string> = new Set([
  'latencyMs',
  'probability',
  'bytesPerSecond',
  'periodMs',
  'flag',
]);

/**
 * Every parameter in words: `latency 1200 ms · direction back (answers)`. What tells nothing is left out: zeros, what is not
 * given, and that a flag which is on has the value true.
 */
export function describeParameters(parameters: Readonly<Record<string, unknown>>, language: Language): string {
  return Object.entries(parameters)
    .filter(([name, value]) => tellsSomething(name, value))
    .map(([name, value]) => {
      const word = parameterWord(name, language);
      if (name === 'direction' && typeof value === 'string') return `${word} ${choiceWord(value, language)}`;
      return value === true ? word : `${word} ${formatValue(name, value)}`;
    })
    .join(' · ');
}

function tellsSomething(name: string, value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  return !(name === 'jitterMs' && value === 0) && !(name === 'value' && value === true);
}

/** The label of a parameter's field, its unit behind a comma: `Latency, ms`. */
export function parameterLabel(name: string, language: Language): string {
  const { unit } = splitUnit(name);
  const word = parameterWord(name, language);
  const label = word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
  return unit === '' ? label : `${label}, ${unit}`;
}

/** A choice of a parameter, with what it means where that is known. */
export function choiceWord(choice: string, language: Language): string {
  return wordIn(words[language].choices, choice) ?? choice;
}

function parameterWord(name: string, language: Language): string {
  return wordIn(words[language].parameters, name) ?? splitUnit(name).words;
}

/** `retryDelayMs` is a retry delay in ms. */
function splitUnit(name: string): { words: string; unit: string } {
  const [, stem = name, suffix = ''] = /^(.+?)(Ms|Seconds|Bytes|Percent)?$/.exec(name) ?? [];
  const unit = wordIn(units, suffix) ?? '';
  return { words: stem.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`), unit };
}

const units = { Ms: 'ms', Seconds: 's', Bytes: 'B', Percent: '%' };

function formatValue(name: string, value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (name === 'probability' && typeof value === 'number') return `${Math.round(value * 1000) / 10} %`;
  if (name === 'bytesPerSecond') return `${text} B/s`;
  const { unit } = splitUnit(name);
  return unit === '' ? text : `${text} ${unit}`;
}

function wordIn(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
