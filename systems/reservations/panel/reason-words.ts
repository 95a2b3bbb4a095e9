/** Why a reservation came to nothing: a sentence for each code that its orchestrator gives. */
import type { Messages } from '@temblor/view/context/language.tsx';

interface ReasonWords {
  readonly byCode: Readonly<Record<string, string>>;
  /** By what a code ends with, behind the name of a service. */
  readonly byEnding: Readonly<Record<string, (service: string) => string>>;
}

/** English and Spanish. */
export const reasonWords = {
  en: {
    byCode: {
      no_seats: 'no seats are free',
      unknown_event: 'there is no such event',
      hold_ended: 'the seats were no longer held: the lease of the hold had ended',
      deadline: 'no time was left for the next step',
      deadline_passed: 'no time was left',
      retries_spent: 'too many calls fail: none is tried again for a while',
      database_unavailable: 'the orchestrator’s database failed',
      interrupted: 'the orchestrator was gone in the middle of a step',
      'timed-out': 'no answer came in time',
      'call-failed': 'the call failed within the orchestrator',
      'internal-error': 'the orchestrator failed',
    },
    byEnding: {
      unreachable: (service) => `${service} could not be reached`,
      unavailable: (service) => `${service} says that it is down`,
      timed_out: (service) => `${service} did not answer in time`,
      failed: (service) => `${service} answered with an error`,
    },
  },
  es: {
    byCode: {
      no_seats: 'no quedan asientos libres',
      unknown_event: 'no existe ese evento',
      hold_ended: 'los asientos ya no estaban retenidos: había vencido la retención',
      deadline: 'no quedaba tiempo para el siguiente paso',
      deadline_passed: 'no quedaba tiempo',
      retries_spent: 'fallan demasiadas llamadas: por un rato no se repite ninguna',
      database_unavailable: 'falló la base de datos del orquestador',
      interrupted: 'el orquestador desapareció a mitad de un paso',
      'timed-out': 'no llegó respuesta a tiempo',
      'call-failed': 'la llamada falló dentro del orquestador',
      'internal-error': 'falló el orquestador',
    },
    byEnding: {
      unreachable: (service) => `no se pudo llegar a ${service}`,
      unavailable: (service) => `${service} dice que no está disponible`,
      timed_out: (service) => `${service} no respondió a tiempo`,
      failed: (service) => `${service} respondió con un error`,
    },
  },
} satisfies Messages<ReasonWords>;

/** The sentence for a code; the code itself where it has none. */
export function describeReason(code: string, { byCode, byEnding }: ReasonWords): string {
  if (Object.hasOwn(byCode, code)) return byCode[code] ?? code;
  for (const [ending, sentence] of Object.entries(byEnding)) {
    if (code.endsWith(`_${ending}`)) return sentence(code.slice(0, -ending.length - 1));
  }
  return code;
}
