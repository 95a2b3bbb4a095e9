/** What each kind of fault does, in a sentence. The kinds themselves are technical terms, the same in every language. */
import type { Language } from '../context/language.tsx';

const sentences: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    crash: 'The process ends at once (SIGKILL) and is held down for the time given.',
    pause: 'The process is stopped where it is: its sockets stay open and nothing answers.',
    restart:
      'The process is asked to end (SIGTERM), finishes what it has, and is started again when the time given is over.',
    latency: 'Answers come late.',
    intermittent: 'Requests fail at random.',
    'incorrect-response': 'The instance answers with wrong values.',
    flag: 'A flag of the service itself is turned on: what it breaks is for the service to say.',
    blackhole: 'Connections stay open, but nothing that is sent arrives.',
    reset: 'Every connection is reset, and every new one.',
    bandwidth: 'The link carries only so many bytes a second.',
    partition: 'Nothing passes between the two sides; who is on neither side hears everyone.',
    'database-flapping': 'The database comes and goes.',
    'database-away': 'The database cannot be reached.',
  },
  es: {
    crash: 'El proceso termina de golpe (SIGKILL) y se mantiene caído el tiempo indicado.',
    pause: 'El proceso se congela donde está: sus conexiones siguen abiertas y nada responde.',
    restart:
      'Se pide al proceso que termine (SIGTERM), acaba lo que tiene y arranca de nuevo al pasar el tiempo indicado.',
    latency: 'Las respuestas llegan tarde.',
    intermittent: 'Las peticiones fallan al azar.',
    'incorrect-response': 'La instancia responde con valores erróneos.',
    flag: 'Se activa un indicador del propio servicio, que dice lo que rompe.',
    blackhole: 'Las conexiones siguen abiertas, pero nada de lo que se envía llega.',
    reset: 'Se corta toda conexión, y también cada nueva.',
    bandwidth: 'El enlace solo transporta cierta cantidad de bytes por segundo.',
    partition: 'Nada pasa entre los dos lados; quien no está en ninguno oye a todos.',
    'database-flapping': 'La base de datos va y viene.',
    'database-away': 'La base de datos no está al alcance.',
  },
};

/** Null for a kind that has no sentence yet. */
export function faultSentence(kind: string, language: Language): string | null {
  const known = sentences[language];
  return Object.hasOwn(known, kind) ? (known[kind] ?? null) : null;
}
