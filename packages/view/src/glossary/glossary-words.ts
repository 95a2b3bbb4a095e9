/** What the words of the page mean, a sentence each, in both languages. */
import type { Messages } from '../context/language.tsx';
import type { Term } from './term.ts';

interface GlossaryWords {
  readonly title: string;
  readonly terms: readonly Term[];
}

/** English and Spanish. */
export const glossaryWords = {
  en: {
    title: 'What do these words mean?',
    terms: [
      {
        term: 'ON, OFF',
        meaning:
          'What the system itself decided of an instance: it takes part, or it is left out until it is well again.',
      },
      {
        term: 'suspicion',
        meaning: 'A detector’s word that something may be wrong with an instance; it decides nothing.',
      },
      {
        term: 'TTD',
        meaning: 'Time to detect: from the moment at which a fault took effect until the system put the instance OFF.',
      },
      {
        term: 'TTR',
        meaning: 'Time to recover: from the moment at which the fault was lifted until the system put the instance ON.',
      },
      {
        term: 'evidence',
        meaning: 'What was measured of a fault itself, apart from the system: whether it acted at all, and since when.',
      },
      { term: 'quorum', meaning: 'So many agreeing answers of replicas as a vote needs: a majority of them.' },
      { term: 'dissent', meaning: 'The answer of a replica that contradicts the majority at the same offset.' },
      {
        term: 'outcome unknown',
        meaning:
          'A request without an answer: it may have been carried out or not, so it is neither a success nor a failure.',
      },
      {
        term: 'steady state',
        meaning: 'How the system behaves while nothing is broken; it is checked before an experiment and after it.',
      },
      { term: 'p95', meaning: 'Of a hundred requests, 95 were at most this slow; p50 and p99 alike.' },
      {
        term: 'offset',
        meaning: 'The place of an event in the log, counted from its beginning: how far a replica has read.',
      },
      { term: 'first-miss', meaning: 'The detector that suspects after a single failed check.' },
      { term: 'consecutive', meaning: 'The detector that speaks after so many failed checks in a row.' },
      { term: 'window', meaning: 'The detector that speaks when too many of the last checks failed.' },
      {
        term: 'phi-accrual',
        meaning: 'The detector that speaks when an answer is late beyond what the answers until now let expect.',
      },
      {
        term: 'connection-loss',
        meaning: 'The detector that speaks as soon as a connection that was held open is lost.',
      },
      { term: 'dissent (detector)', meaning: 'The detector that speaks when a replica contradicted the majority.' },
    ],
  },
  es: {
    title: '¿Qué significan estas palabras?',
    terms: [
      {
        term: 'ON, OFF',
        meaning:
          'Lo que el propio sistema decidió de una instancia: participa, o queda fuera hasta que vuelva a estar bien.',
      },
      {
        term: 'sospecha',
        meaning: 'La señal de un detector de que algo puede ir mal en una instancia; no decide nada.',
      },
      {
        term: 'TTD',
        meaning: 'Tiempo hasta detectar: desde que un fallo tuvo efecto hasta que el sistema puso la instancia en OFF.',
      },
      {
        term: 'TTR',
        meaning: 'Tiempo hasta recuperarse: desde que se retiró el fallo hasta que el sistema puso la instancia en ON.',
      },
      {
        term: 'evidencia',
        meaning: 'Lo que se midió del propio fallo, aparte del sistema: si llegó a actuar, y desde cuándo.',
      },
      {
        term: 'quórum',
        meaning: 'Las respuestas coincidentes de réplicas que necesita una votación: la mayoría de ellas.',
      },
      { term: 'disidencia', meaning: 'La respuesta de una réplica que contradice a la mayoría en el mismo offset.' },
      {
        term: 'resultado desconocido',
        meaning: 'Una petición sin respuesta: puede haberse ejecutado o no, así que no es ni un éxito ni un fracaso.',
      },
      {
        term: 'estado estable',
        meaning: 'Cómo se comporta el sistema mientras nada está roto; se comprueba antes y después de un experimento.',
      },
      { term: 'p95', meaning: 'De cada cien peticiones, 95 tardaron como mucho esto; p50 y p99, igual.' },
      {
        term: 'offset',
        meaning: 'El lugar de un evento en el registro, contado desde el principio: hasta dónde ha leído una réplica.',
      },
      { term: 'first-miss', meaning: 'El detector que sospecha tras una sola comprobación fallida.' },
      { term: 'consecutive', meaning: 'El detector que avisa tras varias comprobaciones fallidas seguidas.' },
      {
        term: 'window',
        meaning: 'El detector que avisa cuando fallaron demasiadas de las últimas comprobaciones.',
      },
      {
        term: 'phi-accrual',
        meaning: 'El detector que avisa cuando una respuesta tarda más de lo que hacen esperar las anteriores.',
      },
      {
        term: 'connection-loss',
        meaning: 'El detector que avisa en cuanto se pierde una conexión que se mantenía abierta.',
      },
      { term: 'dissent (detector)', meaning: 'El detector que avisa cuando una réplica contradijo a la mayoría.' },
    ],
  },
} satisfies Messages<GlossaryWords>;
