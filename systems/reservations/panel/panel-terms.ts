/** What the words of the reservations mean, a sentence each. */
import type { Messages } from '@temblor/view/context/language.tsx';
import type { Term } from '@temblor/view/glossary/term';

/** English and Spanish. */
export const panelTerms = {
  en: [
    {
      term: 'saga',
      meaning:
        'One reservation on its way over several services: steps, each with something that undoes it, since no database spans them.',
    },
    {
      term: 'hold',
      meaning: 'Seats that are kept for a reservation, for a limited time; they are free again after it.',
    },
    {
      term: 'pivot',
      meaning: 'The step that decides: before it a saga can go back, after it only to its end. Here: save.',
    },
    { term: 'going back', meaning: 'A saga that came to nothing: its steps are undone, the last one first.' },
    {
      term: 'undo',
      meaning:
        'Takes the effect of a step back: seats are released, money is paid back. It is repeated until it succeeds.',
    },
    {
      term: 'outcome unknown (of a step)',
      meaning:
        'A call without an answer: the service may have done it or not. It is asked after, or undone either way.',
    },
    {
      term: 'for an operator',
      meaning: 'A saga whose undoing keeps failing: a person should look; it goes on being tried.',
    },
    {
      term: 'undelivered',
      meaning: 'A notification of a confirmed reservation that nobody took yet; it is sent until somebody does.',
    },
  ],
  es: [
    {
      term: 'saga',
      meaning:
        'Una reserva en su camino por varios servicios: pasos, cada uno con algo que lo deshace, pues ninguna base de datos los abarca.',
    },
    {
      term: 'retener',
      meaning: 'Guardar asientos para una reserva por un tiempo limitado; después vuelven a estar libres.',
    },
    {
      term: 'pivote',
      meaning: 'El paso que decide: antes de él una saga puede volver atrás; después, solo terminar. Aquí: guardar.',
    },
    { term: 'hacia atrás', meaning: 'Una saga que no salió: sus pasos se deshacen, el último primero.' },
    {
      term: 'deshacer',
      meaning:
        'Retirar el efecto de un paso: se liberan asientos, se devuelve el dinero. Se repite hasta que se logra.',
    },
    {
      term: 'resultado desconocido (de un paso)',
      meaning: 'Una llamada sin respuesta: el servicio pudo hacerlo o no. Se consulta, o se deshace en todo caso.',
    },
    {
      term: 'para un operador',
      meaning: 'Una saga que no se logra deshacer: debe mirarla una persona; se sigue intentando.',
    },
    {
      term: 'por entregar',
      meaning: 'El aviso de una reserva confirmada que nadie aceptó aún; se envía hasta que se acepta.',
    },
  ],
} satisfies Messages<readonly Term[]>;
