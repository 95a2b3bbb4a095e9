/** The words of the list of faults, in both languages. */
import type { Messages } from '../context/language.tsx';

interface FaultListWords {
  readonly heading: string;
  readonly none: string;
  readonly acting: string;
  readonly over: string;
  readonly heal: string;
  readonly healThis: (fault: string, target: string) => string;
  readonly healAll: string;
  readonly evidence: string;
  readonly columns: Readonly<Record<'when' | 'fault' | 'target' | 'lasted' | 'end' | 'evidence', string>>;
  readonly healing: (fault: string, target: string) => string;
  readonly healingAll: string;
}

/** English and Spanish. */
export const faultListWords = {
  en: {
    heading: 'Faults',
    none: 'No fault acts.',
    acting: 'Acting now',
    over: 'Over',
    heal: 'Heal',
    healThis: (fault, target) => `Heal ${fault} on ${target}`,
    healAll: 'Heal all',
    evidence: 'Evidence',
    columns: {
      when: 'When',
      fault: 'Fault',
      target: 'Target',
      lasted: 'Lasted',
      end: 'Ended by',
      evidence: 'Evidence',
    },
    healing: (fault, target) => `healing of ${fault} on ${target}`,
    healingAll: 'healing of all faults',
  },
  es: {
    heading: 'Fallos',
    none: 'Ningún fallo actúa.',
    acting: 'Actúan ahora',
    over: 'Terminados',
    heal: 'Reparar',
    healThis: (fault, target) => `Reparar ${fault} en ${target}`,
    healAll: 'Reparar todo',
    evidence: 'Evidencia',
    columns: {
      when: 'Cuándo',
      fault: 'Fallo',
      target: 'Objetivo',
      lasted: 'Duró',
      end: 'Terminó por',
      evidence: 'Evidencia',
    },
    healing: (fault, target) => `reparación de ${fault} en ${target}`,
    healingAll: 'reparación de todos los fallos',
  },
} satisfies Messages<FaultListWords>;
