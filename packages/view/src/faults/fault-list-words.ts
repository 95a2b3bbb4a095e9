/** The words of the list of faults, in both languages. */
import type { Messages } from '../context/language.tsx';

export interface FaultListWords {
  readonly heading: string;
  readonly none: string;
  readonly acting: string;
  /** What acted at the cursor, which is at an earlier moment. */
  readonly atCursor: string;
  readonly over: string;
  readonly all: (count: number) => string;
  readonly newest: (count: number) => string;
  readonly heal: string;
  readonly healThis: (fault: string, target: string) => string;
  readonly healAll: string;
  readonly evidence: string;
  readonly lasted: (seconds: string, end: string) => string;
  readonly healing: (fault: string, target: string) => string;
  readonly healingAll: string;
}

/** English and Spanish. */
export const faultListWords = {
  en: {
    heading: 'Faults',
    none: 'No fault acts.',
    acting: 'Acting now',
    atCursor: 'Acting at the cursor',
    over: 'Over',
    all: (count) => `All ${count}`,
    newest: (count) => `The newest ${count} only`,
    heal: 'Heal',
    healThis: (fault, target) => `Heal ${fault} on ${target}`,
    healAll: 'Heal all',
    evidence: 'Evidence',
    lasted: (seconds, end) => `${seconds} s, ${end}`,
    healing: (fault, target) => `healing of ${fault} on ${target}`,
    healingAll: 'healing of all faults',
  },
  es: {
    heading: 'Fallos inyectados',
    none: 'Ningún fallo actúa.',
    acting: 'Actúan ahora',
    atCursor: 'Actuaban en el cursor',
    over: 'Terminados',
    all: (count) => `Los ${count}`,
    newest: (count) => `Solo los ${count} más recientes`,
    heal: 'Reparar',
    healThis: (fault, target) => `Reparar ${fault} en ${target}`,
    healAll: 'Reparar todo',
    evidence: 'Evidencia',
    lasted: (seconds, end) => `${seconds} s, ${end}`,
    healing: (fault, target) => `reparación de ${fault} en ${target}`,
    healingAll: 'reparación de todos los fallos',
  },
} satisfies Messages<FaultListWords>;
