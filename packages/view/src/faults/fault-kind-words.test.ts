import { expect, test } from 'vitest';
import { faultSentence } from './fault-kind-words.ts';

test.each([
  ['crash', 'Caída'],
  ['pause', 'Pausa'],
  ['restart', 'Reinicio'],
  ['latency', 'Latencia'],
  ['intermittent', 'Fallo intermitente'],
  ['incorrect-response', 'Respuesta incorrecta'],
  ['flag', 'Indicador'],
  ['blackhole', 'Agujero negro'],
  ['reset', 'Reinicio de conexión'],
  ['bandwidth', 'Ancho de banda'],
  ['partition', 'Partición de la red'],
  ['database-flapping', 'Base de datos intermitente'],
  ['database-away', 'Base de datos inaccesible'],
])('%s has a sentence, which in Spanish begins with its name there: %s', (kind, name) => {
  expect(faultSentence(kind, 'es')?.split(':')[0]).toBe(name);
  expect(faultSentence(kind, 'en')).not.toBeNull();
});

test('a kind that is not known has no sentence', () => {
  expect(faultSentence('toString', 'es')).toBeNull();
});
