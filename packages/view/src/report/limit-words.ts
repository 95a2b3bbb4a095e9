/** The words of limits and grades. */
import type { Messages } from '../context/language.tsx';

const en = {
  limits: 'Limits',
  limitNote:
    'TTD and TTR are held against their limit by the p95 over the repeats; below 20 repeats that is the worst.',
  phase: 'phase',
  figure: 'figure',
  limit: 'limit',
  measured: 'measured',
  outcome: 'outcome',
  limited: { ttd: 'time to detect', ttr: 'time to recover', success: 'success rate', p95: 'p95 latency' },
  gradeTitle: 'Grades',
  value: 'value',
  grade: 'grade',
  ungraded: 'not graded',
  grades: { good: 'good', acceptable: 'acceptable', poor: 'poor', critical: 'critical' },
  /** By the report's label, which says over what a figure is; one that is not here keeps it. */
  graded: new Map<string, string>(),
};

const es: typeof en = {
  limits: 'Límites',
  limitNote:
    'TTD y TTR se comparan con su límite por el p95 de las repeticiones; con menos de 20 repeticiones es el peor valor.',
  phase: 'fase',
  figure: 'magnitud',
  limit: 'límite',
  measured: 'medido',
  outcome: 'resultado',
  limited: {
    ttd: 'tiempo hasta detectar',
    ttr: 'tiempo hasta recuperarse',
    success: 'tasa de éxito',
    p95: 'latencia p95',
  },
  gradeTitle: 'Calificaciones',
  value: 'valor',
  grade: 'calificación',
  ungraded: 'sin calificar',
  grades: { good: 'bueno', acceptable: 'aceptable', poor: 'deficiente', critical: 'crítico' },
  graded: new Map([
    ['TTD, p95', 'TTD, p95'],
    ['TTR, p95', 'TTR, p95'],
    ['TTR, p95, of phases that limit it', 'TTR, p95, de las fases que lo limitan'],
    ['success rate, lowest phase', 'tasa de éxito, fase más baja'],
    ['success rate, lowest phase that limits it', 'tasa de éxito, la más baja de las fases que la limitan'],
    ['p95 latency, highest phase', 'latencia p95, fase más alta'],
    ['p95 latency, highest phase that limits it', 'latencia p95, la más alta de las fases que la limitan'],
    ['throughput', 'rendimiento'],
    ['availability', 'disponibilidad'],
    ['quorum success', 'quórum alcanzado'],
    ['outliers found', 'réplicas atípicas encontradas'],
    ['fault kinds covered', 'tipos de fallo cubiertos'],
    ['recovered', 'recuperados'],
  ]),
};

/** In both languages. */
export const words = { en, es } satisfies Messages<typeof en>;
