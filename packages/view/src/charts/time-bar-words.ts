import type { Messages } from '../context/language.tsx';
import type { NotableEvent } from './notable-events.ts';

interface TimeBarWords {
  readonly heading: string;
  readonly pause: string;
  readonly toNow: string;
  readonly end: string;
  readonly following: string;
  /** In place of `following` where the lab does not answer. */
  readonly lastKnown: string;
  readonly atEnd: string;
  readonly paused: string;
  readonly range: string;
  readonly lastMinutes: (minutes: number) => string;
  readonly all: string;
  readonly phase: (name: string) => string;
  readonly span: string;
  readonly previous: string;
  readonly next: string;
  readonly previousShort: string;
  readonly nextShort: string;
  readonly overview: string;
  readonly events: Readonly<Record<NotableEvent['kind'], (subject: string) => string>>;
}

/** The words of the time bar. */
export const timeBarWords = {
  en: {
    heading: 'Time',
    pause: 'Pause',
    toNow: 'Back to now',
    end: 'Go to end',
    following: 'Following',
    lastKnown: 'Last known',
    atEnd: 'At the end',
    paused: 'At',
    range: 'Show',
    lastMinutes: (minutes) => (minutes === 1 ? 'last minute' : `last ${minutes} minutes`),
    all: 'all',
    phase: (name) => `phase ${name}`,
    span: 'chosen span',
    previous: 'Previous event of note',
    next: 'Next event of note',
    previousShort: 'Previous',
    nextShort: 'Next',
    overview: 'Time cursor over the whole journal',
    events: {
      fault: (subject) => `fault ${subject}`,
      lifted: (subject) => `end of ${subject}`,
      OFF: (subject) => `${subject} OFF`,
      ON: (subject) => `${subject} ON`,
      phase: (subject) => `phase ${subject}`,
    },
  },
  es: {
    heading: 'Tiempo',
    pause: 'Pausa',
    toNow: 'Volver a ahora',
    end: 'Ir al final',
    following: 'Siguiendo',
    lastKnown: 'Lo último conocido',
    atEnd: 'Al final',
    paused: 'En',
    range: 'Mostrar',
    lastMinutes: (minutes) => (minutes === 1 ? 'último minuto' : `últimos ${minutes} minutos`),
    all: 'todo',
    phase: (name) => `fase ${name}`,
    span: 'intervalo elegido',
    previous: 'Suceso destacado anterior',
    next: 'Suceso destacado siguiente',
    previousShort: 'Anterior',
    nextShort: 'Siguiente',
    overview: 'Cursor de tiempo sobre todo el diario',
    events: {
      fault: (subject) => `fallo ${subject}`,
      lifted: (subject) => `fin de ${subject}`,
      OFF: (subject) => `${subject} OFF`,
      ON: (subject) => `${subject} ON`,
      phase: (subject) => `fase ${subject}`,
    },
  },
} satisfies Messages<TimeBarWords>;
