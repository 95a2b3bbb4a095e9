/** The words of the table of requests. */
import type { Messages } from '../context/language.tsx';
import type { SortColumn, StatusClass } from './request-rows.ts';

interface RequestWords {
  readonly title: string;
  readonly over: (length: string) => string;
  readonly filter: string;
  readonly filterHint: (example: string) => string;
  readonly columns: Readonly<Record<SortColumn, string>>;
  readonly statuses: Readonly<Record<StatusClass, string>>;
  readonly table: string;
  readonly noneYet: string;
  readonly none: string;
  readonly total: (service: string, instances: number) => string;
  readonly totals: string;
  readonly failed: (count: string) => string;
  readonly noneFailed: string;
}

export const requestWords: Messages<RequestWords> = {
  en: {
    title: 'Requests by endpoint',
    over: (length) => `answered within ${length}`,
    filter: 'Filter',
    filterHint: (example) => `for example ${example}`,
    columns: {
      instance: 'Service',
      endpoint: 'Endpoint',
      method: 'Method',
      status: 'Status',
      count: 'Requests',
      ratePerSecond: 'Requests/s',
      meanMs: 'Mean ms',
      maxMs: 'Max ms',
    },
    statuses: { ok: 'ok', redirected: 'redirected', refused: 'refused', failed: 'failed', other: 'other' },
    table: 'Requests by service, endpoint, method and status',
    noneYet: 'No service has answered a request in the time that is shown.',
    none: 'No row matches the filter.',
    total: (service, instances) => (instances === 1 ? service : `${service} (${instances} instances)`),
    totals: 'Totals by service',
    failed: (count) => `${count} failed`,
    noneFailed: 'none failed',
  },
  es: {
    title: 'Peticiones por endpoint',
    over: (length) => `respondidas en ${length}`,
    filter: 'Filtro',
    filterHint: (example) => `por ejemplo ${example}`,
    columns: {
      instance: 'Servicio',
      endpoint: 'Endpoint',
      method: 'Método',
      status: 'Estado',
      count: 'Peticiones',
      ratePerSecond: 'Peticiones/s',
      meanMs: 'Media ms',
      maxMs: 'Máx. ms',
    },
    statuses: { ok: 'correcta', redirected: 'redirigida', refused: 'rechazada', failed: 'fallida', other: 'otra' },
    table: 'Peticiones por servicio, endpoint, método y estado',
    noneYet: 'Ningún servicio ha respondido peticiones en el tiempo que se muestra.',
    none: 'Ninguna fila coincide con el filtro.',
    total: (service, instances) => (instances === 1 ? service : `${service} (${instances} instancias)`),
    totals: 'Totales por servicio',
    failed: (count) => `${count} fallidas`,
    noneFailed: 'ninguna fallida',
  },
};
