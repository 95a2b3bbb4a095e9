/**
 * What each kind of fault does, in a sentence. The kinds themselves are what is typed in a command, the same in every
 * language: where they are no words of a language, its sentence begins with its own term for the kind.
 */
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
    crash: 'Caída: el proceso termina de golpe (SIGKILL) y se mantiene caído el tiempo indicado.',
    pause: 'Pausa: el proceso se congela donde está: sus conexiones siguen abiertas y nada responde.',
    restart:
      'Reinicio: se pide al proceso que termine (SIGTERM), acaba lo que tiene y arranca de nuevo al pasar el tiempo indicado.',
    latency: 'Latencia: las respuestas llegan tarde.',
    intermittent: 'Fallo intermitente: las peticiones fallan al azar.',
    'incorrect-response': 'Respuesta incorrecta: la instancia responde con valores erróneos.',
    flag: 'Indicador: se activa uno del propio servicio; lo que rompe, lo dice el servicio.',
    blackhole: 'Agujero negro: las conexiones siguen abiertas, pero nada de lo que se envía llega.',
    reset: 'Reinicio de conexión: se corta toda conexión (RST), y también cada nueva.',
    bandwidth: 'Ancho de banda: el enlace solo transporta cierta cantidad de bytes por segundo.',
    partition: 'Partición de la red: nada pasa entre los dos lados; quien no está en ninguno oye a todos.',
    'database-flapping': 'Base de datos intermitente: va y viene.',
    'database-away': 'Base de datos inaccesible: nada llega a ella.',
  },
};

/** Null for a kind that has no sentence yet. */
export function faultSentence(kind: string, language: Language): string | null {
  const known = sentences[language];
  return Object.hasOwn(known, kind) ? (known[kind] ?? null) : null;
}
