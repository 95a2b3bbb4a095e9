/** What the words of the voting mean, a sentence each. */
import type { Messages } from '@temblor/view/context/language.tsx';
import type { Term } from '@temblor/view/glossary/term';

/** English and Spanish. */
export const panelTerms = {
  en: [
    {
      term: 'probe',
      meaning:
        'The question of the monitor to an instance that is OFF: two requests every 15 ms, so that it is back as soon as it is well. One that is ON is asked five times a second. So the link from the monitor to an instance that is down shows more than twenty times its usual traffic: it is that of the probes, not of clients.',
    },
  ],
  es: [
    {
      term: 'sondeo',
      meaning:
        'La pregunta del monitor a una instancia en OFF: dos peticiones cada 15 ms, para que vuelva en cuanto esté bien. A una en ON le pregunta cinco veces por segundo. Por eso el enlace del monitor a una instancia caída muestra más de veinte veces su tráfico habitual: es el de los sondeos, no el de los clientes.',
    },
  ],
} satisfies Messages<readonly Term[]>;
