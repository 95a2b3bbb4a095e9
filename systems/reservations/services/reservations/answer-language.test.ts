import { expect, test } from 'vitest';
import { confirmationIn, languageOf } from './answer-language.ts';

test.each([
  [undefined, 'es'],
  ['', 'es'],
  ['fr, de;q=0.9', 'es'],
  ['en', 'en'],
  ['EN-us,es;q=0.5', 'en'],
  ['en;q=0.3, es-MX;q=0.9', 'es'],
  ['fr, en;q=0.1', 'en'],
  ['en;q=0', 'es'],
  ['en;q=nonsense', 'es'],
  ['es, en', 'es'],
  [';;;,,,=', 'es'],
])('Accept-Language %j is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});

test("the brief's words stand in both languages", () => {
  expect([confirmationIn('es'), confirmationIn('en')]).toEqual(['Reserva confirmada', 'Reservation confirmed']);
});
