import type { Messages } from '../context/language.tsx';
import type { ChartKind, LineId } from './chart-data.ts';

interface ChartsWords {
  readonly heading: string;
  readonly whose: string;
  readonly clients: string;
  readonly services: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly back: string;
  readonly whole: string;
  readonly kinds: Readonly<Record<ChartKind, string>>;
  readonly units: Readonly<Record<ChartKind, string>>;
  readonly ofServices: string;
  readonly lines: Readonly<Record<LineId, string>>;
  readonly timeCursor: (chart: string) => string;
  readonly keys: string;
  readonly marks: { readonly fault: string; readonly off: string; readonly on: string; readonly cursor: string };
  readonly nothing: string;
  readonly noValue: string;
  readonly range: (chart: string, from: string, to: string) => string;
  readonly line: (name: string, lowest: string, highest: string, last: string) => string;
}

/** The words of the charts. */
export const chartsWords = {
  en: {
    heading: 'Charts',
    whose: 'Seen by',
    clients: 'clients',
    services: 'all services',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    back: 'Back',
    whole: 'Whole journal',
    kinds: { rate: 'Requests', success: 'Success rate', latency: 'Latency', failures: 'Failures' },
    units: { rate: 'per second', success: '%', latency: 'ms, logarithmic', failures: 'per second' },
    ofServices: 'p95 in ms, logarithmic',
    lines: {
      requests: 'requests',
      succeeded: 'succeeded',
      success: 'success',
      p50: 'p50',
      p95: 'p95',
      p99: 'p99',
      failed: 'failed',
      unknown: 'outcome unknown',
      errors: 'errors',
    },
    timeCursor: (chart) => `Time cursor in ${chart}`,
    keys: 'Drag to zoom, double-click to go back. Keys: ← → move the cursor, + − zoom, Esc follows the newest.',
    marks: { fault: 'fault acts', off: 'OFF', on: 'ON', cursor: 'cursor' },
    nothing: 'Nothing was measured in this span.',
    noValue: 'none',
    range: (chart, from, to) => `${chart} from ${from} to ${to}.`,
    line: (name, lowest, highest, last) => `${name}: lowest ${lowest}, highest ${highest}, last ${last}.`,
  },
  es: {
    heading: 'Gráficos',
    whose: 'Visto por',
    clients: 'los clientes',
    services: 'todos los servicios',
    zoomIn: 'Acercar',
    zoomOut: 'Alejar',
    back: 'Volver',
    whole: 'Diario completo',
    kinds: { rate: 'Peticiones', success: 'Tasa de éxito', latency: 'Latencia', failures: 'Peticiones fallidas' },
    units: { rate: 'por segundo', success: '%', latency: 'ms, logarítmica', failures: 'por segundo' },
    ofServices: 'p95 en ms, logarítmica',
    lines: {
      requests: 'peticiones',
      succeeded: 'con éxito',
      success: 'éxito',
      p50: 'p50',
      p95: 'p95',
      p99: 'p99',
      failed: 'fallidas',
      unknown: 'resultado desconocido',
      errors: 'errores',
    },
    timeCursor: (chart) => `Cursor de tiempo en ${chart}`,
    keys: 'Arrastre para acercar, doble clic para volver. Teclas: ← → mueven el cursor, + − acercan y alejan, Esc sigue lo más nuevo.',
    marks: { fault: 'actúa un fallo', off: 'OFF', on: 'ON', cursor: 'cursor' },
    nothing: 'No se midió nada en este intervalo.',
    noValue: 'sin valor',
    range: (chart, from, to) => `${chart} de ${from} a ${to}.`,
    line: (name, lowest, highest, last) => `${name}: mínimo ${lowest}, máximo ${highest}, último ${last}.`,
  },
} satisfies Messages<ChartsWords>;
