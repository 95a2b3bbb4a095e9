/** The words of the space-time diagram. What nodes and checks said is quoted as they said it. */
import type { Happening } from '@temblor/lab/measure/space-time/happening';
import { describeHappening } from '@temblor/lab/report/space-time-words';
import type { Messages } from '../context/language.tsx';

interface SpaceTimeWords {
  readonly title: string;
  /** How much of it is shown, in a sentence. */
  readonly shown: (shown: number) => string;
  readonly drawing: (items: number) => string;
  readonly list: string;
  readonly goTo: (number: number) => string;
  readonly tell: (happening: Happening) => string;
}

export const spaceTimeWords: Messages<SpaceTimeWords> = {
  en: {
    title: 'Messages in time',
    shown: (shown) => `the ${shown} events that the end, or what was broken last, can have come from`,
    drawing: (items) => `Space-time diagram of ${items} events; the list below tells them in words`,
    list: 'The events of the diagram, in order of time',
    goTo: (number) => `Move the time cursor to event ${number}`,
    tell: describeHappening,
  },
  es: {
    title: 'Mensajes en el tiempo',
    shown: (shown) => `los ${shown} eventos de los que puede venir el final, o lo último que se incumplió`,
    drawing: (items) => `Diagrama espacio-tiempo de ${items} eventos; la lista de abajo los cuenta con palabras`,
    list: 'Los eventos del diagrama, por orden de tiempo',
    goTo: (number) => `Llevar el cursor de tiempo al evento ${number}`,
    tell: tellInSpanish,
  },
};

function tellInSpanish(happening: Happening): string {
  switch (happening.kind) {
    case 'message': {
      const { from, to, label, lost, sentUs, atUs } = happening;
      const when = atUs === sentUs ? '' : ` a los ${(atUs / 1e6).toFixed(3)} s`;
      return `${from} → ${to}: ${label}${lost === null ? '' : `, perdido${when} (${lost})`}`;
    }
    case 'mark':
      return `${happening.row} ${happening.what === 'noted' ? happening.text : marks[happening.what]}`;
    case 'span': {
      const { fault, target, atUs, endUs, isLifted } = happening;
      const length = isLifted ? `durante ${((endUs - atUs) / 1e6).toFixed(3)} s` : 'hasta el final';
      return `${fault}${target === '' ? '' : ` en ${target}`}, ${length}`;
    }
    case 'violation':
      return `se incumple ${happening.check}: ${happening.text}`;
    default:
      return happening satisfies never;
  }
}

const marks = { started: 'arranca de nuevo', stopped: 'se detiene' } as const;
