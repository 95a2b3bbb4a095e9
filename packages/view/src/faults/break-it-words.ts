/** The words of breaking and healing, in both languages. */
import type { Messages } from '../context/language.tsx';
import { betweenSides, describeTarget } from '../events/fault-target.ts';
import type { FaultWish } from './fault-actions.ts';

export interface BreakItWords {
  readonly heading: string;
  readonly earlier: string;
  readonly notRunning: string;
  readonly where: string;
  readonly aims: Readonly<Record<'instance' | 'link' | 'store' | 'groups', string>>;
  readonly partition: string;
  readonly fault: string;
  readonly timeLimit: string;
  readonly hold: string;
  readonly inject: string;
  readonly quick: (instance: string) => string;
  readonly quickNames: Readonly<Record<'crash' | 'pause' | 'slow' | 'wrong', string>>;
  readonly restart: string;
  readonly sides: string;
  readonly member: string;
  readonly side: Readonly<Record<'first' | 'second' | 'neither', string>>;
  readonly emptySide: string;
  readonly outOfBounds: (field: string, minimum: number | null, maximum: number | null) => string;
  readonly bounds: (minimum: number | null, maximum: number | null) => string;
  readonly optional: string;
  readonly injecting: (wish: Pick<FaultWish, 'kind' | 'target'>) => string;
  readonly restarting: (instance: string) => string;
  readonly pending: (what: string) => string;
  readonly done: (what: string) => string;
  readonly failed: (what: string) => string;
  readonly nothingOffered: string;
}

interface BoundsWords {
  readonly between: (minimum: number, maximum: number) => string;
  readonly atLeast: (minimum: number) => string;
  readonly upTo: (maximum: number) => string;
}

const english: BoundsWords = {
  between: (minimum, maximum) => `from ${minimum} to ${maximum}`,
  atLeast: (minimum) => `from ${minimum}`,
  upTo: (maximum) => `up to ${maximum}`,
};

const spanish: BoundsWords = {
  between: (minimum, maximum) => `de ${minimum} a ${maximum}`,
  atLeast: (minimum) => `desde ${minimum}`,
  upTo: (maximum) => `hasta ${maximum}`,
};

/** English and Spanish. */
export const breakItWords = {
  en: {
    heading: 'Break it',
    earlier: 'The page shows an earlier moment. What you inject acts now.',
    notRunning: 'The system does not run: start it to break it.',
    where: 'Where',
    aims: { instance: 'Instances', link: 'Links', store: 'Stores', groups: 'Between groups' },
    partition: 'between two sides',
    fault: 'Fault',
    timeLimit: 'Time limit, s',
    hold: 'Held down for, s',
    inject: 'Inject the fault',
    quick: (instance) => `At once, on ${instance}`,
    quickNames: { crash: 'Crash 10 s', pause: 'Pause 5 s', slow: 'Slow 1200 ms', wrong: 'Wrong answers' },
    restart: 'Restart',
    sides: 'Who is on which side',
    member: 'Member',
    side: { first: 'Side A', second: 'Side B', neither: 'Neither' },
    emptySide: 'Put at least one member on each side.',
    outOfBounds: (field, minimum, maximum) =>
      `${field}: give a number ${boundsIn(english, minimum, maximum)}, in plain digits such as 250 or 2.5.`,
    bounds: (minimum, maximum) => boundsIn(english, minimum, maximum),
    optional: 'may stay empty',
    injecting: ({ kind, target }) => `${kind} ${betweenSides(target, 'en') ?? `on ${describeTarget(target)}`}`,
    restarting: (instance) => `restart of ${instance}`,
    pending: (what) => `In progress: ${what}…`,
    done: (what) => `Done: ${what}.`,
    failed: (what) => `Failed: ${what}.`,
    nothingOffered: 'No fault can act there.',
  },
  es: {
    heading: 'Rómpalo',
    earlier: 'La página muestra un momento anterior. Lo que inyecte actúa ahora.',
    notRunning: 'El sistema no está en marcha: arránquelo para romperlo.',
    where: 'Dónde',
    aims: { instance: 'Instancias', link: 'Enlaces', store: 'Almacenes', groups: 'Entre grupos' },
    partition: 'entre dos lados',
    fault: 'Fallo',
    timeLimit: 'Límite de tiempo, s',
    hold: 'Caído durante, s',
    inject: 'Inyectar el fallo',
    quick: (instance) => `De inmediato, en ${instance}`,
    quickNames: {
      crash: 'Tumbar 10 s',
      pause: 'Pausar 5 s',
      slow: 'Ralentizar 1200 ms',
      wrong: 'Respuestas erróneas',
    },
    restart: 'Reiniciar',
    sides: 'Quién está en qué lado',
    member: 'Miembro',
    side: { first: 'Lado A', second: 'Lado B', neither: 'Ninguno' },
    emptySide: 'Ponga al menos un miembro en cada lado.',
    outOfBounds: (field, minimum, maximum) =>
      `${field}: indique un número ${boundsIn(spanish, minimum, maximum)}, con cifras, como 250 o 2,5.`,
    bounds: (minimum, maximum) => boundsIn(spanish, minimum, maximum),
    optional: 'puede quedar vacío',
    injecting: ({ kind, target }) => `${kind} ${betweenSides(target, 'es') ?? `en ${describeTarget(target)}`}`,
    restarting: (instance) => `reinicio de ${instance}`,
    pending: (what) => `En curso: ${what}…`,
    done: (what) => `Hecho: ${what}.`,
    failed: (what) => `Falló: ${what}.`,
    nothingOffered: 'Ningún fallo puede actuar ahí.',
  },
} satisfies Messages<BreakItWords>;

function boundsIn(words: BoundsWords, minimum: number | null, maximum: number | null): string {
  if (minimum === null) return maximum === null ? '' : words.upTo(maximum);
  return maximum === null ? words.atLeast(minimum) : words.between(minimum, maximum);
}
