/** Every fact as a plain sentence in Spanish. What services and the lab say of reasons is quoted as they said it. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { nearestRank } from '@temblor/lab/measure/spread';
import { betweenSides, describePlace, describeTarget } from './fault-target.ts';
import { formatBytes, formatDuration, formatNumber } from './figures.ts';
import { knownWord } from './known-word.ts';

const number = (value: number, digits = 0) => formatNumber(value, 'es', digits);
const duration = (durationMs: number) => formatDuration(durationMs, 'es');
const count = (value: number, one: string, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
const because = (reason: string) => (reason === '' ? '' : `: ${reason}`);

const causes = {
  expired: 'se cumplió su plazo',
  healed: 'se reparó',
  'system-stopped': 'se detuvo el sistema',
  replaced: 'otro fallo ocupó su lugar',
  'process-ended': 'terminó el proceso en el que actuaba',
  'came-to-nothing': 'no llegó a actuar',
} as const;

const verdicts = { passed: 'superada', failed: 'fallida', inconclusive: 'no concluyente' } as const;
const runVerdicts = { passed: 'superado', failed: 'fallido', inconclusive: 'no concluyente' } as const;

const roles = {
  leader: 'líder',
  follower: 'seguidor',
  candidate: 'candidato',
  repairing: 'en reparación',
  stopped: 'detenido',
} as const;

const phases = {
  forward: 'avanza',
  backward: 'retrocede',
  committed: 'está decidida, con pasos pendientes',
  completed: 'está completa',
  compensated: 'está deshecha',
} as const;

const stepStates = {
  waiting: 'en espera',
  doing: 'en curso',
  unknown: 'sin saber',
  done: 'hecho',
  refused: 'rechazado',
  undoing: 'deshaciéndose',
  undone: 'deshecho',
} as const;

const tellStep = (name: string, state: string, attempt: number) =>
  `${name} ${knownWord(stepStates, state)}${attempt > 1 ? ` (intento ${number(attempt)})` : ''}`;

/** What happened, in one sentence without a full stop. */
export function tellInSpanish(event: JournalEvent): string {
  switch (event.type) {
    case 'lab-started':
      return `Arrancó el laboratorio (versión ${event.version}, proceso ${event.pid})`;
    case 'journal-thinned':
      return `El diario se redujo a ${count(event.kept, 'evento')}; se omitieron ${number(event.dropped)}${because(event.reason)}`;
    case 'system-starting':
      return `El sistema ${event.declaration} está arrancando`;
    case 'system-ready':
      return `El sistema está listo tras ${duration(event.durationMs)}`;
    case 'system-stopping':
      return `El sistema se está deteniendo${because(event.reason)}`;
    case 'system-stopped':
      return 'El sistema se ha detenido';
    case 'port-replaced':
      return `${event.instance} recibió el puerto ${event.given}: el ${event.wanted} lo ocupa ${event.owner}`;
    case 'process-started': {
      const start = event.attempt === 1 ? 'arrancó' : `arrancó de nuevo (arranque ${event.attempt})`;
      // Los nodos simulados no son procesos.
      if (event.pid === 0) return `${event.instance} ${start}`;
      return `${event.instance} ${start} como proceso ${event.pid} en el puerto ${event.port}`;
    }
    case 'process-ready':
      return `${event.instance} está lista tras ${duration(event.durationMs)}`;
    case 'process-exited': {
      if (event.pid === 0) return `${event.instance} se detuvo`;
      const how = event.signal === null ? `con el código ${event.code ?? '?'}` : `por ${event.signal}`;
      return `${event.instance} terminó ${how}, ${event.expected ? 'como pidió el laboratorio' : 'de forma inesperada'}`;
    }
    case 'process-abandoned':
      return `${event.instance} no se vuelve a arrancar${because(event.reason)}`;
    case 'output-cut':
      return `Se recortó la salida de ${event.instance}: ${count(event.lines, 'línea')}, ${formatBytes(event.bytes, 'es')}`;
    case 'store-ready':
      return `El almacén ${event.store} está listo tras ${duration(event.durationMs)}`;
    case 'fault-applied':
      return `Se aplicó ${event.kind} ${betweenSides(event.target, 'es') ?? `a ${describeTarget(event.target)}`} durante ${duration(event.durationMs)} (${event.fault})`;
    case 'fault-confirmed':
      return `${event.fault} actúa${because(event.evidence)}`;
    case 'fault-not-confirmed':
      return `No se vio actuar a ${event.fault}${because(event.reason)}`;
    case 'fault-undetermined':
      return `No se puede saber si ${event.fault} actúa${because(event.reason)}`;
    case 'fault-lifted':
      return `${event.fault} dejó de actuar: ${knownWord(causes, event.cause)}`;
    case 'crash-asked':
      return `A ${event.instance} se le pidió morir y no volver antes de ${duration(event.holdMs)}`;
    case 'switch-acted':
      return `El conmutador de fallos de ${event.instance} actuó por primera vez sobre una petición: ${event.kind}`;
    case 'instance-suspected':
      return `${event.detector} de ${event.by} sospecha de ${event.instance}${because(event.reason)}`;
    case 'instance-off':
      return `${event.by} puso ${event.instance} en OFF por ${event.detector}${because(event.reason)}`;
    case 'instance-on':
      return `${event.by} puso ${event.instance} en ON${because(event.reason)}`;
    case 'instance-unknown':
      return `${event.by} no sabe nada de ${event.instance}${because(event.reason)}`;
    case 'leader-elected':
      return `${event.instance} fue elegida líder del mandato ${event.term}`;
    case 'primary-promoted':
      return `${event.instance} es ahora la primaria de ${event.group}`;
    case 'breaker-opened':
      return `${event.instance} abrió su cortacircuitos hacia ${event.dependency}${because(event.reason)}`;
    case 'breaker-half-opened':
      return `${event.instance} entreabrió su cortacircuitos hacia ${event.dependency}: vuelve a probar`;
    case 'breaker-closed':
      return `${event.instance} cerró su cortacircuitos hacia ${event.dependency}`;
    case 'vote-window':
      return `${count(event.decided, 'voto decidido', 'votos decididos')}, ${number(event.withoutQuorum)} sin quórum, ${count(event.dissents, 'disidencia')}, p95 ${duration(event.latency.p95Ms)}`;
    case 'quorum-lost':
      return `Se perdió el quórum: ${count(event.valid, 'respuesta válida', 'respuestas válidas')}, hacen falta ${number(event.needed)}`;
    case 'quorum-regained':
      return 'Se vuelve a alcanzar el quórum';
    case 'dissent-observed':
      return `${event.instance} contradijo a la mayoría en el offset ${event.offset}${because(event.detail)}`;
    case 'balancer-window':
      return `${event.instance} respondió ${count(event.requests, 'petición', 'peticiones')} con ${event.strategy}: ${number(event.failures)} fallidas, ${number(event.refused)} rechazadas, ${count(event.retries, 'reintento')}, ${count(event.hedges, 'duplicado')}`;
    case 'log-window':
      return `${event.instance} (${roles[event.role]}, mandato ${event.term}) guarda ${count(event.count, 'mensaje')}: ${number(event.accepted)} aceptados, ${number(event.refused)} rechazados, ${number(event.unknown)} sin saber, p95 ${duration(event.latency.p95Ms)}`;
    case 'saga-window':
      return `${event.instance} empezó ${count(event.started, 'saga')}, completó ${number(event.completed)} y deshizo ${number(event.compensated)}: ${number(event.forward)} hacia delante, ${number(event.backward)} hacia atrás, ${number(event.unknown)} con resultado desconocido, ${number(event.needsOperator)} para un operador, ${count(event.undelivered, 'mensaje')} por entregar, p95 ${duration(event.latency.p95Ms)}`;
    case 'saga-changed': {
      const steps = event.steps.map(({ name, state, attempt }) => tellStep(name, state, attempt));
      return `${event.instance}: ${event.saga} ${knownWord(phases, event.phase)}${event.reason === null ? '' : ` (${event.reason})`}${because(steps.join(', '))}`;
    }
    case 'seats-window': {
      const events = event.events.map(
        ({ event: name, ...seats }) =>
          `${name}: ${count(seats.free, 'libre')}, ${count(seats.held, 'retenido')}, ${count(seats.sold, 'vendido')} de ${number(seats.capacity)}`,
      );
      return `${event.instance} cuenta los asientos de ${count(event.events.length, 'evento')}${because(events.join('; '))}`;
    }
    case 'strategy-changed':
      return `${event.instance} reparte con ${event.to} en lugar de ${event.from}`;
    case 'replica-draining':
      return `${event.instance} drena ${event.replica}, que ha de terminar ${count(event.inFlight, 'petición', 'peticiones')} y no recibe más`;
    case 'replica-drained':
      return `${event.replica} está drenada: no le queda nada por responder`;
    case 'panic-started':
      return `${event.instance} entra en pánico: solo ${number(event.inRotation)} de ${count(event.replicas, 'réplica')} en rotación, así que las usa todas`;
    case 'panic-ended':
      return `${event.instance} sale del pánico: ${number(event.inRotation)} de ${count(event.replicas, 'réplica')} en rotación`;
    case 'load-started':
      return `Empezó la carga: ${number(event.ratePerSecond, 1)} peticiones por segundo, semilla ${event.seed}`;
    case 'load-window':
      return `Clientes: ${number(event.sent)} enviadas, ${number(event.ok)} correctas, ${number(event.failed)} fallidas, ${number(event.unknown)} desconocidas, p95 ${duration(event.corrected.p95Ms)}`;
    case 'load-finished':
      return event.valid
        ? `Terminó la carga: ${number(event.sent)} de ${count(event.intended, 'petición', 'peticiones')} enviadas`
        : `Terminó la carga sin cumplir su ritmo: ${number(event.sent)} de ${number(event.intended)} enviadas${because(event.reason)}`;
    case 'link-window':
      return `${describePlace(event.link)}: ${count(event.requests, 'petición', 'peticiones')}, ${count(event.errors, 'error', 'errores')}, p95 ${duration(event.latency.p95Ms)}`;
    case 'link-probed': {
      const median = nearestRank(event.roundTripsMs, 50);
      const answered = count(event.roundTripsMs.length, 'ida y vuelta', 'idas y vueltas');
      return `${describePlace(event.link)}: ${answered}${median === undefined ? '' : `, mediana ${duration(median)}`}, ${number(event.unanswered)} sin respuesta`;
    }
    case 'request-window': {
      const answered = event.rows.reduce((sum, row) => sum + row.count, 0);
      return `${event.instance} respondió ${count(answered, 'petición', 'peticiones')}`;
    }
    case 'message-delivered':
      return `${event.from} → ${event.to}: ${event.label}`;
    case 'message-lost':
      return `${event.from} → ${event.to}: ${event.label}, perdido (${event.reason})`;
    case 'instance-noted':
      return `${event.instance} ${event.text}`;
    case 'violation-seen':
      return `Se incumple ${event.check}${because(event.text)}`;
    case 'run-started':
      return `Empezó la ejecución ${event.run} de ${event.experiment}: semilla ${event.seed}, ${count(event.repeats, 'repetición', 'repeticiones')}${event.quick ? ', modo rápido' : ''}`;
    case 'warm-up-finished':
      return 'Terminó el calentamiento';
    case 'steady-state-checked':
      return `El estado estable ${event.holds ? 'se cumple' : 'no se cumple'} ${event.when === 'before' ? 'antes' : 'después'} del experimento${because(event.detail)}`;
    case 'phase-started':
      return `Empezó la fase ${event.phase} (repetición ${event.repeat})`;
    case 'phase-finished':
      return `La fase ${event.phase} (repetición ${event.repeat}) ${event.completed ? 'terminó' : 'acabó sin completarse'}${because(event.detail)}`;
    case 'check-finished':
      return `Comprobación ${event.check} ${knownWord(verdicts, event.verdict)}${because(event.summary)}`;
    case 'figure-measured':
      return event.value === null
        ? `No se pudo medir ${event.figure}${because(event.reason)}`
        : `${event.figure}: ${number(event.value, 2)} ${event.unit}`.trimEnd();
    case 'verdict':
      return `Veredicto: ${knownWord(runVerdicts, event.verdict)}${because(event.reasons.join('; '))}`;
    case 'run-ended': {
      const end = event.verdict === null ? 'se interrumpió' : `terminó: ${knownWord(verdicts, event.verdict)}`;
      // The verdict has just given its reasons.
      return `La ejecución ${event.run} ${end}${event.verdict === null ? because(event.reason) : ''}`;
    }
    default:
      return event satisfies never;
  }
}
