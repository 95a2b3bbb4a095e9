import type { Messages } from '../context/language.tsx';
import type { NotableEvent } from './notable-events.ts';

interface TimeBarWords {
  readonly heading: string;
  readonly pause: string;
  readonly live: string;
  readonly end: string;
  readonly following: string;
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
    live: 'Live',
    end: 'Go to end',
    following: 'Live',
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
    live: 'En vivo',
    end: 'Ir al final',
    following: 'En vivo',
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
