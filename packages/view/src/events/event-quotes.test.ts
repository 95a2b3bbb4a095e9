import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { expect, it } from 'vitest';
import { withWords } from './event-quotes.ts';
import { tellEvent } from './event-sentence.ts';

const placed = (fact: JournalFact): JournalEvent => ({ ...fact, sequence: 1, atUs: 5, system: 'voting' });
const told = (fact: JournalFact) =>
  tellEvent(
    withWords(placed(fact), (text) => `«${text}»`),
    'es',
  );

it.each<readonly [JournalFact, string]>([
  [{ type: 'phase-started', phase: 'crash', repeat: 2 }, 'Empezó la fase «crash» (repetición 2)'],
  [
    { type: 'check-finished', check: 'replicas-agree', verdict: 'passed', summary: '3 agree', violations: [] },
    'Comprobación «replicas-agree» superada: «3 agree»',
  ],
  [{ type: 'fault-confirmed', fault: 'fault-1', evidence: 'seen', effectAtUs: 1 }, 'fault-1 actúa: «seen»'],
  [
    { type: 'instance-on', instance: 'voter', by: 'monitor', detector: 'active', reason: 'it is back' },
    'monitor puso voter en ON: «it is back»',
  ],
  [{ type: 'verdict', run: 'r', verdict: 'failed', reasons: ['one', 'two'] }, 'Veredicto: fallido: «one»; «two»'],
  [{ type: 'system-stopped' }, 'El sistema se ha detenido'],
])('what others said in %o is put into other words', (fact, sentence) => {
  expect(told(fact)).toBe(sentence);
});
