import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { describe, expect, it } from 'vitest';
import { eventGroups, eventKinds, signOf, typesOf } from './event-kinds.ts';
import { tellEvent } from './event-sentence.ts';

const latency = { count: 10, meanMs: 2, p50Ms: 2, p95Ms: 4.25, p99Ms: 5, maxMs: 6 };
const span = { startUs: 0, endUs: 1_000_000 };

/** One fact of every kind, with what is said of it. */
const told: readonly (readonly [JournalFact, en: string, es: string])[] = [
  [
    { type: 'process-exited', instance: 'inventory-1', pid: 7, code: null, signal: 'SIGKILL', expected: true },
    'inventory-1 exited by SIGKILL, as the lab asked',
    'inventory-1 terminó por SIGKILL, como pidió el laboratorio',
  ],
  [
    { type: 'process-exited', instance: 'orders', pid: 7, code: 1, signal: null, expected: false },
    'orders exited with code 1, unexpectedly',
    'orders terminó con el código 1, de forma inesperada',
  ],
  [
    { type: 'link-probed', link: 'node-1->node-2', roundTripsMs: [112.9, 112.4, 113.6], unanswered: 0 },
    'node-1 → node-2: 3 round trips, median 113 ms, 0 unanswered',
    'node-1 → node-2: 3 idas y vueltas, mediana 113 ms, 0 sin respuesta',
  ],
  [
    { type: 'figure-measured', figure: 'time to a new leader', unit: 'ms', value: 312.5, reason: '', reference: null },
    'time to a new leader: 312.5 ms',
    'time to a new leader: 312,5 ms',
  ],
  [
    { type: 'figure-measured', figure: 'latency', unit: 'ms', value: null, reason: 'no message', reference: null },
    'latency could not be measured: no message',
    'No se pudo medir latency: no message',
  ],
  [
    {
      type: 'fault-applied',
      fault: 'f2',
      kind: 'link-latency',
      target: { link: 'voter->inventory-2' },
      parameters: {},
      durationMs: 2500,
    },
    'link-latency was applied to voter → inventory-2 for 2.5 s (f2)',
    'Se aplicó link-latency a voter → inventory-2 durante 2,5 s (f2)',
  ],
  [
    {
      type: 'fault-applied',
      fault: 'f3',
      kind: 'partition',
      target: { groups: [['orders'], ['inventory-1', 'inventory-2']] },
      parameters: {},
      durationMs: 900,
    },
    'partition was applied between side A (orders) and side B (inventory-1, inventory-2) for 900 ms (f3)',
    'Se aplicó partition entre el lado A (orders) y el lado B (inventory-1, inventory-2) durante 900 ms (f3)',
  ],
  [
    { type: 'fault-lifted', fault: 'f2', cause: 'healed' },
    'f2 was lifted: it was healed',
    'f2 dejó de actuar: se reparó',
  ],
  [
    { type: 'instance-off', instance: 'inventory-1', by: 'monitor', detector: 'window', reason: '4 of 10 failed' },
    'monitor put inventory-1 OFF by window: 4 of 10 failed',
    'monitor puso inventory-1 en OFF por window: 4 of 10 failed',
  ],
  [
    { type: 'instance-on', instance: 'inventory-1', by: 'monitor', detector: 'window', reason: '' },
    'monitor put inventory-1 ON',
    'monitor puso inventory-1 en ON',
  ],
  [
    { type: 'quorum-lost', valid: 1, needed: 2 },
    'The quorum is lost: 1 valid answer, 2 needed',
    'Se perdió el quórum: 1 respuesta válida, hacen falta 2',
  ],
  [
    {
      type: 'vote-window',
      ...span,
      decided: 1200,
      withoutQuorum: 0,
      dissents: 1,
      meanFanOut: 3,
      meanQuorum: 3,
      excluded: {},
      latency,
    },
    '1,200 votes decided, 0 without quorum, 1 dissent, p95 4.3 ms',
    '1200 votos decididos, 0 sin quórum, 1 disidencia, p95 4,3 ms',
  ],
  [
    {
      type: 'balancer-window',
      ...span,
      ...{ instance: 'balancer', strategy: 'two-choices', panic: false, requests: 1200, failures: 0, refused: 2 },
      ...{ retries: 1, hedges: 3, replicas: [] },
    },
    'balancer answered 1,200 requests by two-choices: 0 failed, 2 refused, 1 retry, 3 hedges',
    'balancer respondió 1200 peticiones con two-choices: 0 fallidas, 2 rechazadas, 1 reintento, 3 duplicados',
  ],
  [
    { type: 'strategy-changed', instance: 'balancer', from: 'random', to: 'round-robin' },
    'balancer balances by round-robin instead of random',
    'balancer reparte con round-robin en lugar de random',
  ],
  [
    { type: 'replica-draining', instance: 'balancer', replica: 'image-2', inFlight: 1 },
    'image-2 is being drained by balancer: 1 request to finish, no new ones',
    'balancer drena image-2, que ha de terminar 1 petición y no recibe más',
  ],
  [
    { type: 'replica-drained', instance: 'balancer', replica: 'image-2' },
    'image-2 is drained: it has nothing left to answer',
    'image-2 está drenada: no le queda nada por responder',
  ],
  [
    { type: 'panic-started', instance: 'balancer', inRotation: 1, replicas: 3 },
    'balancer panics: only 1 of 3 replicas in rotation, so it uses all',
    'balancer entra en pánico: solo 1 de 3 réplicas en rotación, así que las usa todas',
  ],
  [
    { type: 'panic-ended', instance: 'balancer', inRotation: 2, replicas: 3 },
    'balancer panics no longer: 2 of 3 replicas in rotation',
    'balancer sale del pánico: 2 de 3 réplicas en rotación',
  ],
  [
    {
      type: 'saga-window',
      ...span,
      ...{
        instance: 'reservations',
        started: 12,
        completed: 10,
        compensated: 1,
        forward: 3,
        backward: 2,
        committed: 0,
      },
      ...{ unknown: 1, needsOperator: 0, undelivered: 4, latency },
    },
    'reservations began 12 sagas, completed 10 and undid 1: 3 going on, 2 going back, 1 with an unknown outcome, 0 for an operator, 4 messages to deliver, p95 4.3 ms',
    'reservations empezó 12 sagas, completó 10 y deshizo 1: 3 hacia delante, 2 hacia atrás, 1 con resultado desconocido, 0 para un operador, 4 mensajes por entregar, p95 4,3 ms',
  ],
  [
    {
      type: 'saga-changed',
      ...{ instance: 'reservations', saga: 'RSV-1', phase: 'backward', reason: 'payment_slow' },
      steps: [
        { name: 'hold', state: 'done', attempt: 1 },
        { name: 'charge', state: 'undoing', attempt: 2 },
      ],
    },
    'reservations: RSV-1 goes back (payment_slow): hold done, charge undoing (attempt 2)',
    'reservations: RSV-1 retrocede (payment_slow): hold hecho, charge deshaciéndose (intento 2)',
  ],
  [
    {
      type: 'seats-window',
      ...{ ...span, instance: 'inventory-1' },
      events: [{ event: 'concert', capacity: 1000, free: 997, held: 1, sold: 2 }],
    },
    'inventory-1 counts the seats of 1 event: concert: 997 free, 1 held, 2 sold of 1,000',
    'inventory-1 cuenta los asientos de 1 evento: concert: 997 libres, 1 retenido, 2 vendidos de 1000',
  ],
  [
    { type: 'process-started', instance: 'node-1', pid: 0, port: 0, attempt: 2 },
    'node-1 started again (start 2)',
    'node-1 arrancó de nuevo (arranque 2)',
  ],
  [
    { type: 'message-lost', from: 'node-1', to: 'node-2', sentAtUs: 0, label: 'heartbeat', reason: 'partition' },
    'node-1 → node-2: heartbeat, lost (partition)',
    'node-1 → node-2: heartbeat, perdido (partition)',
  ],
  [
    { type: 'violation-seen', check: 'election-safety', instances: ['node-1'], text: 'two leaders' },
    'election-safety is broken: two leaders',
    'Se incumple election-safety: two leaders',
  ],
  [
    { type: 'verdict', run: 'r', verdict: 'failed', reasons: ['a', 'b'] },
    'Verdict: failed: a; b',
    'Veredicto: fallido: a; b',
  ],
  [
    { type: 'run-ended', run: 'r', verdict: null, reason: 'stopped' },
    'Run r broke: stopped',
    'La ejecución r se interrumpió: stopped',
  ],
];

const placed = (fact: JournalFact): JournalEvent => ({ ...fact, sequence: 1, atUs: 5, system: 'voting' });

describe('what an event says', () => {
  it.each(told)('is plain in both languages: %o', (fact, english, spanish) => {
    expect(tellEvent(placed(fact), 'en')).toBe(english);
    expect(tellEvent(placed(fact), 'es')).toBe(spanish);
  });

  it('is the name of its kind where a newer lab tells what this page does not know', () => {
    const event: JournalEvent = JSON.parse('{"type":"moon-rose","sequence":1,"atUs":5,"system":null}');
    expect(tellEvent(event, 'en')).toBe('moon-rose');
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty'])('is its name where that is %o', (type) => {
    const event: JournalEvent = JSON.parse(`{"type":"${type}","sequence":1,"atUs":5,"system":null}`);
    expect(tellEvent(event, 'es')).toBe(type);
    expect(signOf(event)).toEqual({ tone: 'idle', sign: '·' });
  });

  it.each(['maybe', 'constructor'])('of a verdict that is not known, %o, is that verdict', (verdict) => {
    const event: JournalEvent = JSON.parse(
      `{"type":"verdict","run":"r","verdict":"${verdict}","reasons":[],"sequence":1,"atUs":5,"system":null}`,
    );
    expect(tellEvent(event, 'en')).toBe(`Verdict: ${verdict}`);
    expect(signOf(event)).toEqual({ tone: 'idle', sign: '·' });
  });
});

it('the sign of a saga says first that an outcome is not known', () => {
  const saga = (phase: 'forward' | 'backward' | 'completed', state: 'done' | 'unknown') =>
    signOf(
      placed({
        ...{ type: 'saga-changed', instance: 'reservations', saga: 'RSV-1', phase, reason: null },
        steps: [{ name: 'charge', state, attempt: 1 }],
      }),
    );
  expect(saga('backward', 'unknown')).toEqual({ tone: 'warn', sign: '?' });
  expect(saga('backward', 'done')).toEqual({ tone: 'warn', sign: '←' });
  expect(saga('completed', 'done').sign).toBe('✓');
  expect(saga('forward', 'done').sign).toBe('→');
});

it('every kind of fact is in exactly one group', () => {
  const all = eventGroups.flatMap((group) => [...typesOf(new Set([group]))]);
  expect(all.toSorted()).toEqual(Object.keys(eventKinds).toSorted());
});

it('the sign of an outcome is that of how it turned out', () => {
  const verdict = (how: 'passed' | 'failed') => placed({ type: 'verdict', run: 'r', verdict: how, reasons: [] });
  expect(signOf(verdict('passed')).sign).toBe('✓');
  expect(signOf(verdict('failed')).sign).toBe('✕');
});
